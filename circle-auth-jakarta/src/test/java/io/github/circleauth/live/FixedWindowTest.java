package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FixedWindowTest {

    private final FixedWindow window = new FixedWindow(2, Duration.ofNanos(10));

    @Test
    void itAllowsTheLimitWithinThePeriodThatTheFirstEventBegins() {
        assertThat(window.allows(-5)).isTrue();
        assertThat(window.allows(4)).isTrue();
        assertThat(window.allows(4)).isFalse();
        assertThat(window.isOver(4)).isFalse();

        assertThat(window.isOver(5)).isTrue();
        assertThat(window.allows(5)).isTrue();
        assertThat(window.allows(14)).isTrue();
        assertThat(window.allows(14)).isFalse();
    }

    @Test
    void eventsBeyondTheLimitDoNotProlongThePeriod() {
        for (int i = 0; i < 100; i++) {
            boolean unused = window.allows(i % 10);
        }
        assertThat(window.allows(9)).isFalse();
        assertThat(window.allows(10)).isTrue();
    }
}
