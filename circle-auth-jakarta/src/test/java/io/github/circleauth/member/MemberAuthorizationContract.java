package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the token's way into a call promises, whichever client makes the call. */
abstract class MemberAuthorizationContract {

    /** What a call brought. */
    record Said(int status, String body) {}

    final AtCircle at = new AtCircle();

    /** Makes a call; an answer is an answer, whatever its status. */
    abstract Said call(String method, URI uri, @Nullable String authorization, @Nullable String body) throws Exception;

    /** Makes a call whose body can be read once. */
    abstract Said callWithStream(URI uri, String body) throws Exception;

    private Said get(URI uri) throws Exception {
        return call("GET", uri, null, null);
    }

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void aCallToCircleCarriesTheMembersToken() throws Exception {
        Said said = get(at.uri("/community_member"));

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.body()).contains("\"id\":1001,");
    }

    @Test
    void anAuthorizationThatIsThereStays() throws Exception {
        Said said = call("GET", at.uri("/community_member"), "Bearer somebody-elses", null);

        assertThat(said.status()).isEqualTo(401);
        assertThat(at.calls("/community_member")).isEqualTo(1);
    }

    @Test
    void nobodyButCircleIsSentTheToken() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        HttpServer another = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        another.createContext("/", exchange -> {
            got.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        another.start();
        try {
            URI elsewhere =
                    URI.create("http://127.0.0.1:" + another.getAddress().getPort());
            get(elsewhere.resolve("/api/headless/v1/home"));
            get(URI.create("http://localhost:" + at.uri("/").getPort()).resolve("/api/headless/v1/home"));

            assertThat(got).containsExactly("/api/headless/v1/home null");
            assertThat(at.circle.audit().calls().stream()
                            .filter(call -> call.path().endsWith("/home"))
                            .toList())
                    .singleElement()
                    .satisfies(call -> assertThat(call.status()).isEqualTo(401));
        } finally {
            another.stop(0);
        }
    }

    @Test
    void aRejectedTokenIsRenewedOnceAndTheCallRepeated() throws Exception {
        at.revokeToken();
        long before = at.application.tokenCalls();

        Said said = call("POST", at.uri("/notifications/reset_new_notifications_count"), null, "{\"a\":1}");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.body()).isEqualTo("{\"new_notifications_count\":0}");
        assertThat(at.application.tokenCalls()).isEqualTo(before + 1);
        assertThat(at.calls("/reset_new_notifications_count")).isEqualTo(2);
    }

    @Test
    void whatTheMemberMayNotDoIsPassedOnWithoutARenewal() throws Exception {
        long before = at.application.tokenCalls();

        Said said = get(at.uri("/spaces/14/posts"));

        assertThat(said.status()).isEqualTo(401);
        assertThat(said.body()).isEqualTo("{\"message\":\"You cannot perform this action.\"}");
        assertThat(at.application.tokenCalls()).isEqualTo(before);
        assertThat(at.calls("/spaces/14/posts")).isEqualTo(1);
    }

    @Test
    void aTokenThatIsRejectedTwiceIsNotRenewedAgain() throws Exception {
        at.circle.faults().always("home", Fault.refusal(Refusal.ACCESS_TOKEN_INVALID));
        long before = at.application.tokenCalls();

        assertThat(get(at.uri("/home")).status()).isEqualTo(401);
        assertThat(at.application.tokenCalls()).isEqualTo(before + 1);
        assertThat(at.calls("/home")).isEqualTo(2);
    }

    @Test
    void aBodyThatCanBeReadOnceIsNotSentTwiceButTheTokenIsRenewed() throws Exception {
        at.revokeToken();
        URI uri = at.uri("/notifications/reset_new_notifications_count");
        String much = "{\"a\":\"" + "x".repeat(100_000) + "\"}";

        Said said = callWithStream(uri, much);

        assertThat(said.status()).isEqualTo(401);
        assertThat(said.body()).contains("The access token not found.");
        assertThat(at.calls("/reset_new_notifications_count")).isEqualTo(1);
        assertThat(callWithStream(uri, much).status()).isEqualTo(200);
    }

    @Test
    void withoutATokenNothingIsSent() {
        at.application.signOut(AtCircle.ADA);

        assertThatThrownBy(() -> get(at.uri("/home")))
                .satisfiesAnyOf(
                        failure -> assertThat(failure).isInstanceOf(IllegalStateException.class),
                        failure -> assertThat(failure).hasCauseInstanceOf(IllegalStateException.class));
        assertThat(at.calls("/home")).isZero();
    }
}
