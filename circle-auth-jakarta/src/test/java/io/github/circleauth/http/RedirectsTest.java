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

/** Redirects, with tokens in their bodies: neither is followed nor read. */
@Timeout(60)
class RedirectsTest {

    private static final List<Integer> STATUSES = List.of(301, 302, 303, 307, 308);

    /** The target of the redirects. It responds like Circle. */
    private ScriptedServer target;

    @BeforeEach
    void open() throws IOException {
        target = ScriptedServer.responding(ScriptedServer.json("200 OK", Samples.obtained()));
    }

    @AfterEach
    void close() throws IOException {
        target.close();
    }

    private String locationAt(String host) {
        return "Location: http://" + host + ":" + target.uri().getPort() + "/x\r\n";
    }

    private static String redirect(int status, String location) {
        return ScriptedServer.response(
                status + " Redirect", location + "Content-Type: application/json", Samples.obtained());
    }

    private void assertNotFollowed(ScriptedServer server, URI circle, int status) {
        try (HttpCircleAuthClient client =
                new HttpCircleAuthClient(server.builder().baseUrl(circle).build())) {
            assertRejected(() -> client.getMemberAPITokenFromSSOId("u"), status);
            assertRejected(() -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN), status);
            assertRejected(() -> client.revokeRefreshToken(Samples.REFRESH_TOKEN), status);
        }
        assertThat(server.requests).hasSize(3).noneMatch(request -> request.contains(" /x "));
        assertThat(target.connections).hasValue(0);
    }

    private static void assertRejected(Runnable request, int status) {
        assertThatThrownBy(request::run)
                .isInstanceOfSatisfying(
                        CircleProtocolException.class,
                        failure -> assertThat(failure.status()).hasValue(status))
                .hasMessageContaining("a body that was not read");
    }

    static Stream<Arguments> statusesAndLocations() {
        return STATUSES.stream()
                .flatMap(status -> Stream.of(
                                "this server",
                                "this server by its address",
                                "another port",
                                "another host",
                                "no location")
                        .map(location -> Arguments.of(status, location)));
    }

    @ParameterizedTest
    @MethodSource("statusesAndLocations")
    void N3_aRedirectIsNotFollowed(int status, String location) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
            String header = switch (location) {
                case "this server" -> "Location: /x\r\n";
                case "this server by its address" ->
                    "Location: http://127.0.0.1:" + connection.socket.getLocalPort() + "/x\r\n";
                case "another port" -> locationAt("127.0.0.1");
                case "another host" -> locationAt("localhost");
                default -> "";
            };
            while (connection.readRequest() != null) {
                connection.send(redirect(status, header));
            }
        })) {
            assertNotFollowed(server, server.uri(), status);
        }
    }

    @Test
    void N3_aRedirectFromHttpsToHttpIsNotFollowed(@TempDir Path dir) throws Exception {
        CertificateAuthority authority = new CertificateAuthority("trusted");
        SSLContext context = authority.validServer();
        for (int status : STATUSES) {
            try (CertificateAuthority.Trust trust = authority.trusted(dir.resolve("trust.p12"));
                    ScriptedServer server = new ScriptedServer(connection -> {
                        ScriptedServer.Connection tls = connection.startTls(context);
                        while (tls.readRequest() != null) {
                            tls.send(redirect(status, locationAt("127.0.0.1")));
                        }
                    })) {
                assertNotFollowed(server, server.tlsUri(), status);
            }
        }
    }
}
