package io.github.circleauth.sandbox;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a {@link Circle} was built with, and goes back to. */
record Birth(
        String apiToken,
        InstantSource clock,
        @Nullable Long seed,
        Duration accessTokenLife,
        List<Person> people,
        long communityId) {

    /** Where tokens come from; with a seed, the same ones each time. */
    Random random() {
        return seed == null ? new SecureRandom() : new Random(seed);
    }
}
