package io.github.circleauth.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CsrfTest {

    @Test
    void aMissingTokenMatchesNothing() {
        assertThat(Csrf.matches(null, null)).isFalse();
        assertThat(Csrf.matches(null, "sent")).isFalse();
        assertThat(Csrf.matches("expected", null)).isFalse();
    }

    @Test
    @Tag("I6")
    void onlyTheSameTokenMatches() {
        String token = Csrf.newToken();

        assertThat(Csrf.matches(token, token)).isTrue();
        assertThat(Csrf.matches(token, Csrf.newToken())).isFalse();
        assertThat(Csrf.matches(token, token.substring(1))).isFalse();
        assertThat(Csrf.matches(token, "")).isFalse();
    }
}
