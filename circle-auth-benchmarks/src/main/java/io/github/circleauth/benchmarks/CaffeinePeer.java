package io.github.circleauth.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.circleauth.http.Ticker;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** A cache of Caffeine with tokens by user. It knows no sessions, and not when a token expires. */
final class CaffeinePeer {

    private static final int ENTRIES = 100_000;
    private static final String USER = RequestsInFlight.USER;
    private static final Duration REFRESH = Duration.ofMinutes(45);

    private final LoadingCache<String, String> tokens;

    CaffeinePeer(SlowCircle circle) {
        this(circle, System::nanoTime, ForkJoinPool.commonPool());
    }

    /**
     * Creates the cache.
     *
     * @param executor on which values are loaded again before they expire
     */
    CaffeinePeer(SlowCircle circle, Ticker ticker, Executor executor) {
        tokens = Caffeine.newBuilder()
                .ticker(ticker::nanos)
                .executor(executor)
                .refreshAfterWrite(REFRESH)
                .expireAfterWrite(SlowCircle.TOKEN_LIFE)
                .build(user -> circle.token());
    }

    /** Fills the cache with the tokens of many users. */
    void fill() {
        for (int i = 0; i < ENTRIES; i++) {
            tokens.put(Integer.toString(i), "token");
        }
    }

    /** Stores the user's first token. */
    void signIn() {
        tokens.put(USER, "first");
    }

    String use() {
        return tokens.get(USER);
    }
}
