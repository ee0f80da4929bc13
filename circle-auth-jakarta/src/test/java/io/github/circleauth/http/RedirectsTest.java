package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleProtocolException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer that sends the client elsewhere, with tokens in its body for whoever believes them. */
@Timeout(60)
class RedirectsTest {

    private static final List<Integer> STATUSES = List.of(301, 302, 303, 307, 308);

    /** Where a client would be sent. It answers as Circle would. */
    private Peer elsewhere;

    @BeforeEach
    void open() throws IOException {
        elsewhere = Peer.answering(Peer.json("200 OK", Samples.obtained()));
    }

    @AfterEach
    void close() throws IOException {
        elsewhere.close();
    }

    private String to(String host) {
        return "Location: http://" + host + ":" + elsewhere.uri().getPort() + "/x\r\n";
    }

    private static String redirect(int status, String location) {
        return Peer.response(status + " Elsewhere", location + "Content-Type: application/json", Samples.obtained());
    }

    private void assertFollowedNowhere(Peer peer, URI circle, int status) {
        try (HttpCircleAuthClient client =
                new HttpCircleAuthClient(peer.builder().baseUrl(circle).build())) {
            assertRefused(() -> client.getMemberAPITokenFromSSOId("u"), status);
            assertRefused(() -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN), status);
            assertRefused(() -> client.revokeRefreshToken(Samples.REFRESH_TOKEN), status);
        }
        assertThat(peer.requests).hasSize(3).noneMatch(request -> request.contains(" /x "));
        assertThat(elsewhere.connections).hasValue(0);
    }

    private static void assertRefused(Runnable call, int status) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        CircleProtocolException.class,
                        failure -> assertThat(failure.status()).hasValue(status))
                .hasMessageContaining("a body that was not read");
    }

    static Stream<Arguments> statusesAndTargets() {
        return STATUSES.stream()
                .flatMap(status -> Stream.of(
                                "this server", "this server by its address", "another port", "another host", "nowhere")
                        .map(target -> Arguments.of(status, target)));
    }

    @ParameterizedTest
    @MethodSource("statusesAndTargets")
    void N3_aRedirectIsFollowedNowhere(int status, String target) throws Exception {
        try (Peer peer = new Peer(line -> {
            String location = switch (target) {
                case "this server" -> "Location: /x\r\n";
                case "this server by its address" ->
                    "Location: http://127.0.0.1:" + line.socket.getLocalPort() + "/x\r\n";
                case "another port" -> to("127.0.0.1");
                case "another host" -> to("localhost");
                default -> "";
            };
            while (line.request() != null) {
                line.send(redirect(status, location));
            }
        })) {
            assertFollowedNowhere(peer, peer.uri(), status);
        }
    }

    @Test
    void N3_aRedirectLeadsOutOfNoSecureConnection(@TempDir Path dir) throws Exception {
        Authority authority = new Authority("trusted");
        SSLContext server = authority.server();
        for (int status : STATUSES) {
            try (Authority.Trust trust = authority.trusted(dir.resolve("trust.p12"));
                    Peer peer = new Peer(line -> {
                        Peer.Line tls = line.secured(server);
                        while (tls.request() != null) {
                            tls.send(redirect(status, to("127.0.0.1")));
                        }
                    })) {
                assertFollowedNowhere(peer, peer.tlsUri(), status);
            }
        }
    }
}
