package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests of the Member API over a real connection. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // An interrupt ends no read.
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
    void aRequestBeyondTheShareIsRefusedAtOnceAndNotSent() throws IOException {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", "{}"));
                CircleHttp client = client(server.uri(), 10)) {
            for (int i = 0; i < 8; i++) {
                send(() -> client.send(HOME, TOKEN, LONG));
            }
            ticker.move(Duration.ofMinutes(1));

            assertThatThrownBy(() -> client.send(HOME, TOKEN, LONG))
                    .isInstanceOfSatisfying(CircleUnavailableException.class, refused -> {
                        assertThat(refused.retryAfter()).hasValue(Duration.ofMinutes(4));
                        assertThat(refused.status()).isEmpty();
                        assertThat(refused.isAmbiguous()).isFalse();
                    })
                    .hasMessage("GET /home was not sent to Circle: the Member API's share of the rate limit is used up"
                            + " (circle.auth.member-api-share).");
            assertThatThrownBy(client::requirePermit)
                    .isInstanceOf(CircleUnavailableException.class)
                    .hasMessageContaining("circle.auth.member-api-share");
            assertThat(server.requests).hasSize(8);
        }
    }

    @Test
    void thePagesOfOneMemberAreRefusedBeyondAQuarterAndOthersAreNot() throws IOException {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", "{}"));
                CircleHttp client = client(server.uri(), 10)) {
            send(() -> client.sendForPage(HOME, TOKEN, LONG, 1001));
            send(() -> client.sendForPage(HOME, TOKEN, LONG, 1001));

            assertThatThrownBy(() -> client.sendForPage(HOME, TOKEN, LONG, 1001))
                    .isInstanceOf(RateLimitedException.class)
                    .hasMessageContaining("one member's quarter");
            send(() -> client.sendForPage(HOME, TOKEN, LONG, 1002));
            send(() -> client.send(HOME, TOKEN, LONG));
        }
    }

    private static void send(Supplier<CircleResponse> request) {
        try (CircleResponse response = request.get()) {
            assertThat(response.status()).isEqualTo(200);
        }
    }

    @Test
    void a429OfTheMemberApiPausesAllRequests() throws IOException {
        assertA429PausesAllRequests("Retry-After: 7", Duration.ofSeconds(7));
    }

    @Test
    void a429OfTheMemberApiWithoutRetryAfterPausesForAMinute() throws IOException {
        assertA429PausesAllRequests("X: y", Duration.ofMinutes(1));
    }

    private void assertA429PausesAllRequests(String header, Duration pause) throws IOException {
        String tooMany = ScriptedServer.response("429 Too Many Requests", header, "");
        try (ScriptedServer server = ScriptedServer.responding(tooMany);
                CircleHttp client = client(server.uri(), 100);
                CircleResponse response = client.send(HOME, TOKEN, LONG)) {
            assertThat(response.status()).isEqualTo(429);

            assertThatThrownBy(() ->
                            client.tokenEndpoint(RequestPriority.AWAITED).getMemberAPITokenFromCommunityMemberId(1))
                    .isInstanceOfSatisfying(
                            CircleUnavailableException.class,
                            unavailable -> assertThat(unavailable.retryAfter()).hasValue(pause));
            assertThatThrownBy(() -> client.send(HOME, TOKEN, LONG))
                    .isInstanceOfSatisfying(
                            RateLimitedException.class,
                            refused -> assertThat(refused.retryAfter()).hasValue(pause));
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void a429ThatTheApplicationsOwnClientReceivedPausesAllRequests() throws IOException {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", "{}"));
                CircleHttp client = client(server.uri(), 100)) {
            client.responded(503, Optional.of("30"), Optional.empty());
            send(() -> client.send(HOME, TOKEN, LONG));

            client.responded(429, Optional.of("30"), Optional.empty());

            assertThatThrownBy(() -> client.send(HOME, TOKEN, LONG))
                    .isInstanceOfSatisfying(
                            RateLimitedException.class,
                            refused -> assertThat(refused.retryAfter()).hasValue(Duration.ofSeconds(30)));
        }
    }

    @Test
    void N6_aMalformedTokenIsNotSent() throws IOException {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", "{}"));
                CircleHttp client = client(server.uri(), 10)) {
            for (String token : List.of("CANARY token", "CANARY\r\nX: y", "x".repeat(8193))) {
                assertThatThrownBy(() -> client.send(HOME, Secret.of(token), LONG))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("no bearer token")
                        .hasMessageNotContaining("CANARY");
            }
            assertThat(server.connections).hasValue(0);
        }
    }

    @Test
    void N8_the100thHeaderAndALineOver8KibAreRejected() throws IOException {
        for (String headers : List.of("X: y\r\n".repeat(99) + "X: y", "X-Long: " + "CANARY".repeat(2000))) {
            try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.response("200 OK", headers, "{}"));
                    CircleHttp client = client(server.uri(), 10)) {
                assertThatThrownBy(() -> client.send(HOME, TOKEN, LONG))
                        .isInstanceOf(CircleProtocolException.class)
                        .hasMessageContaining("GET /home can't be read")
                        .hasMessageNotContaining("CANARY");
            }
        }
    }

    @Test
    @Tag("S4")
    void aFailureDoesNotContainATokenThatCircleRepeats() throws IOException {
        String repeated = TOKEN.reveal();
        String body = Samples.envelope("No " + repeated.toUpperCase(Locale.ROOT));
        try (ScriptedServer server = ScriptedServer.responding(
                        ScriptedServer.response("403 No", "X-Request-Id: " + repeated, body));
                CircleHttp client = client(server.uri(), 10);
                CircleResponse response = client.send(HOME, TOKEN, LONG)) {
            CircleRefusedException refused =
                    client.error(HOME, response, response.peek(1000)).refused(CircleRefusedException.Reason.OTHER);

            assertThat(refused.circleMessage()).isEmpty();
            assertThat(refused.requestId()).isEmpty();
            assertThat(refused).hasMessageContaining("403");
            assertThat(refused.getMessage()).doesNotContainIgnoringCase(repeated);
        }
    }

    @Test
    void N9_aBodyThatDripsIsCutOffAtTheDeadlineOfTheRequest() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
                    while (!release.await(20, TimeUnit.MILLISECONDS)) {
                        connection.send("1");
                    }
                });
                CircleHttp client = client(server.uri(), 10);
                CircleResponse response = client.send(HOME, TOKEN, Duration.ofMillis(300))) {
            assertThatThrownBy(() -> response.body().readAllBytes())
                    .isInstanceOf(CircleTransport.NoResponse.class)
                    .hasMessageContaining("longer than PT0.3S");
            assertThat(release.getCount()).isOne();
        } finally {
            release.countDown();
        }
    }

    @Test
    void N9_aResponseThatStopsIsCutOffAfterTheCallTimeoutThoughTheDeadlineIsLater() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.readRequest();
                    release.await();
                });
                CircleHttp client = CircleHttp.builder()
                        .apiToken(Samples.APP_TOKEN)
                        .baseUrl(server.uri())
                        .callTimeout(Duration.ofMillis(300))
                        .build()) {
            assertThatThrownBy(() -> client.send(HOME, TOKEN, Duration.ofHours(1)))
                    .isInstanceOf(CircleUnavailableException.class);
            assertThat(release.getCount()).isOne();
        } finally {
            release.countDown();
        }
    }

    @Test
    void aTargetHasAtMost4096Characters() {
        assertThat(MemberRequest.isPlain("/" + "a".repeat(4095))).isTrue();
        assertThat(MemberRequest.isPlain("/a?" + "a".repeat(4094))).isFalse();
    }

    @Test
    void theLossOfAResponseIsAmbiguousUnlessTheRequestOnlyReads() throws IOException {
        MemberRequest like = new MemberRequest("POST", "/posts/1/user_likes", Map.of(), null);
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::readRequest);
                CircleHttp client = client(server.uri(), 10)) {
            assertThat(isAmbiguous(client, HOME)).isFalse();
            assertThat(isAmbiguous(client, like)).isTrue();
        }
    }

    private static boolean isAmbiguous(CircleHttp client, MemberRequest request) {
        return catchThrowableOfType(CircleUnavailableException.class, () -> client.send(request, TOKEN, LONG))
                .isAmbiguous();
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

    @Test
    void theFailureOfAnUnreadableSuccessContainsNothingOfItsBody() throws IOException {
        try (ScriptedServer server =
                        ScriptedServer.responding(ScriptedServer.json("200 OK", "{\"message\":\"for Ada alone\"}"));
                CircleHttp client = client(server.uri(), 10);
                CircleResponse response = client.send(HOME, TOKEN, LONG)) {
            assertThat(client.error(HOME, response, response.peek(100)).unusable("it has another form"))
                    .hasMessageContaining("GET /home")
                    .hasMessageNotContaining("for Ada alone");
        }
    }
}
