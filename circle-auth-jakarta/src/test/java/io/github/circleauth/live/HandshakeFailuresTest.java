package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Secret;
import io.github.circleauth.http.CertificateAuthority;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes that fail: what the relay and the rate limiter learn, and what no message contains. */
class HandshakeFailuresTest extends JdkUpstreamTestBase {

    private static RawCable.Script responding(String response) {
        return peer -> {
            peer.readHead();
            peer.send(response);
            peer.untilTheTestIsOver();
        };
    }

    private static String status(int status, String headers) {
        return "HTTP/1.1 " + status + " Reason\r\n" + headers + "Content-Length: 2\r\n\r\n{}";
    }

    @ParameterizedTest
    @CsvSource({
        "401, TOKEN_REFUSED",
        "403, TOKEN_REFUSED",
        "200, LOST",
        "400, LOST",
        "404, LOST",
        "429, LOST",
        "500, LOST",
        "503, LOST"
    })
    void only401And403MeanTheToken(int status, Upstream.UpstreamEnd end) throws Exception {
        open(responding(status(status, "WWW-Authenticate: Bearer\r\nRetry-After: 7\r\n")));
        assertThat(listener.next()).isEqualTo(end + ": the handshake was answered with status " + status);
        assertThat(responses).containsExactly(status + " 7");
    }

    @Test
    void a401WithoutAChallengeMeansTheTokenToo() throws Exception {
        open(responding(status(401, "")));
        assertThat(listener.next()).startsWith("TOKEN_REFUSED: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    @Tag("N3")
    void aRedirectIsNotFollowed(int status) throws Exception {
        RawCable other = cable(peer -> peer.accept().text("welcome"));
        open(responding(status(status, "Location: http://127.0.0.1:" + other.port() + "/cable\r\n")));
        assertThat(listener.next()).isEqualTo("LOST: the handshake was answered with status " + status);
        assertThat(other.heads).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: canary-of-the-token\r\n\r\n",
                ""
            })
    void aResponseThatIsNoneIsALostConnection(String response) throws Exception {
        open(peer -> {
            peer.readHead();
            peer.send(response);
        });
        assertThat(listener.next()).startsWith("LOST: the handshake ").doesNotContain("canary");
    }

    @Test
    void aHandshakeHasADeadline() throws Exception {
        RawCable silent = cable(peer -> peer.untilTheTestIsOver());
        upstream(network(silent.uri(), null, Optional.empty(), Duration.ofMillis(300)))
                .open(TOKEN, ORIGIN, listener);
        assertThat(listener.next()).startsWith("LOST: the handshake failed with HttpTimeoutException");
    }

    @Test
    void nobodyListening() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        upstream(URI.create("http://127.0.0.1:" + port)).open(TOKEN, ORIGIN, listener);
        assertThat(listener.next()).startsWith("LOST: the handshake failed with ConnectException");
    }

    @Test
    void anOriginThatIsNoHeaderValueEndsTheConnectionWithoutARequest() throws Exception {
        RawCable cable = cable(peer -> peer.accept());
        upstream(cable.uri()).open(TOKEN, "https://evil\r\nX: y", listener);
        assertThat(listener.next()).isEqualTo("LOST: the handshake's Origin or token is no header value");
        assertThat(cable.heads).isEmpty();
    }

    @Test
    void theContextOfTheApplicationIsTrustedAndNoOther() throws Exception {
        CertificateAuthority trusted = new CertificateAuthority("trusted");
        CertificateAuthority other = new CertificateAuthority("other");
        RawCable cable = cable(peer -> {
            peer.startTls(trusted.validServer()).accept().text("welcome");
            peer.untilTheTestIsOver();
        });
        URI uri = URI.create("https://127.0.0.1:" + cable.port());
        upstream(network(uri, trusted.client(), Optional.empty(), Duration.ofSeconds(20)))
                .open(TOKEN, ORIGIN, listener);
        assertThat(listener.next()).isEqualTo("welcome");
        upstream(network(uri, other.client(), Optional.empty(), Duration.ofSeconds(20)))
                .open(TOKEN, ORIGIN, listener);
        assertThat(listener.next()).startsWith("LOST: the handshake failed with SSLHandshakeException");
        URI name = URI.create("https://localhost:" + cable.port());
        upstream(network(name, trusted.client(), Optional.empty(), Duration.ofSeconds(20)))
                .open(TOKEN, ORIGIN, listener);
        assertThat(listener.next()).as("the host name is checked").startsWith("LOST: the handshake failed with SSL");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 407, 429, 502})
    void aProxyThatRefusesIsNotTakenForCircle(int status) throws Exception {
        RawCable proxy = cable(responding(status(status, "Proxy-Authenticate: Basic realm=\"proxy\"\r\n")));
        URI circle = URI.create("https://circle.invalid");
        upstream(network(circle, null, Optional.of(proxy.uri()), Duration.ofSeconds(20)))
                .open(TOKEN, ORIGIN, listener);
        assertThat(listener.next()).startsWith("LOST: ").doesNotContain("canary");
        assertThat(responses).isEmpty();
        assertThat(proxy.heads).isNotEmpty().allMatch(head -> head.startsWith("CONNECT circle.invalid:443 "));
        assertThat(String.join("", proxy.heads)).doesNotContain("canary");
    }

    @Test
    void a401OfCirclesBehindAProxyWithAUserMeansTheToken() throws Exception {
        CertificateAuthority authority = new CertificateAuthority("trusted");
        RawCable proxy = cable(peer -> {
            peer.readHead();
            peer.send("HTTP/1.1 200 Connected\r\n\r\n");
            RawCable.Peer circle = peer.startTls(authority.validServer());
            circle.readHead();
            circle.send(status(401, "WWW-Authenticate: Basic realm=\"circle\"\r\n"));
            circle.untilTheTestIsOver();
        });
        upstream(new LiveNetwork(
                        URI.create("https://127.0.0.1:9"),
                        Optional.of(authority.client()),
                        Optional.of(proxy.uri()),
                        Optional.of(new LiveNetwork.ProxyUser("user", Secret.of("canary-of-the-password"))),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20)))
                .open(TOKEN, ORIGIN, listener);
        assertThat(listener.next()).isEqualTo("TOKEN_REFUSED: the handshake was answered with status 401");
        assertThat(proxy.heads).element(1).asString().startsWith("GET /cable").doesNotContainIgnoringCase("Proxy-");
    }

    @Test
    void plainHttpGoesToNoProxy() throws Exception {
        RawCable proxy = cable(peer -> peer.readHead());
        RawCable cable = cable(peer -> {
            peer.accept().text("welcome");
            peer.untilTheTestIsOver();
        });
        upstream(network(cable.uri(), null, Optional.of(proxy.uri()), Duration.ofSeconds(20)))
                .open(TOKEN, ORIGIN, listener);
        assertThat(listener.next()).isEqualTo("welcome");
        assertThat(proxy.heads).isEmpty();
    }
}
