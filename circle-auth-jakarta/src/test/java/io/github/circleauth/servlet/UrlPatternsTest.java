package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlPatternsTest {

    @ParameterizedTest
    @CsvSource({
        "/app/*, /app, true",
        "/app/*, /app/, true",
        "/app/*, /app/page, true",
        "/app/*, /app/a/b.css, true",
        "/app/*, /application, false",
        "/app/*, /other/app/page, false",
        "/app/*, /App/page, false",
        "/app/*, /, false",
        "/app/*, '', false",
        "/a/b/*, /a/b/c, true",
        "/a/b/*, /a/c, false",
        "/app/start, /app/start, true",
        "/app/start, /app/start/, false",
        "/app/start, /app/start/more, false",
        "/app/, /app/, true",
        "*.do, /save.do, true",
        "*.do, /a/b/save.do, true",
        "*.do, /a/.do, true",
        "*.do, /save.do/more, false",
        "*.do, /save.undo, false",
        "*.do, /save.do.txt, false",
        "'/app/*, *.do', /save.do, true",
        "' /app/* ,*.do ', /app/page, true",
        "'/app/*, *.do', /logout, false"
    })
    void aPathMatchesAsInAServletMapping(String patterns, String path, boolean matches) {
        assertThat(UrlPatterns.parse(patterns).matchPath(path)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/*", "/", "/app/*, /*", "/,/app/*", " /* "})
    void aPatternForAllRequestsIsRefused(String patterns) {
        assertThatThrownBy(() -> UrlPatterns.parse(patterns))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("then nobody can sign out")
                .hasMessageContaining("such as /app/*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "/app/*,",
                ",/app/*",
                "app/*",
                "app",
                "/app*",
                "/app/**",
                "/*/app",
                "/a/*/b",
                "/app/*/",
                "*",
                "**",
                "*.",
                "*.*",
                "*.a.b",
                "*do",
                "x.do",
                "*.do/*",
                "/*.do",
                "//",
                "//*",
                "/a//b",
                "/a//*",
                "/app/../*",
                "/../*",
                "/./*",
                "/app/..",
                "/app;x=1/*",
                "/app?x",
                "/app#x",
                "/%61pp/*",
                "/my app/*",
                "/a\tb",
                "/a\\b",
                "*.d o",
                "https://example.com/app/*"
            })
    void aMalformedPatternIsRefused(String patterns) {
        assertThatThrownBy(() -> UrlPatterns.parse(patterns))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as in a servlet mapping");
    }

    @Test
    void noPatternMatchesNothing() {
        assertThat(UrlPatterns.NONE.isEmpty()).isTrue();
        assertThat(UrlPatterns.NONE.matchPath("/")).isFalse();
    }
}
