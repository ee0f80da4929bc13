package io.github.circleauth.session;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.seal.Seal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The objects that all leases of one deployment share.
 *
 * @param circle returns the client for requests of a priority
 * @param ledger the record of every token
 * @param revoker revokes the tokens of due rows
 * @param seal the deployment's keys
 * @param schedule when a token is renewed and when it is no longer served
 * @param circuitBreaker whether requests to Circle are worth sending
 * @param obtainLimit how often tokens of one identity may be obtained
 * @param executor the library's own threads, on which requests to Circle run
 * @param ticker monotonic time
 * @param clock wall-clock time
 * @param random for lease ids and jitter; a {@link java.security.SecureRandom} outside tests
 * @param events is told of each event, on the thread where it happened and outside any lock. Neither throws nor waits
 */
public record LeaseEnvironment(
        Function<RequestPriority, CircleAuthClient> circle,
        Ledger ledger,
        Revoker revoker,
        Seal seal,
        RenewalSchedule schedule,
        CircuitBreaker circuitBreaker,
        ObtainLimit obtainLimit,
        Executor executor,
        Ticker ticker,
        InstantSource clock,
        RandomGenerator random,
        Consumer<CircleEvent> events) {

    /** Creates the environment of leases to whose events nobody listens. */
    public LeaseEnvironment(
            Function<RequestPriority, CircleAuthClient> circle,
            Ledger ledger,
            Revoker revoker,
            Seal seal,
            RenewalSchedule schedule,
            CircuitBreaker circuitBreaker,
            ObtainLimit obtainLimit,
            Executor executor,
            Ticker ticker,
            InstantSource clock,
            RandomGenerator random) {
        this(
                circle,
                ledger,
                revoker,
                seal,
                schedule,
                circuitBreaker,
                obtainLimit,
                executor,
                ticker,
                clock,
                random,
                event -> {});
    }

    long nanos() {
        return ticker.nanos();
    }

    Instant now() {
        return clock.instant();
    }

    /** Runs work on the library's own threads. Returns false if the application is being undeployed. */
    boolean execute(Runnable work) {
        try {
            executor.execute(work);
            return true;
        } catch (RejectedExecutionException undeploying) {
            return false;
        }
    }
}
