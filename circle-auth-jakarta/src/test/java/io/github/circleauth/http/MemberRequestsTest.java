package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests of the Member API over a real connection. */
class MemberRequestsTest {

    private static final Secret TOKEN = Secret.of("the-access-token");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final MemberRequest HOME =
            new MemberRequest("GET", "/home?page=2", Map.of("accept", "application/json"), null);

    private final ManualTicker ticker = new ManualTicker();

    private CircleHttp client(URI uri, int limit) {
        return CircleHttp.builder()
                .apiToken(Secret.of("the-app-token"))
                .baseUrl(uri)
                .rateLimit(limit, Duration.ofMinutes(5))
                .callTimeout(LONG)
                .ticker(ticker)
                .build();
    }

    @Test
    void aRequestHasTheMembersTokenAndNotTheAppToken() throws IOException {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", "{}"));
                CircleHttp client = client(server.uri(), 10);
                CircleResponse response = client.send(HOME, TOKEN, LONG)) {
            assertThat(response.status()).isEqualTo(200);
            assertThat(server.requests)
                    .singleElement()
                    .asString()
                    .startsWith("GET /api/headless/v1/home?page=2 HTTP/1.1")
                    .contains("Authorization: Bearer the-access-token")
                    .doesNotContain("the-app-token");
        }
    }

    @Test
    void aRequestCountsWithinTheRateLimitAndIsNeverDelayedByIt() throws IOException {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", "{}"));
                CircleHttp client = client(server.uri(), 2)) {
            for (int i = 0; i < 3; i++) {
                try (CircleResponse response = client.send(HOME, TOKEN, LONG)) {
                    assertThat(response.status()).isEqualTo(200);
                }
            }

            assertThatThrownBy(() ->
                            client.tokenEndpoint(RequestPriority.AWAITED).getMemberAPITokenFromCommunityMemberId(1))
                    .isInstanceOf(CircleUnavailableException.class)
                    .hasMessageContaining("the rate limit of requests to Circle is used up");
            assertThat(server.requests).hasSize(3);
        }
    }

    @Test
    void a429OfTheMemberApiPausesAllTokenRequests() throws IOException {
        String tooMany = ScriptedServer.response("429 Too Many Requests", "Retry-After: 7", "");
        try (ScriptedServer server = ScriptedServer.responding(tooMany);
                CircleHttp client = client(server.uri(), 100);
                CircleResponse response = client.send(HOME, TOKEN, LONG)) {
            assertThat(response.status()).isEqualTo(429);

            assertThatThrownBy(() ->
                            client.tokenEndpoint(RequestPriority.AWAITED).getMemberAPITokenFromCommunityMemberId(1))
                    .isInstanceOfSatisfying(
                            CircleUnavailableException.class,
                            unavailable -> assertThat(unavailable.retryAfter()).hasValue(Duration.ofSeconds(7)));
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void afterTheClientIsClosedNothingIsSent() throws IOException {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", "{}"))) {
            CircleHttp client = client(server.uri(), 10);
            client.close();

            assertThatThrownBy(() -> client.send(HOME, TOKEN, LONG))
                    .isInstanceOf(CircleUnavailableException.class)
                    .hasMessageContaining("closed");
            assertThat(server.connections).hasValue(0);
        }
    }
}
