package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SecretTest {

    private static final String TEXT = "eyJhbGciOi.the-text.itself";
    private static final Secret SECRET = Secret.of(TEXT);
    private static final MemberTokens TOKENS = new MemberTokens(
            new AccessToken(SECRET, Instant.parse("2026-01-01T00:00:00Z")),
            Secret.of("refresh-text"),
            Instant.parse("2026-02-01T00:00:00Z"),
            1001,
            1);

    @Test
    @Tag("S1")
    void toStringNeverContainsTheText() {
        assertThat(SECRET).hasToString("[secret]");
        assertThat("" + TOKENS + TOKENS.accessToken())
                .contains("1001", "[secret]")
                .doesNotContain(TEXT, "refresh-text");
    }

    @Test
    @Tag("S3")
    void jsonNeverContainsTheText() throws Exception {
        try (Jsonb json = JsonbBuilder.create()) {
            assertThat(json.toJson(SECRET)).isEqualTo("{}");
            assertThat(json.toJson(TOKENS)).doesNotContain(TEXT, "refresh-text");
        }
    }

    @Test
    @Tag("S6")
    void itCannotBeSerialized() throws Exception {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(SECRET)).isInstanceOf(NotSerializableException.class);
        }
    }

    @Test
    void secretsOfTheSameTextAreEqual() {
        assertThat(SECRET)
                .isEqualTo(Secret.of(TEXT))
                .hasSameHashCodeAs(Secret.of(TEXT))
                .isNotEqualTo(Secret.of(TEXT + "x"))
                .isNotEqualTo(Secret.of(TEXT.substring(1)))
                .isNotEqualTo(TEXT)
                .isNotEqualTo(null);
        assertThat(SECRET.reveal()).isEqualTo(TEXT);
    }

    @Test
    void aBlankTextIsRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> Secret.of(" \n")).withMessage("A secret is blank.");
        assertThatNullPointerException().isThrownBy(() -> Secret.of(null));
    }
}
