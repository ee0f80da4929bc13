package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the real-time channel is, and what a proxy can be given. */
class LiveNetworkTest {

    private static final String DISABLED = "jdk.http.auth.tunneling.disabledSchemes";

    @AfterEach
    void forget() {
        System.clearProperty(DISABLED);
    }

    private static LiveNetwork network(String circle) {
        return new LiveNetwork(
                URI.create(circle),
                Optional.empty(),
                Optional.of(URI.create("http://proxy.corp:3128")),
                Optional.of(new LiveNetwork.ProxyUser("user", Secret.of("pass"))),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.circle.so, wss://app.circle.so/cable",
        "http://127.0.0.1:9720, ws://127.0.0.1:9720/cable",
        "https://http.example.com:8443, wss://http.example.com:8443/cable"
    })
    void theChannelIsAtThePathCable(String circle, String cable) {
        assertThat(network(circle).cable()).hasToString(cable);
    }

    @Test
    void plainHttpUsesNoProxyAndNoPassword() {
        assertThat(network("http://127.0.0.1:9720").usedProxy()).isEmpty();
        assertThat(network("http://127.0.0.1:9720").proxyAuthorization()).isEmpty();
        assertThat(network("https://app.circle.so").usedProxy()).isPresent();
        assertThat(network("https://app.circle.so").proxyAuthorization()).contains(Secret.of("Basic dXNlcjpwYXNz"));
    }

    @Test
    void theJvmAsDeliveredGivesNoProxyAPassword() {
        assertThat(LiveNetwork.canAuthenticateToProxy()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'', true", "NTLM, true", "Basic, false", "'NTLM, basic', false"})
    void theSystemPropertyDecides(String disabled, boolean can) {
        System.setProperty(DISABLED, disabled);
        assertThat(LiveNetwork.canAuthenticateToProxy()).isEqualTo(can);
    }
}
