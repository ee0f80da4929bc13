package io.github.circleauth.http;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.http.TokenErrors.Meaning;
import io.github.circleauth.http.TokenRequest.Operation;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The log lines for the operator: one error when Circle begins to refuse the application, and one line when it accepts it
 * again. Every caller of the Auth API is covered, so that no refusal is silent. Thread-safe.
 *
 * <p>An outage lasts from a failure of the operator's until the same kind of request succeeds. A refused app token and a
 * wrong address concern all requests and are logged once for all of them. A refusal that concerns one member alone comes and
 * goes with the others' successes, so a meaning is logged a few times an hour at most.
 */
final class OperatorAlarm {

    private static final Logger LOG = System.getLogger(OperatorAlarm.class.getName());
    private static final int MAX_LINES = 6;
    private static final long PERIOD = Duration.ofHours(1).toNanos();

    private static final String CHECK_TOKEN =
            "Check circle.auth.api-token (an app token of type \"Headless Auth\") and the"
                    + " community's plan; a changed token is read without redeploying.";
    private static final String CHECK_ADDRESS = "Check circle.auth.base-url and any server between this one and Circle;"
            + " if both are right, ask Circle's support.";

    /** The kinds of requests that fail and succeed apart from each other. */
    private enum Area {
        OBTAIN,
        REFRESH,
        REVOKE;

        static Area of(Operation operation) {
            return switch (operation) {
                case OBTAIN -> OBTAIN;
                case REFRESH -> REFRESH;
                case REVOKE_ACCESS, REVOKE_REFRESH -> REVOKE;
            };
        }
    }

    /** The lines of one meaning within a period. */
    private static final class Lines {
        private long since;
        private int count;
    }

    private final Ticker ticker;

    // Guarded by this.
    private final Map<Area, Meaning> outages = new EnumMap<>(Area.class);
    private final Map<Meaning, Lines> lines = new EnumMap<>(Meaning.class);
    private final Map<Meaning, AppRefusal> refusals = new EnumMap<>(Meaning.class);

    /** Saves successes the lock. A success that overlaps a failure may miss it; the next one does not. */
    private volatile boolean hasOutage;

    OperatorAlarm(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Records that an operation failed. Logs an error if only the operator can mend it, and if it is not known yet. */
    void failed(Operation operation, Meaning meaning, CircleAuthException failure) {
        if (meaning.isOperators() && begins(Area.of(operation), meaning)) {
            LOG.log(
                    Level.ERROR,
                    "CIRCLE-0043: Circle refuses this application: {0} {1} {2}",
                    failure.getMessage(),
                    operation.isRevocation()
                            ? "Tokens that are due stay recorded and are tried again until they expire."
                            : "Signed-in users keep their tokens until these expire and get no new ones.",
                    concernsAppToken(meaning) ? CHECK_TOKEN : CHECK_ADDRESS);
        }
    }

    private static boolean concernsAppToken(Meaning meaning) {
        return meaning == Meaning.APP_TOKEN || meaning == Meaning.PLAN;
    }

    private static boolean concernsAllRequests(Meaning meaning) {
        return concernsAppToken(meaning) || meaning == Meaning.WRONG_ADDRESS || meaning == Meaning.UNUSABLE;
    }

    private synchronized boolean begins(Area area, Meaning meaning) {
        boolean known = concernsAllRequests(meaning)
                ? outages.containsValue(meaning)
                : outages.get(area) == meaning
                        || (meaning == Meaning.THIS_TOKEN && outages.containsValue(Meaning.APP_TOKEN));
        outages.put(area, meaning);
        if (concernsAppToken(meaning)) {
            refusals.put(meaning, new AppRefusal(meaning == Meaning.PLAN, ticker.nanos()));
        }
        hasOutage = true;
        return !known && mayLog(meaning);
    }

    private boolean mayLog(Meaning meaning) {
        long now = ticker.nanos();
        Lines ofMeaning = lines.computeIfAbsent(meaning, first -> new Lines());
        if (ofMeaning.count == 0 || now - ofMeaning.since >= PERIOD) {
            ofMeaning.since = now;
            ofMeaning.count = 0;
        }
        ofMeaning.count++;
        return ofMeaning.count <= MAX_LINES;
    }

    /** Records that an operation succeeded. */
    void succeeded(Operation operation) {
        Meaning ended = hasOutage ? end(Area.of(operation)) : null;
        if (ended != null) {
            LOG.log(
                    Level.INFO,
                    "CIRCLE-0044: Circle accepts {0} again.",
                    concernsAppToken(ended) ? "the app token" : "this application's requests");
        }
    }

    /** Returns the refusal of the app token, or else of the plan, that no success has ended, or null. */
    synchronized @Nullable AppRefusal refusal() {
        refusals.keySet().retainAll(outages.values());
        return refusals.values().stream().findFirst().orElse(null);
    }

    /** Returns the meaning of the outage that ends, or null if none does or if it was not logged. */
    private synchronized @Nullable Meaning end(Area area) {
        Meaning ended = outages.remove(area);
        if (area == Area.OBTAIN) { // Obtaining needs the right address and the app token, unlike perhaps the others.
            for (Area other : List.of(Area.REFRESH, Area.REVOKE)) {
                Meaning ofOther = outages.get(other);
                if (ofOther != null && concernsAllRequests(ofOther)) {
                    outages.remove(other);
                    ended = ofOther;
                }
            }
        }
        hasOutage = !outages.isEmpty();
        return ended == null || outages.containsValue(ended) || !wasLogged(ended) ? null : ended;
    }

    private boolean wasLogged(Meaning meaning) {
        Lines ofMeaning = lines.get(meaning);
        return ofMeaning != null && ofMeaning.count <= MAX_LINES;
    }
}
