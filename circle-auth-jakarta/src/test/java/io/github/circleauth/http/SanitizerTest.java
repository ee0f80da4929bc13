package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SanitizerTest {

    @ParameterizedTest
    @ValueSource(strings = {"canary", "CANARY", "can\u200bary", "can\u001b[31mary", "x\u202ecanary"})
    void P11_aMessageWithASecretIsLeftOutThoughInvisibleCharactersInterruptIt(String text) {
        assertThat(Sanitizer.message("No " + text + ".", List.of("Canary"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"can\u200bary", "can\u0085ary"})
    void aMessageWithASecretThatHasInvisibleCharactersIsLeftOut(String secret) {
        assertThat(Sanitizer.message("No " + secret + ".", List.of(secret))).isEmpty();
    }
}
