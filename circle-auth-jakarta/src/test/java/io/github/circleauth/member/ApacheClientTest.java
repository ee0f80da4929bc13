package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.circleauth.CircleMember;
import io.github.circleauth.servlet.OneApplication;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An application's client of Apache HttpClient 5. */
class ApacheClientTest extends MemberAuthorizationContract {

    @Override
    Result send(String method, URI uri, @Nullable String authorization, @Nullable String body) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
        if (authorization != null) {
            request.setHeader("Authorization", authorization);
        }
        return execute(request, body == null ? null : new StringEntity(body, ContentType.APPLICATION_JSON));
    }

    @Override
    Result sendStream(URI uri, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return execute(
                new HttpUriRequestBase("POST", uri),
                new InputStreamEntity(new ByteArrayInputStream(bytes), ContentType.APPLICATION_JSON));
    }

    @Override
    Result getOnce(URI uri) throws IOException {
        return execute(HttpClients.custom().disableAutomaticRetries(), new HttpUriRequestBase("GET", uri));
    }

    private Result execute(HttpUriRequestBase request, @Nullable HttpEntity body) throws IOException {
        request.setEntity(body);
        return execute(HttpClients.custom(), request);
    }

    private Result execute(HttpClientBuilder builder, HttpUriRequestBase request) throws IOException {
        try (CloseableHttpClient client = fixture.authorization.addTo(builder).build()) {
            return client.execute(request, response -> {
                HttpEntity entity = response.getEntity();
                return new Result(response.getCode(), entity == null ? "" : EntityUtils.toString(entity));
            });
        }
    }

    @Test
    void aRedirectToAnotherHostIsFollowedWithoutTheToken() throws IOException {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer circle = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        URI uri = URI.create("http://127.0.0.1:" + circle.getAddress().getPort());
        circle.createContext("/", exchange -> {
            received.add(exchange.getRequestHeaders().getFirst("Host") + " "
                    + exchange.getRequestHeaders().containsKey("Authorization"));
            exchange.getResponseHeaders().set("Location", uri.toString().replace("127.0.0.1", "localhost") + "/there");
            boolean first = received.size() == 1;
            exchange.sendResponseHeaders(first ? 302 : 204, -1);
            exchange.close();
        });
        circle.start();
        try (CloseableHttpClient client =
                authorizationAt(uri).addTo(HttpClients.custom()).build()) {
            int status =
                    client.execute(new HttpGet(uri.resolve("/api/headless/v1/home")), response -> response.getCode());

            assertThat(status).isEqualTo(204);
            assertThat(received)
                    .containsExactly("127.0.0.1:" + uri.getPort() + " true", "localhost:" + uri.getPort() + " false");
        } finally {
            circle.stop(0);
        }
    }

    @Test
    void aCompressedRejectionIsRead() throws IOException {
        for (String coding : List.of("gzip", "deflate")) {
            AtomicInteger requests = new AtomicInteger();
            HttpServer circle = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            circle.createContext("/", exchange -> {
                boolean first = requests.incrementAndGet() == 1;
                byte[] body = coded(
                        coding, first ? "{\"success\":false,\"message\":\"The access token is expired.\"}" : "[]");
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.getResponseHeaders().set("Content-Encoding", coding);
                exchange.sendResponseHeaders(first ? 401 : 200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            circle.start();
            URI uri = URI.create("http://127.0.0.1:" + circle.getAddress().getPort());
            try (CloseableHttpClient client =
                    authorizationAt(uri).addTo(HttpClients.custom()).build()) {
                String result = client.execute(
                        new HttpGet(uri.resolve("/api/headless/v1/home")),
                        response -> response.getCode() + EntityUtils.toString(response.getEntity()));

                assertThat(result).isEqualTo("200[]");
                assertThat(requests).hasValue(2);
            } finally {
                circle.stop(0);
            }
        }
    }

    private static byte[] coded(String coding, String text) throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (OutputStream stream =
                coding.equals("gzip") ? new GZIPOutputStream(coded) : new DeflaterOutputStream(coded)) {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return coded.toByteArray();
    }

    private static MemberAuthorization authorizationAt(URI circle) {
        OneApplication application = OneApplication.online(ignored -> circle);
        CircleMember ada = application.signedIn(MemberFixture.ADA);
        application.circle.clock().advance(Duration.ofMinutes(1)); // A new token must expire later than the old one.
        return application.memberAccess().authorization(ada);
    }
}
