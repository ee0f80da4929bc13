package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveOriginsTest {

    @ParameterizedTest
    @CsvSource({
        "https://site.example, site.example",
        "https://site.example, site.example:443",
        "http://site.example, site.example",
        "http://site.example, site.example:80",
        "https://SITE.example, site.EXAMPLE",
        "http://localhost:8080, localhost:8080",
        "http://[::1]:8080, [::1]:8080",
    })
    void theSitesOwnOriginIsThatOfItsHost(String origin, String host) {
        assertThat(LiveOrigins.OWN.allow(origin, host, false)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "NONE",
            value = {
                "NONE, site.example",
                "'', site.example",
                "null, site.example",
                "null, null",
                "https://site.example, NONE",
                "https://evil.example, site.example",
                "https://site.example.evil.example, site.example",
                "https://evil-site.example, site.example",
                "https://site.example:8443, site.example",
                "https://site.example:80, site.example",
                "http://site.example:443, site.example:80",
                "https://site.example/, site.example",
                "https://evil.example/site.example, site.example",
                "https://x@site.example, site.example",
                "'https://site.example, https://evil.example', site.example",
                "file://site.example, site.example",
                "site.example, site.example",
                "'https://site.example ', site.example",
            })
    void anyOtherOriginIsForeign(String origin, String host) {
        assertThat(LiveOrigins.OWN.allow(origin, host, false)).isFalse();
    }

    @Test
    void aPageThatCameWithoutTlsIsNotOwnWhereTheSiteHasTls() {
        assertThat(LiveOrigins.OWN.allow("http://site.example", "site.example", true))
                .isFalse();
        assertThat(LiveOrigins.OWN.allow("https://site.example", "site.example", true))
                .isTrue();
    }

    @Test
    @Tag("I6")
    void listedOriginsAreAllowedWhateverTheHost() {
        LiveOrigins origins = LiveOrigins.parse("https://Community.example:443, http://localhost:3000");

        assertThat(origins.allow("https://community.example", "backend:8080", false))
                .isTrue();
        assertThat(origins.allow("http://localhost:3000", null, true)).isTrue();
        assertThat(origins.allow("http://community.example", "backend:8080", false))
                .isFalse();
        assertThat(origins.allow("http://backend:8080", "backend:8080", false)).isTrue();
        assertThat(origins.first()).contains("https://community.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "community.example", "https://community.example/", "https://a.example,", "null"})
    void aMalformedListIsRefused(String list) {
        assertThatThrownBy(() -> LiveOrigins.parse(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has a malformed origin");
    }
}
