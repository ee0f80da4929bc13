package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The body of a 401 that never ends: each client reads only its start, and hands over the response in time. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // An interrupt ends no read.
class RejectionBodyTest {

    private static final Duration CALL_TIMEOUT = Duration.ofMillis(300);

    enum Endless {
        FLOOD,
        DRIP
    }

    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer circle;
    private final CircleHttp http;
    private Endless kind = Endless.FLOOD;

    RejectionBodyTest() throws IOException {
        circle = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        circle.setExecutor(threads);
        circle.createContext("/", exchange -> {
            exchange.sendResponseHeaders(401, 0);
            send(exchange.getResponseBody());
        });
        circle.start();
        http = CircleHttp.builder()
                .apiToken(Secret.of("app"))
                .baseUrl(URI.create("http://127.0.0.1:" + circle.getAddress().getPort()))
                .callTimeout(CALL_TIMEOUT)
                .build();
    }

    private void send(OutputStream body) throws IOException {
        byte[] part = new byte[kind == Endless.FLOOD ? 8192 : 1];
        try {
            do {
                body.write(part);
                body.flush();
            } while (!ended.await(kind == Endless.FLOOD ? 0 : 50, TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        ended.countDown();
        circle.stop(0);
        threads.shutdownNow();
        http.close();
    }

    private URI home() {
        return http.baseUrl().resolve("/api/headless/v1/home");
    }

    private MemberAuthorization authorization() {
        return new MemberAccess(http).authorization(StubMember.create());
    }

    @ParameterizedTest
    @EnumSource
    void theJdksClientHandsTheBodyOver(Endless endless) throws Exception {
        kind = endless;
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(home()).build();

        expectHandedOver(authorization().send(client, request, BodyHandlers.ofInputStream()));
        expectHandedOver(authorization()
                .sendAsync(client, request, BodyHandlers.ofInputStream())
                .get(20, TimeUnit.SECONDS));
    }

    private void expectHandedOver(HttpResponse<InputStream> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(401);
        try (InputStream body = response.body()) {
            expectStart(body);
        }
    }

    private void expectStart(InputStream body) throws IOException {
        int length = kind == Endless.FLOOD ? 100_000 : 10;
        assertThat(body.readNBytes(length)).hasSize(length).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource
    void apachesClientHandsTheBodyOver(Endless endless) throws IOException {
        kind = endless;
        try (CloseableHttpClient client =
                authorization().addTo(HttpClients.custom()).build()) {
            HttpGet request = new HttpGet(home());
            ClassicHttpResponse response = client.executeOpen(HttpHost.create(http.baseUrl()), request, null);

            assertThat(response.getCode()).isEqualTo(401);
            if (endless == Endless.FLOOD) {
                expectStart(response.getEntity().getContent());
            }
            request.cancel();
            client.close(CloseMode.IMMEDIATE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aJaxRsClientHandsTheBodyOver(Endless endless) throws IOException {
        kind = endless;
        Client client = ClientBuilder.newClient().register(new MemberAuthorizationFilter(authorization()));
        try (Response response = client.target(home()).request().get()) {
            assertThat(response.getStatus()).isEqualTo(401);
            expectStart(response.readEntity(InputStream.class));
        } finally {
            ended.countDown();
            client.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMemberApiFailsInTime(Endless endless) {
        kind = endless;
        MemberApi api = new MemberAccess(http).api(StubMember.create());

        assertThatThrownBy(() -> api.get("/home")).isInstanceOf(CircleAuthException.class);
    }
}
