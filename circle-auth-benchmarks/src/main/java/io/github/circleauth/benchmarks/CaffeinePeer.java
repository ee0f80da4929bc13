package io.github.circleauth.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;

/** A cache of Caffeine with tokens by user. It knows no sessions, and not when a token expires. */
final class CaffeinePeer {

    private static final int ENTRIES = 100_000;
    private static final String USER = RequestsInFlight.USER;
    private static final Duration REFRESH = Duration.ofMinutes(45);

    private final MovedTime time = new MovedTime();
    private final LoadingCache<String, String> tokens;

    CaffeinePeer(SlowCircle circle) {
        tokens = Caffeine.newBuilder()
                .ticker(time::nanos)
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

    /** Lets the user's token get older. */
    void age(Age age) {
        tokens.put(USER, "first");
        time.pass(SlowCircle.TOKEN_LIFE.minus(age.left));
    }

    String use() {
        return tokens.get(USER);
    }
}
