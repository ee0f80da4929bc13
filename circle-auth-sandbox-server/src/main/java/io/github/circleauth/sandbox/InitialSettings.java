package io.github.circleauth.sandbox;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The settings with which a {@link Circle} was built, and which a reset restores. */
record InitialSettings(
        String apiToken,
        InstantSource clock,
        @Nullable Long seed,
        Duration accessTokenLife,
        List<Person> people,
        long communityId,
        List<String> allowedOrigins,
        DocumentedApi documentation) {

    /** Returns a new random generator for tokens. With a seed, it repeats the same values. */
    Random random() {
        return seed == null ? new SecureRandom() : new Random(seed);
    }
}
