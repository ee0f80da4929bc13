package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpURLConnection;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** System properties that name a proxy don't lead the app token there. */
@Timeout(60)
class NoProxyTest {

    private final Map<String, String> before = new HashMap<>();

    private void set(String property, String value) {
        before.put(property, System.getProperty(property));
        System.setProperty(property, value);
    }

    @AfterEach
    void restore() {
        before.forEach((property, value) -> {
            if (value == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
    }

    @Test
    void N5_theProxyOfTheSystemPropertiesIsNotUsed() throws Exception {
        try (ScriptedServer circle = ScriptedServer.responding(ScriptedServer.json("200 OK", Samples.obtained()));
                ScriptedServer proxy = ScriptedServer.responding(ScriptedServer.json("200 OK", Samples.obtained()))) {
            for (String scheme : List.of("http", "https")) {
                set(scheme + ".proxyHost", proxy.uri().getHost());
                set(scheme + ".proxyPort", Integer.toString(proxy.uri().getPort()));
            }
            set("http.nonProxyHosts", "");
            try (HttpCircleAuthClient client = circle.client()) {
                client.getMemberAPITokenFromSSOId("u");
            }
            assertThat(circle.requests).hasSize(1);
            assertThat(proxy.connections).hasValue(0);

            // The properties are in effect: the JDK's own client follows them.
            HttpURLConnection other =
                    (HttpURLConnection) URI.create(circle.uri() + "/x").toURL().openConnection();
            assertThat(other.getResponseCode()).isEqualTo(200);
            assertThat(proxy.connections).hasValue(1);
        }
    }

    @Test
    void N5_theProxyOfTheSystemPropertiesIsNotUsedForTlsNorBesideTheConfiguredOne() throws Exception {
        CertificateAuthority authority = new CertificateAuthority("private");
        try (ScriptedServer circle = new ScriptedServer(connection -> {
                    ScriptedServer.Connection tls = connection.startTls(authority.validServer());
                    while (tls.readRequest() != null) {
                        tls.send(ScriptedServer.json("200 OK", Samples.obtained()));
                    }
                });
                RelayingProxy configured = new RelayingProxy(circle.uri().getPort());
                ScriptedServer ofTheJvm = ScriptedServer.responding("")) {
            for (String scheme : List.of("http", "https")) {
                set(scheme + ".proxyHost", ofTheJvm.uri().getHost());
                set(scheme + ".proxyPort", Integer.toString(ofTheJvm.uri().getPort()));
            }
            set("http.nonProxyHosts", "");
            set("java.net.useSystemProxies", "true");
            CircleHttpBuilder builder =
                    circle.builder().baseUrl(circle.tlsUri()).sslContext(authority.client());
            try (HttpCircleAuthClient direct = new HttpCircleAuthClient(builder.build());
                    HttpCircleAuthClient proxied = new HttpCircleAuthClient(
                            builder.proxy(configured.uri()).build())) {
                assertThat(direct.getMemberAPITokenFromSSOId("u")).isNotNull();
                assertThat(configured.connections).hasValue(0);
                assertThat(proxied.getMemberAPITokenFromSSOId("u")).isNotNull();
                assertThat(configured.connections).hasValue(1);
            }
            assertThat(circle.requests).hasSize(2);
            assertThat(ofTheJvm.connections).hasValue(0);
        }
    }
}
