package io.github.circleauth.benchmarks;

import java.time.Duration;

/** The state of a peer's first token. */
enum Age {
    FRESH(Duration.ofHours(1)),
    /** Valid, and due to be renewed by the peer's own rule. */
    STALE(Duration.ofSeconds(30)),
    EXPIRED(Duration.ofSeconds(-1));

    /** The life that is left. */
    final Duration left;

    Age(Duration left) {
        this.left = left;
    }
}
