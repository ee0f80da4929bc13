package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

    private static final String B64TOKEN = "[A-Za-z0-9._~+/-]+=*";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "=", "==", "a", "a=", "a==", "a=b", "=a", "-._~+/", "a b", "a\nb", "a\u00e4", "\u0130", "a\uff21",
                "a\n"
            })
    void aTokenIsWellFormedIfItIsOneOfRfc6750(String token) {
        assertThat(BearerToken.isWellFormed(token)).isEqualTo(token.matches(B64TOKEN));
    }

    @Test
    void eachCharacterIsJudgedAsByRfc6750() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            String token = "a" + c + "a";
            assertThat(BearerToken.isWellFormed(token)).as("%04x", (int) c).isEqualTo(token.matches(B64TOKEN));
        }
    }

    @Test
    void aTokenIsBounded() {
        assertThat(BearerToken.isWellFormed("a".repeat(8192))).isTrue();
        assertThat(BearerToken.isWellFormed("a".repeat(8193))).isFalse();
    }
}
