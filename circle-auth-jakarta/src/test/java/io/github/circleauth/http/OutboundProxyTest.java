package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Secret;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundProxyTest {

    private static final String HOW =
            " Set the proxy (circle.auth.proxy) to scheme, host and port alone, such as http://proxy.corp:3128.";

    @ParameterizedTest
    @CsvSource({
        "http://proxy.corp:3128,  http://proxy.corp:3128",
        "HTTP://Proxy.Corp:3128/, http://proxy.corp:3128",
        "http://10.1.2.3:8080,    http://10.1.2.3:8080",
        "http://[fd00::1]:3128,   http://[fd00::1]:3128",
        "http://localhost:1,      http://localhost:1",
    })
    void consistsOfHttpHostAndPort(String given, URI normalized) {
        assertThat(OutboundProxy.check(given)).isEqualTo(normalized);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://proxy.corp | has no port, or one that does not exist",
                "http://proxy.corp:0 | has no port, or one that does not exist",
                "http://proxy.corp:70000 | has no port, or one that does not exist",
                "proxy.corp:3128 | has no scheme http",
                "proxy.corp | has no scheme http",
                "10.1.2.3:3128 | is not a URL (Illegal character in scheme name, at position 0)",
                "ftp://proxy.corp:3128 | has no scheme http",
                "socks5://proxy.corp:1080 | is a SOCKS proxy, for which the JVM has the system property socksProxyHost",
                "http://proxy.corp:3128/proxy.pac | has a path",
                "http://proxy.corp:3128?x | has a query",
                "http://proxy.corp:3128#x | has a fragment",
                "http://:3128 | has no host, or one with other characters than letters, digits, dots and hyphens",
                "http://proxy_1:3128 | has no host, or one with other characters than letters, digits, dots and hyphens",
                "http:// | is not a URL (Expected authority, at position 7)",
            })
    void theMessageNamesTheFaultAndTheKey(String given, String fault) {
        assertThatThrownBy(() -> OutboundProxy.check(given))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("The proxy " + fault + "." + HOW);
    }

    @Test
    void anEncryptedConnectionToTheProxyIsRefusedWithTheReason() {
        assertThatThrownBy(() -> HttpCircleAuthClient.builder().proxy(URI.create("https://proxy.corp:3128")))
                .hasMessage(
                        "The proxy is https. The connection to the proxy itself must be http: the tunnel through it is"
                                + " encrypted from here to Circle." + HOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:CANARY@proxy.corp:3128",
                "http://CANARY@proxy.corp:3128",
                "https://user:CANARY@proxy.corp:3128",
                "http://user:CAN%zzARY@proxy.corp:3128",
                "http://user:CANARY @proxy.corp:3128",
                "user:CANARY@proxy.corp:3128",
                "http://user:CANARY/@proxy.corp:3128",
            })
    void aUserNameIsRefusedAndNoPasswordRepeated(String given) {
        assertThatThrownBy(() -> CircleHttp.builder().proxy(given))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageStartingWith("The proxy ")
                .hasMessageContaining("circle.auth.proxy")
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void theMessageAboutAUserNameNamesTheKeysForIt() {
        assertThatThrownBy(() -> CircleHttp.builder().proxy("http://user:CANARY@proxy.corp:3128"))
                .hasMessage("The proxy carries a user name, which belongs into circle.auth.proxy-user and"
                        + " circle.auth.proxy-password." + HOW);
    }

    @Test
    void userAndPasswordAreEncodedInUtf8() {
        assertThat(OutboundProxy.basic("us\u00E9r", Secret.of("p\u00E4ss:w\u00F6rd"))
                        .reveal())
                .isEqualTo("Basic dXPDqXI6cMOkc3M6d8O2cmQ=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "", " ", "a\nb", "a\u0000"})
    void aUserThatBasicCannotSendIsRefused(String user) {
        assertThatThrownBy(() -> HttpCircleAuthClient.builder().proxyCredentials(user, Secret.of("CANARY")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The proxy's user is blank, or has a colon or a control character")
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void aPasswordThatBasicCannotSendIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> HttpCircleAuthClient.builder().proxyCredentials("user", Secret.of("CAN\r\nARY")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The proxy's password has a control character")
                .hasMessageNotContaining("ARY");
    }

    @Test
    void credentialsWithoutAProxyAreRefused() {
        assertThatThrownBy(() -> HttpCircleAuthClient.builder()
                        .apiToken(Samples.APP_TOKEN)
                        .proxyCredentials("user", Secret.of("CANARY"))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Credentials for a proxy are set, but no proxy is. Call proxy(…) too.");
    }

    @Test
    void thePasswordIsMasked() {
        OutboundProxy proxy = new OutboundProxy(
                URI.create("http://proxy.corp:3128"), OutboundProxy.basic("user", Secret.of("CANARY")));

        assertThat(proxy.toString()).contains("[secret]").doesNotContain("CANARY", "Basic");
    }
}
