package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleUnavailableException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client with an SSL context of the application's: it decides whom to trust, and turns no other check off. */
@Timeout(60)
class SslContextTest {

    private static CertificateAuthority authority;

    @BeforeAll
    static void createAuthority() throws Exception {
        authority = new CertificateAuthority("corporate");
    }

    private static ScriptedServer serverWith(SSLContext context) throws Exception {
        return new ScriptedServer(connection -> {
            ScriptedServer.Connection tls = connection.startTls(context);
            while (tls.readRequest() != null) {
                tls.send(ScriptedServer.json("200 OK", Samples.obtained()));
            }
        });
    }

    private static HttpCircleAuthClient client(ScriptedServer server, SSLContext context) {
        return HttpCircleAuthClient.builder()
                .apiToken(Samples.APP_TOKEN)
                .baseUrl(server.tlsUri())
                .sslContext(context)
                .build();
    }

    @Test
    void theContextsAuthorityIsTrusted() throws Exception {
        try (ScriptedServer server = serverWith(authority.validServer());
                HttpCircleAuthClient client = new HttpCircleAuthClient(server.builder()
                        .baseUrl(server.tlsUri())
                        .sslContext(authority.client())
                        .build())) {
            assertThat(client.getMemberAPITokenFromSSOId("u").communityMemberId())
                    .isEqualTo(1001);
        }
    }

    @Test
    void theContextsCertificateIsShownToAGatewayThatRequiresOne() throws Exception {
        try (ScriptedServer gateway = new ScriptedServer(connection -> {
            ScriptedServer.Connection tls = connection.startMutualTls(authority.mutual());
            while (tls.readRequest() != null) {
                tls.send("HTTP/1.1 204 No Content\r\n\r\n");
            }
        })) {
            try (HttpCircleAuthClient client = client(gateway, authority.mutual())) {
                client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            }
            assertThat(gateway.requests).hasSize(1);

            try (HttpCircleAuthClient client = client(gateway, authority.client())) {
                assertThatThrownBy(() -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN))
                        .isInstanceOf(CircleUnavailableException.class);
            }
            assertThat(gateway.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"of another host", "self-signed", "expired", "of an unknown authority"})
    @Tag("N2")
    void aServerWithAnInvalidCertificateReceivesNothing(String fault) throws Exception {
        assertNothingIsSent(authority.faultyServer(fault), authority.client());
    }

    private static void assertNothingIsSent(SSLContext ofServer, SSLContext ofClient) throws Exception {
        try (ScriptedServer server = serverWith(ofServer);
                HttpCircleAuthClient client = client(server, ofClient)) {
            assertThat(catchThrowableOfType(
                            CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u")))
                    .hasMessageContaining("no secure connection could be made: ")
                    .satisfies(failure -> assertThat(failure.isAmbiguous()).isFalse());
            assertThat(server.requests).isEmpty();
        }
    }

    /** The JDK leaves the check of the host's name to such a trust manager. */
    @Test
    void theHostsNameIsCheckedEvenIfTheContextTrustsEverything() throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new TrustEverything()}, null);

        assertNothingIsSent(authority.serverForHost("app.circle.so"), trusting);
    }

    /** Far more often than there are connections. */
    @Test
    @Tag("L3")
    void anErrorOfTheContextsTrustManagerLeavesNoConnectionOccupied() throws Exception {
        FailingTrust trust = new FailingTrust();
        SSLContext failing = SSLContext.getInstance("TLS");
        failing.init(null, new TrustManager[] {trust}, null);
        try (ScriptedServer server = serverWith(authority.validServer());
                HttpCircleAuthClient client = new HttpCircleAuthClient(server.builder()
                        .baseUrl(server.tlsUri())
                        .sslContext(failing)
                        .build())) {
            for (int i = 0; i < 40; i++) {
                assertThat(catchThrowable(() -> client.getMemberAPITokenFromSSOId("u")))
                        .isNotNull();
            }
            trust.fails = false;

            assertThat(client.getMemberAPITokenFromSSOId("u").communityMemberId())
                    .isEqualTo(1001);
        }
    }

    private static final class FailingTrust extends TrustEverything {

        private volatile boolean fails = true;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            if (fails) {
                throw new NoClassDefFoundError("of the application");
            }
        }
    }

    @Test
    void aContextForAnOldProtocolConnectsToNothing() throws Exception {
        assertNothingIsSent(authority.validServer(), authority.client("TLSv1"));
        assertNothingIsSent(authority.validServer(), authority.client("TLSv1.1"));
    }

    @Test
    void aContextForDatagramsIsRefused() throws Exception {
        SSLContext context = SSLContext.getInstance("DTLS");
        context.init(null, null, null);

        assertThatThrownBy(() -> HttpCircleAuthClient.builder().sslContext(context))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("The SSLContext is for DTLS. Use SSLContext.getInstance(\"TLS\").");
    }

    @Test
    void aContextThatIsNotInitializedIsRefused() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");

        assertThatThrownBy(() -> HttpCircleAuthClient.builder().sslContext(context))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("The SSLContext is not initialized. Call its init method first.");
    }

    private static class TrustEverything extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
