package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://app.circle.so,           https://app.circle.so",
        "https://app.circle.so/,          https://app.circle.so",
        "HTTPS://App.Circle.SO:8443,      https://app.circle.so:8443",
        "http://127.0.0.1:9720,           http://127.0.0.1:9720",
        "http://127.255.1.2,              http://127.255.1.2",
        "http://[::1]:9720/,              http://[::1]:9720",
        "http://localhost:9720,           http://localhost:9720",
        "http://LOCALHOST,                http://localhost",
        "https://10.0.0.1,                https://10.0.0.1",
    })
    void isSchemeHostAndPerhapsAPort(URI given, URI kept) {
        assertThat(BaseUrl.check(given)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://app.circle.so",
                "HTTP://app.circle.so",
                "http://localhost.evil.example",
                "http://127.0.0.1.evil.example",
                "http://127.1",
                "http://2130706433",
                "http://0.0.0.0",
                "http://[::2]",
                "http://[::ffff:127.0.0.1]",
                "http://128.0.0.1",
                "http://user:CANARY@127.0.0.1",
                "https://CANARY@app.circle.so",
                "https://app.circle.so@evil.example",
                "https://app.circle.so/api",
                "https://app.circle.so//",
                "https://app.circle.so?x=CANARY",
                "https://app.circle.so#CANARY",
                "https://app.circle.so:0",
                "https://app.circle.so:70000",
                "https:///path",
                "https:app.circle.so",
                "ftp://app.circle.so",
                "file:///etc/passwd",
                "app.circle.so",
                "//app.circle.so",
                "/",
                "",
            })
    void isNothingElse(String given) {
        assertThatThrownBy(() -> HttpCircleAuthClient.builder().baseUrl(URI.create(given)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://app.circle.so")
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void theMessageSaysWhatIsWrong() {
        assertThatThrownBy(() -> BaseUrl.check(URI.create("http://circle.example")))
                .hasMessageContaining("plain http");
        assertThatThrownBy(() -> BaseUrl.check(URI.create("https://app.circle.so/api/v1")))
                .hasMessageContaining("path");
    }
}
