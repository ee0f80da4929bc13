package io.github.circleauth.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.utils.cache.CachedSupplier;
import software.amazon.awssdk.utils.cache.CachedSupplier.PrefetchStrategy;
import software.amazon.awssdk.utils.cache.NonBlocking;
import software.amazon.awssdk.utils.cache.RefreshResult;

/** {@code CachedSupplier} of the AWS SDK: one value for the application. It knows no sessions. */
final class AwsPeer implements AutoCloseable {

    private static final Duration PREFETCH = Duration.ofMinutes(15);

    private final Clock clock;
    private final CachedSupplier<String> tokens;

    /** Creates one whose value is renewed on a thread of the SDK's, and gets the first value. */
    AwsPeer(SlowCircle circle, Clock clock) {
        this(circle, clock, new NonBlocking("benchmarks"));
    }

    AwsPeer(SlowCircle circle, Clock clock, PrefetchStrategy strategy) {
        this.clock = clock;
        tokens = CachedSupplier.builder(() -> result(circle.token()))
                .clock(clock)
                .prefetchStrategy(strategy)
                .build();
        String unused = tokens.get();
    }

    private RefreshResult<String> result(String token) {
        Instant expiry = clock.instant().plus(SlowCircle.TOKEN_LIFE);
        return RefreshResult.builder(token)
                .staleTime(expiry)
                .prefetchTime(expiry.minus(PREFETCH))
                .build();
    }

    String use() {
        return tokens.get();
    }

    @Override
    public void close() {
        tokens.close();
    }
}
