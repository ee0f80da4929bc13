package io.github.circleauth.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.utils.cache.CachedSupplier;
import software.amazon.awssdk.utils.cache.NonBlocking;
import software.amazon.awssdk.utils.cache.RefreshResult;

/** {@code CachedSupplier} of the AWS SDK: one value for the application. It knows no sessions. */
final class AwsPeer implements AutoCloseable {

    private static final Duration PREFETCH = Duration.ofMinutes(1);

    private final CachedSupplier<String> tokens;

    AwsPeer(SlowCircle circle, Age age) {
        AtomicBoolean isFirst = new AtomicBoolean(true);
        tokens = CachedSupplier.builder(
                        () -> isFirst.getAndSet(false) ? result("first", age) : result(circle.token(), Age.FRESH))
                .prefetchStrategy(new NonBlocking("benchmarks"))
                .build();
        String unused = tokens.get();
    }

    private static RefreshResult<String> result(String token, Age age) {
        Instant expiry = Instant.now().plus(age.left);
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
