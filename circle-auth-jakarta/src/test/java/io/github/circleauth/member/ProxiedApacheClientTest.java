package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.circleauth.CircleMember;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application's client of Apache HttpClient 5 behind a proxy that refuses to connect to Circle. */
@Timeout(60)
class ProxiedApacheClientTest {

    private static final String DEAD = "{\"message\":\"The access token is expired.\"}";

    /** Refuses each request with a status, and records its head. */
    private static final class Proxy implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<String> heads = new CopyOnWriteArrayList<>();

        Proxy(int status) throws IOException {
            Thread thread = new Thread(() -> serve(status));
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(int status) {
            try {
                while (true) {
                    try (Socket client = server.accept()) {
                        StringBuilder head = new StringBuilder();
                        while (head.indexOf("\r\n\r\n") < 0) {
                            head.append((char) client.getInputStream().read());
                        }
                        heads.add(head.toString());
                        client.getOutputStream()
                                .write(("HTTP/1.1 " + status
                                                + " No\r\nContent-Type: application/json\r\nRetry-After: 600\r\n"
                                                + "Content-Length: " + DEAD.length() + "\r\n\r\n" + DEAD)
                                        .getBytes(ISO_8859_1));
                    }
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private final List<String> called = new CopyOnWriteArrayList<>();

    /** Returns a member who records which methods are called. */
    private CircleMember member() {
        CircleMember stub = StubMember.create();
        return (CircleMember) java.lang.reflect.Proxy.newProxyInstance(
                CircleMember.class.getClassLoader(), new Class<?>[] {CircleMember.class}, (self, method, args) -> {
                    called.add(method.getName());
                    return method.getName().equals("capture") ? self : method.invoke(stub, args);
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 407, 429, 503})
    void aRefusalIsTheApplicationsAndNothingElse(int status) throws Exception {
        try (Proxy proxy = new Proxy(status);
                CircleHttp http = CircleHttp.builder()
                        .apiToken(Secret.of("app-token"))
                        .baseUrl(URI.create("https://app.circle.invalid"))
                        .build();
                MemberAccess access = new MemberAccess(http);
                CloseableHttpClient client = access.authorization(member())
                        .addTo(HttpClients.custom())
                        .disableAutomaticRetries()
                        .setProxy(new HttpHost("127.0.0.1", proxy.server.getLocalPort()))
                        .build()) {
            int received = client.execute(
                    new HttpGet("https://app.circle.invalid/api/headless/v1/home"), response -> response.getCode());

            assertThat(received).isEqualTo(status);
            assertThat(called).as("the token is not renewed").doesNotContain("renew");
            assertThat(proxy.heads)
                    .singleElement()
                    .asString()
                    .startsWith("CONNECT ")
                    .doesNotContain("Bearer");
            assertThatCode(http::requirePermit).as("nothing pauses").doesNotThrowAnyException();
        }
    }
}
