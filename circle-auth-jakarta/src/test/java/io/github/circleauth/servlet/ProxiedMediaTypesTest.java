package io.github.circleauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The media types that the proxy passes on, and requests that pretend to be others. */
class ProxiedMediaTypesTest {

    private final List<String> receivedTypes = new CopyOnWriteArrayList<>();
    private StreamingCircle circle;
    private Page page;

    @BeforeEach
    void open() throws Exception {
        circle = new StreamingCircle();
        circle.serves("/posts", exchange -> {
            receivedTypes.add(String.valueOf(exchange.getRequestHeaders().get("Content-Type")));
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(UTF_8));
            exchange.close();
        });
        page = circle.page(StreamingCircle.MEGABYTE);
    }

    @AfterEach
    void close() {
        circle.close();
    }

    private StubResponse responseWithTypes(String... types) throws Exception {
        circle.serves("/typed", exchange -> {
            exchange.getResponseHeaders().put("Content-Type", List.of(types));
            byte[] body = "<script>alert(1)</script>".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        return page.send(page.request("GET", "/typed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|application/json",
                "application/json; charset=utf-8|application/json",
                "Application/JSON;charset=\"UTF-8\"|application/json",
                "application/problem+json|application/problem+json"
            })
    void jsonIsPassedBackWithoutItsParameters(String circles, String pages) throws Exception {
        StubResponse response = responseWithTypes(circles);

        assertThat(response.status).isEqualTo(200);
        assertThat(response.headers)
                .containsEntry("Content-Type", pages)
                .containsEntry("X-Content-Type-Options", "nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json;, text/html",
                "application/json, text/html",
                "text/html, application/json",
                "text/html; a=application/json",
                "application/json;",
                "application/json; charset=utf-7",
                "application/json; charset=utf-16",
                "application/json; charset=iso-8859-1",
                "application/json; charset=utf-8; charset=utf-7",
                "application/json; charset=utf-8, text/html",
                "application/json; a=\", text/html",
                "application/json text/html",
                "application/json+html",
                "application/jsonp",
                "application/json\u0001",
                "application/+json",
                "text/json",
                "image/svg+json",
                "json",
                ""
            })
    void aTypeThatOnlyLooksLikeJsonIsNotPassedBack(String type) throws Exception {
        StubResponse response = responseWithTypes(type);

        assertThat(response.status).isEqualTo(502);
        assertThat(response.text()).contains("\"reason\":\"unusable\"").doesNotContain("<");
    }

    @Test
    void twoTypesAreNotPassedBack() throws Exception {
        assertThat(responseWithTypes("application/json", "text/html").status).isEqualTo(502);
        assertThat(responseWithTypes("application/json", "application/json").status)
                .isEqualTo(502);
    }

    @Test
    void anEmptyResponseIsPassedBackWhateverItsTypeAndThoughItsLengthIsNotAnnounced() throws Exception {
        for (int length : new int[] {-1, 0}) { // None, and chunked.
            String path = "/empty" + (length + 1);
            circle.serves(path, exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, length);
                exchange.close();
            });

            StubResponse response = page.send(page.request("GET", path));

            assertThat(response.status).isEqualTo(200);
            assertThat(response.text()).isEmpty();
            assertThat(response.headers).doesNotContainKey("Content-Type");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "APPLICATION/JSON"})
    void aJsonBodyReachesCircleAsJson(String type) throws Exception {
        PageRequest request = page.changingRequest("POST", "/posts").with("Content-Type", type);

        assertThat(page.send(request.with("{}".getBytes(UTF_8))).status).isEqualTo(200);

        assertThat(receivedTypes).containsExactly("[application/json]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "multipart/mixed; boundary=x",
                "text/plain",
                "application/json, application/x-www-form-urlencoded",
                "application/json;, application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; a=application/json",
                "application/json; charset=utf-16",
                "application/xml",
                ""
            })
    void anotherBodyDoesNotReachCircle(String type) throws Exception {
        PageRequest request = page.changingRequest("POST", "/posts").with("Content-Type", type);

        assertNotJson(page.send(request.with("_method=delete".getBytes(UTF_8))));
    }

    /** Circle's web server takes a body without a type for a form. */
    @Test
    void aBodyWithoutATypeOrWithTwoDoesNotReachCircle() throws Exception {
        byte[] form = "_method=delete".getBytes(UTF_8);

        assertNotJson(
                page.send(page.changingRequest("POST", "/posts").with(form).withoutContentType()));
        assertNotJson(page.send(page.changingRequest("POST", "/posts")
                .with(form)
                .withSecond("Content-Type", "application/x-www-form-urlencoded")));
    }

    private void assertNotJson(StubResponse response) {
        assertThat(response.status).isEqualTo(415);
        assertThat(response.text()).contains("\"reason\":\"not-json\"");
        assertThat(receivedTypes).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_method=delete",
                "a=b&_method=DELETE",
                "a=b;_method=delete",
                "%5Fmethod=delete",
                "a=b%26_method=delete",
                "_METHOD=delete",
                "+_method=delete",
                "_method[]=delete",
                "_method",
                "X-HTTP-Method-Override=DELETE",
                "x-http-method=DELETE",
                "http_method=delete"
            })
    void aQueryThatNamesAnotherMethodIsNotPassedOn(String query) throws Exception {
        StubResponse response = page.send(page.changingRequest("POST", "/posts?" + query));

        assertThat(response.status).isEqualTo(403);
        assertThat(response.text()).contains("\"reason\":\"not-allowed\"");
        assertThat(receivedTypes).isEmpty();
    }

    @Test
    void aQueryThatOnlyMentionsAMethodIsPassedOn() throws Exception {
        assertThat(page.send(page.changingRequest("POST", "/posts?payment_method=card&q=_method")).status)
                .isEqualTo(200);
    }

    @Test
    void theHeaderThatNamesAnotherMethodDoesNotReachCircle() throws Exception {
        circle.serves("/overridden", exchange -> {
            receivedTypes.add(
                    exchange.getRequestMethod() + exchange.getRequestHeaders().get("X-HTTP-Method-Override"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });

        page.send(page.changingRequest("POST", "/overridden").with("X-HTTP-Method-Override", "DELETE"));

        assertThat(receivedTypes).containsExactly("POSTnull");
    }
}
