package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** A Circle whose response is a given text, and the API that reads it. */
abstract class JsonMappingTestBase {

    String body = "";
    final AtomicInteger requests = new AtomicInteger();
    final HttpServer circle;
    final CircleHttp http;
    final MemberApi api;

    JsonMappingTestBase() throws IOException {
        circle = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        circle.createContext("/", exchange -> {
            requests.incrementAndGet();
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        circle.start();
        http = CircleHttp.builder()
                .apiToken(Secret.of("app"))
                .baseUrl(URI.create("http://127.0.0.1:" + circle.getAddress().getPort()))
                .build();
        api = new MemberAccess(http).api(StubMember.create());
    }

    @AfterEach
    void close() {
        circle.stop(0);
        http.close();
    }

    <T> T read(String json, Class<T> type) {
        body = json;
        return api.get("/x", type);
    }

    void expectFault(String json, Class<?> type, String fault) {
        assertThatThrownBy(() -> read(json, type))
                .as("%s as %s", json, type.getSimpleName())
                .isInstanceOf(CircleProtocolException.class)
                .hasNoCause()
                .hasMessageContaining("GET /x")
                .hasMessageContaining(type.getTypeName())
                .hasMessageContaining(fault)
                .hasMessageNotContaining("private matter");
    }
}
