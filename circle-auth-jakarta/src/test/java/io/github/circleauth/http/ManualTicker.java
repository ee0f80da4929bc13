package io.github.circleauth.http;

import java.time.Duration;

/** A ticker moved by hand. It starts just below the overflow, so that a comparison by {@code <} fails its test. */
final class ManualTicker implements Ticker {

    private long nanos = Long.MAX_VALUE - 1;

    @Override
    public long nanos() {
        return nanos;
    }

    void move(Duration time) {
        nanos += time.toNanos();
    }
}
