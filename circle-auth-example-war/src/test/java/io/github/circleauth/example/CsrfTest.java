package io.github.circleauth.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsrfTest {

    @Test
    void whatIsMissingMatchesNothing() {
        assertThat(Csrf.matches(null, null)).isFalse();
        assertThat(Csrf.matches(null, "sent")).isFalse();
        assertThat(Csrf.matches("expected", null)).isFalse();
    }

    @Test
    void onlyTheSameValueMatches() {
        String value = Csrf.fresh();

        assertThat(Csrf.matches(value, value)).isTrue();
        assertThat(Csrf.matches(value, Csrf.fresh())).isFalse();
        assertThat(Csrf.matches(value, value.substring(1))).isFalse();
        assertThat(Csrf.matches(value, "")).isFalse();
    }
}
