package io.github.circleauth.session;

import io.github.circleauth.seal.BrokenSealException;
import io.github.circleauth.seal.Seal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Opens sessions' texts. One that can't be opened is left as it is, counted, and told of once for each key that sealed
 * such.
 */
final class SealedTexts {

    private static final Logger LOG = System.getLogger(SealedTexts.class.getName());

    private final Seal seal;
    private final Set<String> alarmedKeyIds = ConcurrentHashMap.newKeySet();
    private final LongAdder unopened = new LongAdder();

    SealedTexts(Seal seal) {
        this.seal = seal;
    }

    Optional<LeaseText> opened(String leaseId, String sealed) {
        try {
            return Optional.of(LeaseText.open(seal, sealed, leaseId));
        } catch (BrokenSealException broken) {
            unopened.increment();
            if (alarmedKeyIds.add(broken.keyId())) {
                LOG.log(
                        Level.WARNING,
                        "{0} Tokens are obtained anew. Is circle.auth.seal-keys (or, without it, the app token) the same"
                                + " on all servers, and is the former key still listed?",
                        broken.getMessage());
            }
            return Optional.empty();
        }
    }

    /** Tells how many could not be opened since it was told last, if any. */
    void tellCount() {
        long since = unopened.sumThenReset();
        if (since > 0) {
            LOG.log(Level.INFO, "Texts of sessions that could not be opened within the last minute: {0}.", since);
        }
    }
}
