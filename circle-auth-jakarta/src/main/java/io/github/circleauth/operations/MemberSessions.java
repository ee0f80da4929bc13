package io.github.circleauth.operations;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.log.LineLimit;
import io.github.circleauth.session.MemberEnd;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Ends members' leases, and logs where an end does not reach every server. */
public final class MemberSessions implements CircleSessions {

    private static final Logger LOG = System.getLogger(MemberSessions.class.getName());

    private final Function<MemberIdentity, MemberEnd> leases;
    private final AtomicBoolean loggedMemory = new AtomicBoolean();
    private final LineLimit delays = new LineLimit(1, System::nanoTime);

    /**
     * Creates the sessions.
     *
     * @param leases ends a member's leases, or throws {@link IllegalStateException} if the library is not switched on
     */
    public MemberSessions(Function<MemberIdentity, MemberEnd> leases) {
        this.leases = leases;
    }

    @Override
    public Ended end(MemberIdentity identity) {
        Objects.requireNonNull(identity, "identity");
        MemberEnd end = leases.apply(identity);
        if (!end.everyServer()) {
            logMemory();
            return new Ended(end.here(), Scope.THIS_SERVER);
        }
        if (end.elsewhere().isEmpty()) {
            logDelay();
            return new Ended(end.here(), Scope.ALL_SERVERS_LATER);
        }
        return new Ended(end.here() + end.elsewhere().getAsInt(), Scope.ALL_SERVERS);
    }

    private void logMemory() {
        if (!loggedMemory.getAndSet(true)) {
            LOG.log(
                    Level.INFO,
                    "CIRCLE-0031: CircleSessions.end has ended a member's leases on this server alone, since the ledger is in"
                            + " memory. If the application has other servers, set circle.auth.ledger=jdbc. This line is"
                            + " logged once.");
        }
    }

    private void logDelay() {
        String end = delays.endOfLine();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0032: CircleSessions.end has ended a member''s leases on this server. On other servers they end"
                            + " once the ledger''s database responds, unless this server stops before.{0}",
                    end);
        }
    }
}
