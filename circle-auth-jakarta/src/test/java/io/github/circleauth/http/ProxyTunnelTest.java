package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way to Circle through a proxy that opens tunnels. */
@Timeout(60)
class ProxyTunnelTest {

    /** A name that no DNS server knows: the proxy alone resolves it. */
    private static final String NAME = "app.circle.invalid";

    private static final URI CIRCLE = URI.create("https://" + NAME);
    private static final Secret PASSWORD = Secret.of("pass:CANARY-password");

    private static CertificateAuthority authority;

    private ScriptedServer circle;
    private RelayingProxy proxy;

    @BeforeAll
    static void createAuthority() throws Exception {
        authority = new CertificateAuthority("private");
    }

    @AfterAll
    static void forgetAuthority() {
        authority = null;
    }

    /** Starts Circle, which sends a response to each request, and the proxy. */
    private void start(String response) throws Exception {
        circle = new ScriptedServer(connection -> {
            ScriptedServer.Connection tls = connection.startTls(authority.serverForHost(NAME));
            while (tls.readRequest() != null) {
                tls.send(response);
            }
        });
        proxy = new RelayingProxy(circle.uri().getPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        circle.close();
    }

    private CircleHttpBuilder builder() throws Exception {
        return circle.builder().baseUrl(CIRCLE).sslContext(authority.client()).proxy(proxy.uri());
    }

    private HttpCircleAuthClient client() throws Exception {
        return new HttpCircleAuthClient(builder().build());
    }

    @Test
    void theProxyConnectsAndSeesNoSecret() throws Exception {
        start(ScriptedServer.json("200 OK", Samples.obtained()));
        try (HttpCircleAuthClient client = client()) {
            assertThat(client.getMemberAPITokenFromEmail(Samples.EMAIL).communityMemberId())
                    .isEqualTo(1001);
        }

        assertThat(proxy.connects())
                .isEqualTo("CONNECT app.circle.invalid:443 HTTP/1.1\n"
                        + "Host: app.circle.invalid:443\nUser-Agent: circle-auth-jakarta\n");
        assertThat(proxy.received()).doesNotContain("CANARY", "canary", "auth_token", "Authorization", "Bearer");
        assertThat(circle.requests)
                .singleElement()
                .asString()
                .startsWith("POST /api/v1/headless/auth_token HTTP/1.1\r\n")
                .contains("Host: app.circle.invalid\r\n", "Authorization: Bearer app.CANARY-token\r\n")
                .doesNotContain("Proxy-");
    }

    @Test
    void userAndPasswordGoToTheProxyAtOnceAndToCircleNever() throws Exception {
        start(ScriptedServer.json("200 OK", Samples.obtained()));
        try (HttpCircleAuthClient client = new HttpCircleAuthClient(
                builder().proxyCredentials("user", PASSWORD).build())) {
            client.getMemberAPITokenFromSSOId("u");
        }

        assertThat(proxy.connections).hasValue(1);
        assertThat(proxy.connects())
                .endsWith("Proxy-Authorization: Basic dXNlcjpwYXNzOkNBTkFSWS1wYXNzd29yZA==\n")
                .containsOnlyOnce("Authorization");
        assertThat(circle.requests).hasSize(1).noneMatch(request -> request.contains("Proxy-"));
    }

    @Test
    void aTunnelIsReused() throws Exception {
        start(ScriptedServer.json("200 OK", Samples.obtained()));
        try (HttpCircleAuthClient client = client()) {
            for (int i = 0; i < 3; i++) {
                client.getMemberAPITokenFromSSOId("u");
                client.closeIdle();
            }
        }
        assertThat(proxy.connections).hasValue(1);
        assertThat(circle.requests).hasSize(3);
    }

    @Test
    void aTunnelThatCircleHasClosedIsReplaced() throws Exception {
        start("HTTP/1.1 503 Later\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        try (HttpCircleAuthClient client = client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(catchThrowableOfType(RuntimeException.class, () -> client.getMemberAPITokenFromSSOId("u")))
                        .hasMessageContaining("503");
            }
        }
        assertThat(proxy.connections).hasValue(3);
    }

    @Test
    void anIdleTunnelThatTheProxyHasClosedIsReplaced() throws Exception {
        start(ScriptedServer.json("200 OK", Samples.obtained()));
        try (HttpCircleAuthClient client = client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
                proxy.closeTunnels();
            }
        }
        assertThat(circle.requests).hasSize(5);
        assertThat(proxy.connections).hasValue(5);
    }

    @Test
    void requestsOfTheMemberApiAndOfPagesUseTunnelsToo() throws Exception {
        start(ScriptedServer.json("200 OK", "{}"));
        MemberRequest home = new MemberRequest("GET", "/home?CANARY=1", Map.of("x-canary", "CANARY"), null);
        Duration deadline = Duration.ofSeconds(30);
        try (CircleHttp http = builder().build()) {
            try (CircleResponse response = http.send(home, Samples.ACCESS_TOKEN, deadline)) {
                assertThat(response.body().readAllBytes()).hasSize(2);
            }
            try (CircleResponse response = http.sendForPage(home, Samples.ACCESS_TOKEN, deadline, 1001)) {
                assertThat(response.body().readAllBytes()).hasSize(2);
            }
            http.tokenEndpoint(RequestPriority.REVOCATION).revokeMemberAPIToken(Samples.ACCESS_TOKEN);
        } catch (CircleProtocolException notRevoked) {
            // A 200 is no answer to a revocation. It was sent.
        }
        assertThat(proxy.connections).as("a pool each").hasValue(3);
        assertThat(circle.requests).hasSize(3);
        assertThat(proxy.received()).doesNotContain("CANARY", "canary", "/home", "Bearer");
    }

    /** A response of Circle's may name the proxy's header, to get at the password. */
    @Test
    void aChallengeOfCirclesIsNotAnswered() throws Exception {
        for (String status : new String[] {"401 No", "407 No"}) {
            start(ScriptedServer.response(
                    status,
                    "Content-Type: application/json\r\nWWW-Authenticate: Basic realm=\"x\"\r\nProxy-Authenticate: Basic"
                            + " realm=\"x\"",
                    "{}"));
            try (HttpCircleAuthClient client = new HttpCircleAuthClient(
                    builder().proxyCredentials("user", PASSWORD).build())) {
                assertThat(catchThrowableOfType(RuntimeException.class, () -> client.getMemberAPITokenFromSSOId("u")))
                        .hasMessageContaining(status.substring(0, 3))
                        .hasMessageNotContainingAny("proxy", "CANARY");
            }
            assertThat(circle.requests).hasSize(1).noneMatch(request -> request.contains("Proxy-"));
            assertThat(proxy.connections).hasValue(1);
            close();
        }
    }

    @Test
    void plainHttpGoesDirect() throws Exception {
        start("");
        try (ScriptedServer plain = ScriptedServer.responding(ScriptedServer.json("200 OK", Samples.obtained()));
                HttpCircleAuthClient client = new HttpCircleAuthClient(plain.builder()
                        .proxy(proxy.uri())
                        .proxyCredentials("user", PASSWORD)
                        .build())) {
            client.getMemberAPITokenFromSSOId("u");

            assertThat(plain.requests).hasSize(1).noneMatch(request -> request.contains("Proxy-"));
        }
        assertThat(proxy.connections).hasValue(0);
    }

    @Test
    void anIpv6AddressIsNamedInBrackets() throws Exception {
        start("");
        try (HttpCircleAuthClient client = new HttpCircleAuthClient(
                builder().baseUrl(URI.create("https://[2001:db8::1]:8443")).build())) {
            assertThat(catchThrowableOfType(RuntimeException.class, () -> client.getMemberAPITokenFromSSOId("u")))
                    .hasMessageContaining("no secure connection could be made")
                    .hasMessageContaining("(https://[2001:db8::1]:8443, through the proxy " + proxy.uri() + ")");
        }
        assertThat(proxy.connects()).startsWith("CONNECT [2001:db8::1]:8443 HTTP/1.1\nHost: [2001:db8::1]:8443\n");
    }

    /** As a proxy does that inspects TLS: it has a certificate of its own for each name. */
    @Test
    void aCertificateThatIsNotTrustedIsToldWithTheProxy() throws Exception {
        start("");
        try (HttpCircleAuthClient client = new HttpCircleAuthClient(builder()
                .sslContext(new CertificateAuthority("another").client())
                .build())) {
            assertThat(catchThrowableOfType(RuntimeException.class, () -> client.getMemberAPITokenFromSSOId("u")))
                    .hasMessageContaining("no secure connection could be made: TLS failed: ")
                    .hasMessageEndingWith("(https://app.circle.invalid:443, through the proxy " + proxy.uri() + ").");
        }
        assertThat(circle.requests).isEmpty();
    }
}
