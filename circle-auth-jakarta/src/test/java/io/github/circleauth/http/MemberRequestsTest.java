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

/** Calls of the Member API, down to the byte. */
class MemberRequestsTest {

    private static final Secret TOKEN = Secret.of("the-access-token");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final MemberRequest HOME =
            new MemberRequest("GET", "/home?page=2", Map.of("accept", "application/json"), null);

    private final MovedTicker ticker = new MovedTicker();

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
    void theMembersTokenGoesToTheMemberApiAndTheAppTokenDoesNot() throws IOException {
        try (Peer peer = Peer.answering(Peer.json("200 OK", "{}"));
                CircleHttp client = client(peer.uri(), 10);
                CircleResponse reply = client.send(HOME, TOKEN, LONG)) {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(peer.requests)
                    .singleElement()
                    .asString()
                    .startsWith("GET /api/headless/v1/home?page=2 HTTP/1.1")
                    .contains("Authorization: Bearer the-access-token")
                    .doesNotContain("the-app-token");
        }
    }

    @Test
    void aCallCountsWithinTheLimitThoughItIsNotHeldBackByIt() throws IOException {
        try (Peer peer = Peer.answering(Peer.json("200 OK", "{}"));
                CircleHttp client = client(peer.uri(), 2)) {
            for (int i = 0; i < 3; i++) {
                try (CircleResponse reply = client.send(HOME, TOKEN, LONG)) {
                    assertThat(reply.status()).isEqualTo(200);
                }
            }

            assertThatThrownBy(() ->
                            client.tokenEndpoint(RequestPriority.AWAITED).getMemberAPITokenFromCommunityMemberId(1))
                    .isInstanceOf(CircleUnavailableException.class)
                    .hasMessageContaining("the rate limit of requests to Circle is used up");
            assertThat(peer.requests).hasSize(3);
        }
    }

    @Test
    void a429OfTheMemberApiIsHeededByAllCallsForTokens() throws IOException {
        String tooMany = Peer.response("429 Too Many Requests", "Retry-After: 7", "");
        try (Peer peer = Peer.answering(tooMany);
                CircleHttp client = client(peer.uri(), 100);
                CircleResponse reply = client.send(HOME, TOKEN, LONG)) {
            assertThat(reply.status()).isEqualTo(429);

            assertThatThrownBy(() ->
                            client.tokenEndpoint(RequestPriority.AWAITED).getMemberAPITokenFromCommunityMemberId(1))
                    .isInstanceOfSatisfying(
                            CircleUnavailableException.class,
                            unavailable -> assertThat(unavailable.retryAfter()).hasValue(Duration.ofSeconds(7)));
            assertThat(peer.requests).hasSize(1);
        }
    }

    @Test
    void afterTheClientIsClosedNothingIsSent() throws IOException {
        try (Peer peer = Peer.answering(Peer.json("200 OK", "{}"))) {
            CircleHttp client = client(peer.uri(), 10);
            client.close();

            assertThatThrownBy(() -> client.send(HOME, TOKEN, LONG))
                    .isInstanceOf(CircleUnavailableException.class)
                    .hasMessageContaining("closed");
            assertThat(peer.connections).hasValue(0);
        }
    }
}
