package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.sandbox.Fault;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's HTTP client. */
class JdkClientTest extends MemberAuthorizationContract {

    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    Result send(String method, URI uri, @Nullable String authorization, @Nullable String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return result(fixture.authorization.send(client, request.build(), BodyHandlers.ofString()));
    }

    @Override
    Result sendStream(URI uri, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(UTF_8))))
                .build();
        return result(fixture.authorization.send(client, request, BodyHandlers.ofString()));
    }

    private static Result result(HttpResponse<String> response) {
        return new Result(response.statusCode(), response.body());
    }

    @Test
    void anAsynchronousRequestIsRepeatedToo() throws Exception {
        fixture.revokeToken();
        HttpRequest request =
                HttpRequest.newBuilder(fixture.uri("/community_member")).build();

        HttpResponse<String> response = fixture.authorization
                .sendAsync(client, request, BodyHandlers.ofString())
                .get(30, TimeUnit.SECONDS);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(fixture.requests("/community_member")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a429WhoseBodyCanNotBeReadPausesAllRequestsToo(boolean asynchronous) {
        fixture.circle.faults().next("home", Fault.tooManyRequests(Duration.ofSeconds(90)));
        HttpRequest request = HttpRequest.newBuilder(fixture.uri("/home")).build();
        BodyHandler<String> broken = info -> BodySubscribers.mapping(BodySubscribers.ofString(UTF_8), text -> {
            throw new IllegalStateException("The body broke off.");
        });

        assertThatThrownBy(() -> {
                    if (asynchronous) {
                        fixture.authorization.sendAsync(client, request, broken).get(30, TimeUnit.SECONDS);
                    } else {
                        fixture.authorization.send(client, request, broken);
                    }
                })
                .hasStackTraceContaining("The body broke off.");

        assertThatThrownBy(() -> fixture.api.get("/home")).hasMessageContaining("429");
    }

    @Test
    void aResponseThatIsNotRepeatedIsReadByTheCallersHandler() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(fixture.uri("/spaces/14/posts")).build();

        HttpResponse<InputStream> asStream = fixture.authorization.send(client, request, BodyHandlers.ofInputStream());
        HttpResponse<Stream<String>> asLines = fixture.authorization
                .sendAsync(client, request, BodyHandlers.ofLines())
                .get(30, TimeUnit.SECONDS);

        assertThat(new String(asStream.body().readAllBytes(), UTF_8)).contains("You cannot perform this action.");
        assertThat(asLines.body()).singleElement().asString().contains("You cannot perform this action.");
        assertThat(asStream.headers().firstValue("content-type")).isPresent();
        assertThat(asStream).asString().isEqualTo("(401)");
    }

    @Test
    void aClientThatFollowsRedirectsIsRejected() {
        HttpClient following = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request = HttpRequest.newBuilder(fixture.uri("/home")).build();

        assertThatThrownBy(() -> fixture.authorization.send(following, request, BodyHandlers.ofString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("follows redirects");
        assertThat(fixture.requests("/home")).isZero();
    }
}
