package io.github.circleauth.http;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.http.TokenErrors.Meaning;
import io.github.circleauth.http.TokenRequest.Operation;
import io.github.circleauth.log.LineLimit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The log lines for the operator: one error when Circle begins to refuse the application, and one line when it accepts it
 * again. Every caller of the Auth API is covered, so that no refusal is silent. Thread-safe.
 *
 * <p>An outage lasts from a failure of the operator's until the same kind of request succeeds. A refused app token and a
 * wrong address concern all requests and are logged once for all of them. A refusal that concerns one member alone comes and
 * goes with the others' successes, so a meaning is logged a few times at once, and then once an hour at most. The failures without a
 * line are counted.
 */
final class OperatorAlarm {

    private static final Logger LOG = System.getLogger(OperatorAlarm.class.getName());
    private static final int LINES_AT_ONCE = 6;
    private static final Duration BETWEEN_FURTHER_LINES = Duration.ofHours(1);

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

    /** An outage that ends, with the end of its last line. */
    private record Ended(Meaning meaning, String end) {}

    private final Ticker ticker;

    // Guarded by this.
    private final Map<Area, Meaning> outages = new EnumMap<>(Area.class);
    private final Map<Meaning, LineLimit> limits = new EnumMap<>(Meaning.class);
    private final Set<Meaning> logged = EnumSet.noneOf(Meaning.class);
    private final Map<Meaning, AppRefusal> refusals = new EnumMap<>(Meaning.class);

    /** Saves successes the lock. A success that overlaps a failure may miss it; the next one does not. */
    private volatile boolean hasOutage;

    OperatorAlarm(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Records that an operation failed. Logs an error if only the operator can mend it, and if it is not known yet. */
    void failed(Operation operation, Meaning meaning, CircleAuthException failure) {
        String end = meaning.isOperators() ? begins(Area.of(operation), meaning) : null;
        if (end != null) {
            LOG.log(
                    Level.ERROR,
                    "CIRCLE-0043: Circle refuses this application: {0} {1} {2}{3}",
                    failure.getMessage(),
                    operation.isRevocation()
                            ? "Tokens that are due stay recorded and are tried again until they expire."
                            : "Signed-in users keep their tokens until these expire and get no new ones.",
                    concernsAppToken(meaning) ? CHECK_TOKEN : CHECK_ADDRESS,
                    end);
        }
    }

    private static boolean concernsAppToken(Meaning meaning) {
        return meaning == Meaning.APP_TOKEN || meaning == Meaning.PLAN;
    }

    private static boolean concernsAllRequests(Meaning meaning) {
        return concernsAppToken(meaning) || meaning == Meaning.WRONG_ADDRESS || meaning == Meaning.UNUSABLE;
    }

    /** Returns the end of the line, or null if there is to be none. */
    private synchronized @Nullable String begins(Area area, Meaning meaning) {
        boolean begun = concernsAllRequests(meaning) ? outages.containsValue(meaning) : outages.get(area) == meaning;
        boolean belongsToAnother = meaning == Meaning.THIS_TOKEN && outages.containsValue(Meaning.APP_TOKEN);
        outages.put(area, meaning);
        if (concernsAppToken(meaning)) {
            refusals.put(meaning, new AppRefusal(meaning == Meaning.PLAN, ticker.nanos()));
        }
        hasOutage = true;
        if (belongsToAnother || (begun && logged.contains(meaning))) {
            limit(meaning).leaveOut();
            return null;
        }
        String end = limit(meaning).endOfLine();
        if (end == null) {
            logged.remove(meaning);
        } else {
            logged.add(meaning);
        }
        return end;
    }

    private LineLimit limit(Meaning meaning) {
        return limits.computeIfAbsent(
                meaning, first -> new LineLimit(LINES_AT_ONCE, BETWEEN_FURTHER_LINES, ticker::nanos));
    }

    /** Records that an operation succeeded. */
    void succeeded(Operation operation) {
        Ended ended = hasOutage ? end(Area.of(operation)) : null;
        if (ended != null) {
            LOG.log(
                    Level.INFO,
                    "CIRCLE-0044: Circle accepts {0} again.{1}",
                    concernsAppToken(ended.meaning()) ? "the app token" : "this application's requests",
                    ended.end());
        }
    }

    /** Returns the refusal of the app token, or else of the plan, that no success has ended, or null. */
    synchronized @Nullable AppRefusal refusal() {
        refusals.keySet().retainAll(outages.values());
        return refusals.values().stream().findFirst().orElse(null);
    }

    /** Returns the outage that ends, or null if none does or if it was not logged. */
    private synchronized @Nullable Ended end(Area area) {
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
        return ended == null || outages.containsValue(ended) || !logged.contains(ended)
                ? null
                : new Ended(ended, limit(ended).endOfLastLine());
    }
}
