package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@link MemberAuthorization}, for each HTTP client. */
abstract class MemberAuthorizationContract {

    /** The status and body of a response. */
    record Result(int status, String body) {}

    final MemberFixture fixture = new MemberFixture();

    /** Sends a request, and returns the response, whatever its status. */
    abstract Result send(String method, URI uri, @Nullable String authorization, @Nullable String body)
            throws Exception;

    /** Sends a request whose body can be read only once. */
    abstract Result sendStream(URI uri, String body) throws Exception;

    /** As {@link #get}, with a client that repeats nothing by itself. */
    Result getOnce(URI uri) throws Exception {
        return get(uri);
    }

    Result get(URI uri) throws Exception {
        return send("GET", uri, null, null);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aRequestToCircleHasTheMembersToken() throws Exception {
        Result result = get(fixture.uri("/community_member"));

        assertThat(result.status()).isEqualTo(200);
        assertThat(result.body()).contains("\"id\":1001,");
    }

    @Test
    void anAuthorizationHeaderOfTheApplicationIsKept() throws Exception {
        Result result = send("GET", fixture.uri("/community_member"), "Bearer somebody-elses", null);

        assertThat(result.status()).isEqualTo(401);
        assertThat(fixture.requests("/community_member")).isEqualTo(1);
    }

    @Test
    void theTokenIsSentToCircleOnly() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            received.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        other.start();
        try {
            URI elsewhere = URI.create("http://127.0.0.1:" + other.getAddress().getPort());
            get(elsewhere.resolve("/api/headless/v1/home"));
            get(URI.create("http://localhost:" + fixture.uri("/").getPort()).resolve("/api/headless/v1/home"));

            assertThat(received).containsExactly("/api/headless/v1/home null");
            assertThat(fixture.circle.audit().calls().stream()
                            .filter(call -> call.path().endsWith("/home"))
                            .toList())
                    .singleElement()
                    .satisfies(call -> assertThat(call.status()).isEqualTo(401));
        } finally {
            other.stop(0);
        }
    }

    @Test
    void aRejectedTokenIsRenewedOnceAndTheRequestRepeated() throws Exception {
        fixture.revokeToken();
        long before = fixture.application.tokenRequests();

        Result result = send("POST", fixture.uri("/notifications/reset_new_notifications_count"), null, "{\"a\":1}");

        assertThat(result.status()).isEqualTo(200);
        assertThat(result.body()).isEqualTo("{\"new_notifications_count\":0}");
        assertThat(fixture.application.tokenRequests()).isEqualTo(before + 1);
        assertThat(fixture.requests("/reset_new_notifications_count")).isEqualTo(2);
    }

    @Test
    void aMissingPermissionIsReturnedWithoutARenewal() throws Exception {
        long before = fixture.application.tokenRequests();

        Result result = get(fixture.uri("/spaces/14/posts"));

        assertThat(result.status()).isEqualTo(401);
        assertThat(result.body()).isEqualTo("{\"message\":\"You cannot perform this action.\"}");
        assertThat(fixture.application.tokenRequests()).isEqualTo(before);
        assertThat(fixture.requests("/spaces/14/posts")).isEqualTo(1);
    }

    @Test
    void aTokenThatIsRejectedTwiceIsNotRenewedAgain() throws Exception {
        fixture.circle.faults().always("home", Fault.refusal(Refusal.ACCESS_TOKEN_INVALID));
        long before = fixture.application.tokenRequests();

        assertThat(get(fixture.uri("/home")).status()).isEqualTo(401);
        assertThat(fixture.application.tokenRequests()).isEqualTo(before + 1);
        assertThat(fixture.requests("/home")).isEqualTo(2);
    }

    @Test
    void twoHundredRejectionsAtOnceCostOneRenewal() throws Exception {
        fixture.circle.faults().always("home", Fault.refusal(Refusal.ACCESS_TOKEN_INVALID));
        long before = fixture.application.tokenRequests();

        for (int i = 0; i < 200; i++) {
            Result result = get(fixture.uri("/home"));
            assertThat(result.status()).isEqualTo(401);
            assertThat(result.body()).contains("The access token is invalid.");
        }

        assertThat(fixture.application.tokenRequests()).isEqualTo(before + 1);
        assertThat(fixture.requests("/home")).as("only the first was repeated").isEqualTo(201);
        fixture.circle.clock().advance(Duration.ofSeconds(1));
        get(fixture.uri("/home"));
        assertThat(fixture.application.tokenRequests()).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"has expired.\"}",
                "{\"error\":\"invalid_token\"}",
                "{\"message\":\"Community does not eligible for headless API access.\"}",
                "{}",
                "<html>",
                "HTTP Token: Access denied.",
                "You cannot perform this action. Your token has expired.",
                ""
            })
    void any401ButAMissingPermissionIsWorthARenewal(String body) throws Exception {
        fixture.circle.faults().next("home", new Fault.Status(401, body, Map.of("content-type", "application/json")));
        long before = fixture.application.tokenRequests();

        assertThat(get(fixture.uri("/home")).status()).isEqualTo(200);
        assertThat(fixture.application.tokenRequests()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"you cannot perform this action\"}",
                "{\"message\":\" You can not perform this action. \"}",
                "{\"error\":\"You cannot perform this action.\"}",
                "{\"success\":false,\"message\":\"You cannot perform this action.\",\"error_details\":{}}",
                "{\"message\":\"No.\",\"error_details\":{\"message\":\"You cannot perform this action.\"}}"
            })
    void aMissingPermissionIsKnownInEachSpelling(String body) throws Exception {
        fixture.circle.faults().next("home", new Fault.Status(401, body, Map.of("content-type", "application/json")));
        long before = fixture.application.tokenRequests();

        assertThat(get(fixture.uri("/home")).body()).isEqualTo(body);
        assertThat(fixture.application.tokenRequests()).isEqualTo(before);
    }

    @Test
    void anUnrepeatableBodyIsNotSentAgainAndTheTokenIsRenewed() throws Exception {
        fixture.revokeToken();
        URI uri = fixture.uri("/notifications/reset_new_notifications_count");
        String large = "{\"a\":\"" + "x".repeat(100_000) + "\"}";

        Result result = sendStream(uri, large);

        assertThat(result.status()).isEqualTo(401);
        assertThat(result.body()).contains("The access token not found.");
        assertThat(fixture.requests("/reset_new_notifications_count")).isEqualTo(1);
        assertThat(sendStream(uri, large).status()).isEqualTo(200);
    }

    @Test
    void a429PausesAllRequests() throws Exception {
        fixture.circle.switches().set("too-many-requests", "seconds");
        fixture.circle.faults().next("home", Fault.tooManyRequests(Duration.ofSeconds(90)));

        assertThat(getOnce(fixture.uri("/home")).status()).isEqualTo(429);

        assertRefusedWith(Duration.ofSeconds(90), "429");
        assertThatThrownBy(() -> fixture.api.get("/home"))
                .isInstanceOfSatisfying(
                        CircleUnavailableException.class,
                        refused -> assertThat(refused.retryAfter()).contains(Duration.ofSeconds(90)));
        assertThat(fixture.requests("/home")).isEqualTo(1);
    }

    @Test
    void beyondTheShareARequestIsRefusedAtOnceAndNotSent() {
        useUpTheShare();

        assertRefusedWith(Duration.ofSeconds(1), "circle.auth.member-api-share");
        assertThat(fixture.requests("/home")).isZero();
    }

    private void useUpTheShare() {
        CircleHttp http = fixture.application.memberAccess().http();
        for (int i = 0; i < 8_000; i++) {
            http.requirePermit();
        }
    }

    private void assertRefusedWith(Duration retryAfter, String cause) {
        Throwable failure = catchThrowable(() -> get(fixture.uri("/home")));
        Throwable refused = failure instanceof CircleUnavailableException ? failure : failure.getCause();
        assertThat(refused)
                .isInstanceOfSatisfying(
                        CircleUnavailableException.class,
                        unavailable -> assertThat(unavailable.retryAfter()).contains(retryAfter))
                .hasMessageContaining(cause);
    }

    @Test
    void withoutATokenNothingIsSent() {
        fixture.application.signOut(MemberFixture.ADA);

        assertThatThrownBy(() -> get(fixture.uri("/home")))
                .satisfiesAnyOf(
                        failure -> assertThat(failure).isInstanceOf(IllegalStateException.class),
                        failure -> assertThat(failure).hasCauseInstanceOf(IllegalStateException.class));
        assertThat(fixture.requests("/home")).isZero();
    }
}
