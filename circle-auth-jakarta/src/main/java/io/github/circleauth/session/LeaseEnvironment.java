package io.github.circleauth.session;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.seal.Seal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What all leases of one deployment share.
 *
 * @param circle the client, as it is seen by calls of a priority
 * @param ledger the account of every token
 * @param revoker who deals with rows that are due
 * @param seal the deployment's keys
 * @param schedule when a token is renewed and when it ends
 * @param circuitBreaker whether Circle can be had
 * @param obtainLimit how often one identity may be asked for
 * @param executor the library's own threads, on which Circle is called
 * @param ticker monotonic time
 * @param clock the time of day
 * @param random for lease ids and jitter; a {@link java.security.SecureRandom} outside tests
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
        RandomGenerator random) {

    long nanos() {
        return ticker.nanos();
    }

    Instant now() {
        return clock.instant();
    }
}
