package io.github.circleauth.operations;

import io.github.circleauth.http.AppRefusal;
import io.github.circleauth.http.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether an application is ready, as far as the library is concerned: not if an operator must mend something first. A Circle
 * that is down doesn't count, since tokens are served until they expire and pages work without one.
 *
 * <p>Does no I/O, and needs no request to become ready again: a load balancer sends none to a server that is not ready.
 */
public final class Readiness {

    /**
     * For how long a refusal counts. After this time the next sign-in decides again, since Circle may have changed its mind
     * without a change of the configuration.
     */
    static final Duration REFUSAL_COUNTS = Duration.ofMinutes(5);

    /** How long the ledger's database may be out of reach, as when it is restarted. */
    static final Duration LEDGER_MAY_BE_UNREACHABLE = Duration.ofMinutes(5);

    /**
     * The inputs of the decision.
     *
     * @param refusal the last refusal of the app token or the plan that no success has ended, or null
     * @param ledgerUnreachableFor zero if the last access to the ledger succeeded
     * @param circuitBreakerIsOpen told, and without influence
     */
    public record Sources(
            Supplier<@Nullable AppRefusal> refusal,
            Supplier<Duration> ledgerUnreachableFor,
            BooleanSupplier circuitBreakerIsOpen) {}

    /**
     * A result.
     *
     * @param data for the operator; neither a secret nor anything about a person
     */
    public record Report(boolean isReady, Map<String, String> data) {}

    private final String application;
    private final boolean fails;
    private final Sources sources;
    private final Ticker ticker;

    /**
     * Creates it.
     *
     * @param application the application's context path
     * @param fails whether the application may be reported as not ready; otherwise the data alone tells
     */
    public Readiness(String application, boolean fails, Sources sources, Ticker ticker) {
        this.application = application.isEmpty() ? "/" : application;
        this.fails = fails;
        this.sources = sources;
        this.ticker = ticker;
    }

    /** Returns the report about an application in which the library is not switched on. */
    public static Report switchedOff() {
        return new Report(true, Map.of("circle-auth", "not switched on"));
    }

    /** Returns the report as of now. */
    public Report report() {
        String refused = refused();
        Duration unreachable = sources.ledgerUnreachableFor().get();
        boolean lost = unreachable.compareTo(LEDGER_MAY_BE_UNREACHABLE) > 0;
        Map<String, String> data = new LinkedHashMap<>();
        data.put("application", application);
        data.put("app-token", refused == null ? "not refused" : refused);
        data.put("ledger", unreachable.isZero() ? "reachable" : "unreachable for " + seconds(unreachable));
        data.put("circuit-breaker", sources.circuitBreakerIsOpen().getAsBoolean() ? "open" : "closed");
        return new Report(!fails || (refused == null && !lost), data);
    }

    private @Nullable String refused() {
        AppRefusal refusal = sources.refusal().get();
        if (refusal == null) {
            return null;
        }
        Duration ago = Duration.ofNanos(ticker.nanos() - refusal.at());
        return ago.compareTo(REFUSAL_COUNTS) >= 0
                ? null
                : (refusal.isPlan() ? "refused because of the community's plan, " : "refused, ") + seconds(ago)
                        + " ago";
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }
}
