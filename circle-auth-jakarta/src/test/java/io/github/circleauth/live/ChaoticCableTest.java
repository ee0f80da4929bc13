package io.github.circleauth.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ChaosProxy;
import io.github.circleauth.ChaosProxy.Direction;
import io.github.circleauth.ChaosProxy.Fault;
import io.github.circleauth.http.CertificateAuthority;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The connection of the live channel over a network that harms it, and to servers that are not Circle. */
class ChaoticCableTest extends JdkUpstreamTestBase {

    /** Returns a server that sends more texts than any test lets pass. */
    private RawCable talking() throws Exception {
        return cable(peer -> {
            peer.accept();
            for (int i = 0; i < 100; i++) {
                peer.text("text " + i);
            }
            peer.untilTheTestIsOver();
        });
    }

    /** The response to the handshake has some 150 bytes, so some faults hit it and others hit a text. */
    @ParameterizedTest
    @CsvSource({
        "CUT,TO_CLIENT,0",
        "CUT,TO_CLIENT,60",
        "CUT,TO_CLIENT,400",
        "CUT,TO_SERVER,60",
        "RESET,TO_CLIENT,0",
        "RESET,TO_CLIENT,400",
        "RESET,TO_SERVER,60",
        "HALF_CLOSE,TO_CLIENT,0",
        "HALF_CLOSE,TO_CLIENT,60",
        "HALF_CLOSE,TO_CLIENT,400",
        "HALF_CLOSE,TO_SERVER,60"
    })
    @Tag("N10")
    void theConnectionIsLostOnceAndNoTextIsHalf(Fault fault, Direction direction, int after) throws Exception {
        try (ChaosProxy network = new ChaosProxy(talking().port())) {
            network.harm(fault, direction, after);
            Upstream.Connection connection = upstream(network.uri()).open(TOKEN, ORIGIN, listener);

            String heard = listener.next();
            for (int i = 0; heard.startsWith("text "); i++) {
                assertThat(heard).isEqualTo("text " + i);
                connection.more();
                heard = listener.next();
            }
            assertThat(heard).startsWith("LOST: ").doesNotContain("canary");
            assertThat(listener.heard).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"BLACK_HOLE,TO_CLIENT", "BLACK_HOLE,TO_SERVER", "DRIP,TO_CLIENT", "DRIP,TO_SERVER"})
    @Tag("N9")
    void aHandshakeEndsByItsDeadline(Fault fault, Direction direction) throws Exception {
        try (ChaosProxy network = new ChaosProxy(talking().port())) {
            network.harm(fault, direction, 30);
            upstream(network(network.uri(), null, Optional.empty(), Duration.ofMillis(300)))
                    .open(TOKEN, ORIGIN, listener);

            assertThat(listener.next()).startsWith("LOST: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"of another host", "self-signed", "expired", "of an unknown authority"})
    @Tag("N2")
    void aServerWithAnInvalidCertificateReceivesNoToken(String fault) throws Exception {
        CertificateAuthority authority = new CertificateAuthority("trusted");
        SSLContext context = authority.faultyServer(fault);
        RawCable server = cable(peer -> peer.startTls(context).accept());

        openTls(server, authority);

        assertThat(listener.next()).startsWith("LOST: the handshake failed with SSLHandshakeException");
        assertThat(server.heads).isEmpty();
    }

    @Test
    @Tag("N2")
    void aServerWithNothingNewerThanTls11ReceivesNoToken() throws Exception {
        CertificateAuthority authority = new CertificateAuthority("trusted");
        byte[] hello = new byte[5 + 4 + 38];
        byte[] start = {0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2};
        System.arraycopy(start, 0, hello, 0, start.length);
        hello[hello.length - 3] = (byte) 0xC0;
        hello[hello.length - 2] = 0x13;
        RawCable server = cable(peer -> {
            peer.send(new String(hello, ISO_8859_1));
            peer.untilTheTestIsOver();
        });

        openTls(server, authority);

        assertThat(listener.next()).startsWith("LOST: the handshake failed with SSLHandshakeException");
        assertThat(server.heads).isEmpty();
    }

    private void openTls(RawCable server, CertificateAuthority authority) throws Exception {
        URI circle = URI.create("https://127.0.0.1:" + server.port());
        upstream(network(circle, authority.client(), Optional.empty(), Duration.ofSeconds(20)))
                .open(TOKEN, ORIGIN, listener);
    }
}
