package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Logged;
import io.github.circleauth.http.BaseUrl.PlainHttp;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
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
    void consistsOfSchemeHostAndPerhapsAPort(URI given, URI normalized) {
        assertThat(BaseUrl.check(given, PlainHttp.LOOPBACK)).isEqualTo(normalized);
    }

    private static void assertRejected(String given) {
        assertThatThrownBy(() -> HttpCircleAuthClient.builder().baseUrl(URI.create(given)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://app.circle.so")
                .hasMessageNotContaining("CANARY");
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
                "http://10.0.0.1",
                "http://user:CANARY@127.0.0.1",
                "ftp://app.circle.so",
                "ftp://127.0.0.1",
                "file:///etc/passwd",
                "app.circle.so",
                "//app.circle.so",
                "//127.0.0.1",
            })
    void N1_plainHttpIsRejectedExceptToLoopbackAddresses(String given) {
        assertRejected(given);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:CANARY@app.circle.so",
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
                "/",
                "",
            })
    void N4_anAddressWithMoreOrLessThanSchemeHostAndPortIsRejected(String given) {
        assertRejected(given);
    }

    /** {@link URI} quotes the text of an address that it can't parse, the password included. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://admin:CANARY%@app.circle.so",
                "https://admin:CANARY%zz@app.circle.so",
                "https://admin:CANARY%C3@app.circle.so",
                "https://admin:CANARY^@app.circle.so",
                "https://admin:CANARY @app.circle.so",
                "https://admin:CANARY\n@app.circle.so",
                "https://admin:CANARY[@app.circle.so",
                "https://admin:CANARY/@app.circle.so",
                "https://admin:CANARY#@app.circle.so",
                "https://admin:CANARY\\@app.circle.so",
                "https://admin:CANARY@app circle.so",
                "https://admin:CANARY@[::1",
                "https://admin:CANARY@app.circle.so:port",
                "https://admin%3ACANARY%40app.circle.so",
                "https:/admin:CANARY@app.circle.so",
                "https:admin:CANARY@app.circle.so",
                "admin:CANARY@app.circle.so",
                "ht^tps://admin:CANARY@app.circle.so",
                "CANARY^",
                "://CANARY",
                ""
            })
    void noMessageRepeatsThePasswordOfAnAddressThatCannotBeRead(String given) {
        assertThatThrownBy(() -> CircleHttp.builder().baseUrl(given))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageStartingWith("The base URL ")
                .hasMessageContaining("https://app.circle.so")
                .hasMessageNotContainingAny("CANARY", "admin");
    }

    @Test
    void theMessageAboutAnUnreadableAddressSaysWhatAndWhere() {
        assertThatThrownBy(() -> CircleHttp.builder().baseUrl("https://admin:hunter2%zz@host"))
                .hasMessage("The base URL is not a URL (Malformed escape pair, at position 21). Set the base URL"
                        + " (circle.auth.base-url) to scheme, host and port alone, such as https://app.circle.so.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sandbox.corp:9720",
                "http://sandbox",
                "http://10.1.2.3:9720",
                "http://[fd00::1]:9720",
                "http://127.0.0.1:9720",
                "https://app.circle.so",
                "http://circle.so.example:9720",
                "http://notcircle.so",
            })
    void plainHttpIsAllowedToOthersOnRequest(String given) {
        assertThat(BaseUrl.check(given, PlainHttp.ANYWHERE)).hasToString(given);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://circle.so",
                "http://app.circle.so",
                "http://app.circle.so:80",
                "http://app.circle.so:8080",
                "HTTP://APP.CIRCLE.SO",
                "http://app.circle.so.",
                "http://app.circle.so.:80",
                "http://circle.so.",
                "http://a.b.c.circle.so/",
                "http://circle\u3002so",
                "http://app.circle\uFF0Eso",
                "http://app.circle\uFF61so",
                "http://\u24D2ircle.so",
                "http://c\u0131rcle.so",
                "http://circle.so\u00AD",
                "http://app%2Ecircle.so",
                "http://app.circle.so%2E",
                "http://%63ircle.so",
                "http://app.circle.so%00.example",
                "http://sandbox@app.circle.so",
                "http://app.circle.so@sandbox",
                "http://app.circle.so:80@sandbox",
                "http://app.circle.so\\@sandbox",
                "http://app.circle.so#@sandbox",
                "http://app.circle.so..",
                "http://.circle.so",
                "http://-.circle.so",
                "http://_.circle.so",
                "//app.circle.so",
                "ftp://sandbox",
            })
    void plainHttpToCircleIsRejectedInEverySpelling(String given) {
        assertThatThrownBy(() -> BaseUrl.check(given, PlainHttp.ANYWHERE))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The base URL ");
    }

    @Test
    void theRefusalOfPlainHttpToCircleNamesNoKeyThatAllowsIt() {
        assertThatThrownBy(() -> BaseUrl.check("http://app.circle.so", PlainHttp.LOOPBACK))
                .hasMessageStartingWith("The base URL is plain http, which is never allowed to Circle. ")
                .hasMessageNotContaining("allow-plain-http");
    }

    /** Such as Docker Compose gives to containers. */
    @Test
    void aHostWithAnUnderscoreIsToldAsSuch() {
        assertThatThrownBy(() -> BaseUrl.check("http://project_sandbox_1:9720", PlainHttp.ANYWHERE))
                .hasMessageStartingWith("The base URL has no host, or one with other characters than letters, digits,"
                        + " dots and hyphens. ");
    }

    private static List<String> warningsOfAClientOf(String url) {
        try (Logged log = Logged.byAll();
                HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                        .apiToken(Samples.APP_TOKEN)
                        .baseUrlAllowingPlainHttp(URI.create(url))
                        .build()) {
            return log.warnings();
        }
    }

    @Test
    @Tag("N1")
    void eachStartWithPlainHttpIsLogged() {
        assertThat(warningsOfAClientOf("http://sandbox.corp:9720"))
                .containsExactly(
                        "CIRCLE-0103: circle.auth.allow-plain-http is on, which is for a sandbox in a test network"
                                + " alone: everybody between this server and http://sandbox.corp:9720 can read the app token and the"
                                + " members' tokens.");
        assertThat(warningsOfAClientOf("https://app.circle.so"))
                .containsExactly(
                        "CIRCLE-0103: circle.auth.allow-plain-http is on, which is for a sandbox in a test network"
                                + " alone: https://app.circle.so doesn't need it. Remove it.");
        assertThat(warningsOfAClientOf("http://[::1]:9720"))
                .containsExactly(
                        "CIRCLE-0103: circle.auth.allow-plain-http is on, which is for a sandbox in a test network"
                                + " alone: http://[::1]:9720 doesn't need it. Remove it.");
    }

    /** Random combinations of parts: an address without any dangerous part is accepted unchanged, all others are rejected. */
    @Test
    void N4_randomAddressesAreAcceptedUnchangedOrRejected() {
        Random random = new Random(4);
        int accepted = 0;
        for (int i = 0; i < 4_000; i++) {
            String plain = pick(random, "https://", "http://")
                    + pick(random, "127.0.0.1", "app.circle.so", "[::1]")
                    + pick(random, "", ":1", ":9720", ":65535");
            String user = pick(random, "", "", "", "a@", "a:b@", "127.0.0.1@", "%40@");
            String suffix =
                    pick(random, "", "", "", "/", "/x", "?", "?a=b", "#", "#/", "/@evil.example", "\\@evil.example");
            String given = plain.replace("://", "://" + user) + suffix;
            boolean valid = user.isEmpty()
                    && (suffix.isEmpty() || suffix.equals("/"))
                    && !plain.startsWith("http://app.circle.so");
            if (valid) {
                accepted++;
                assertThat(BaseUrl.check(URI.create(given), PlainHttp.LOOPBACK)).hasToString(plain);
            } else {
                assertThatThrownBy(() -> BaseUrl.check(URI.create(given), PlainHttp.LOOPBACK))
                        .as(given)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(accepted).isGreaterThan(200);
    }

    private static String pick(Random random, String... parts) {
        return parts[random.nextInt(parts.length)];
    }

    @Test
    void theMessageNamesTheFault() {
        assertThatThrownBy(() -> BaseUrl.check(URI.create("http://circle.example"), PlainHttp.LOOPBACK))
                .hasMessageContaining("plain http");
        assertThatThrownBy(() -> BaseUrl.check(URI.create("https://app.circle.so/api/v1"), PlainHttp.LOOPBACK))
                .hasMessageContaining("path");
    }
}
