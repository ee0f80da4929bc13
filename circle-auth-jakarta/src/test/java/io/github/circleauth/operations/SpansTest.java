package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms, now",
        "PT0.25S, 250 ms, now",
        "PT59.9S, 59 s, in 59 s",
        "PT1M, 1 min, in 1 min",
        "PT1M5S, 1 min 5 s, in 1 min 5 s",
        "PT25H, 1 d 1 h, in 1 d 1 h",
        "PT3H59M59S, 3 h 59 min, in 3 h 59 min",
        "-PT5S, -5 s, 5 s ago",
        "-PT48H, -2 d, 2 d ago"
    })
    void aSpanHasItsTwoLargestUnits(Duration span, String text, String fromNow) {
        assertThat(Spans.of(span)).isEqualTo(text);
        assertThat(Spans.fromNow(span)).isEqualTo(fromNow);
    }
}
