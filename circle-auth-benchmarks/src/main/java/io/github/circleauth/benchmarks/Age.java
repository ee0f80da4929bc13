package io.github.circleauth.benchmarks;

import java.time.Duration;

/** The state of a user's first token. */
enum Age {
    FRESH(Duration.ofHours(1)),
    /** Valid, and due to be renewed by each library's own rule. */
    STALE(Duration.ofSeconds(50)),
    EXPIRED(Duration.ofSeconds(-1));

    /** The life that is left. */
    final Duration left;

    Age(Duration left) {
        this.left = left;
    }
}
