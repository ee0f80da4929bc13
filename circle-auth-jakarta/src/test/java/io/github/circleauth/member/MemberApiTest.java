package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Gate;
import io.github.circleauth.sandbox.Refusal;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemberApiTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public record Space(long id, String name, boolean isMember) {}

    public record Post(long id, String displayTitle, int userLikesCount) {}

    private final AtCircle at = new AtCircle();
    private final MemberApi api = at.api;

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void itReadsAsTheMemberWhoIsSignedIn() {
        JsonObject ada = api.get("/community_member").asJsonObject();
        JsonObject grace = api.as(at.application.signedIn(AtCircle.GRACE))
                .get("/community_member")
                .asJsonObject();

        assertThat(ada.getInt("id")).isEqualTo(1001);
        assertThat(grace.getInt("id")).isEqualTo(1002);
    }

    @Test
    void itReadsIntoTypesOfTheCallers() {
        Space[] spaces = api.get("/spaces", Space[].class);

        assertThat(spaces).contains(new Space(11, "Front porch", true));
        assertThat(api.get("/spaces", JsonArray.class)).hasSameSizeAs(spaces);
    }

    @Test
    void parametersOfAQueryAreEncoded() {
        JsonObject second = api.get("/home", Map.of("per_page", "2", "page", "2", "sort", "oldest&page=1"))
                .asJsonObject();

        assertThat(second.getInt("page")).isEqualTo(2);
    }

    @Test
    void aStreamReadsPageAfterPageAndNoFurtherThanItIsAsked() {
        List<Long> all = api.stream("/home", Map.of("per_page", "3"), Post.class)
                .map(Post::id)
                .toList();
        long pages = at.calls("/home");

        assertThat(all)
                .doesNotHaveDuplicates()
                .hasSize(api.get("/home").asJsonObject().getInt("count"));
        assertThat(pages).isEqualTo((all.size() + 2) / 3);
        assertThat(api.stream("/home", Map.of("per_page", "3"), Post.class).limit(4))
                .hasSize(4);
        assertThat(at.calls("/home")).isEqualTo(pages + 1 + 2);
    }

    @Test
    void aBareArrayIsAStreamOfOnePage() {
        assertThat(api.stream("/spaces", Map.of(), Space.class)).hasSize(4);
    }

    @Test
    void whatIsSentArrives() {
        JsonValue answer = api.post("/notifications/reset_new_notifications_count", null);

        assertThat(answer.asJsonObject().getInt("new_notifications_count")).isZero();
    }

    @Test
    void aRejectedTokenIsRenewedOnceAndTheCallRepeated() {
        for (String rejection : List.of("revoked", "expired")) {
            at.circle.clock().advance(Duration.ofMinutes(1));
            if (rejection.equals("revoked")) {
                at.revokeToken();
            } else {
                at.circle.faults().next("community_member", Fault.refusal(Refusal.ACCESS_TOKEN_EXPIRED));
            }
            long before = at.application.tokenCalls();

            assertThat(api.get("/community_member").asJsonObject().getInt("id")).isEqualTo(1001);
            assertThat(at.application.tokenCalls()).as(rejection).isEqualTo(before + 1);
        }
    }

    /** Threads of both kinds, if this JVM has both: virtual ones come with Java 21. */
    static Stream<Named<ExecutorService>> threads() throws ReflectiveOperationException {
        List<Named<ExecutorService>> kinds = new ArrayList<>();
        kinds.add(Named.of("platform threads", Executors.newFixedThreadPool(64)));
        if (Runtime.version().feature() >= 21) {
            kinds.add(Named.of("virtual threads", (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)));
        }
        return kinds.stream();
    }

    @ParameterizedTest
    @MethodSource("threads")
    void sixtyFourWhoseTokenIsRejectedShareOneRenewal(ExecutorService threads) throws Exception {
        at.revokeToken();
        long before = at.application.tokenCalls();
        List<Future<JsonValue>> answers = new ArrayList<>();
        try (Gate gate = at.circle.gates().hold("community_member")) {
            for (int i = 0; i < 64; i++) {
                answers.add(threads.submit(() -> api.get("/community_member")));
            }
            gate.awaitWaiting(64, PATIENCE);
            gate.release();
            for (Future<JsonValue> answer : answers) {
                assertThat(answer.get().asJsonObject().getInt("id")).isEqualTo(1001);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(at.application.tokenCalls()).isEqualTo(before + 1);
        assertThat(at.calls("/community_member")).isEqualTo(128);
    }

    @Test
    void whatTheMemberMayNotDoIsToldWithoutARenewal() {
        long before = at.application.tokenCalls();

        assertThatThrownBy(() -> api.get("/spaces/14/posts"))
                .isInstanceOfSatisfying(CircleRefusedException.class, denied -> {
                    assertThat(denied.reason()).isEqualTo(Reason.PERMISSION_DENIED);
                    assertThat(denied.circleMessage()).contains("You cannot perform this action.");
                });
        assertThat(at.application.tokenCalls()).isEqualTo(before);
    }

    @Test
    void aTokenThatIsRejectedTwiceIsNotRenewedAgain() {
        at.circle.faults().always("community_member", Fault.refusal(Refusal.ACCESS_TOKEN_INVALID));
        long before = at.application.tokenCalls();

        assertThatThrownBy(() -> api.get("/community_member"))
                .isInstanceOfSatisfying(
                        CircleRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.TOKEN_DEAD));
        assertThat(at.application.tokenCalls()).isEqualTo(before + 1);
        assertThat(at.calls("/community_member")).isEqualTo(2);
    }

    @Test
    void circlesFailuresAreOurs() {
        at.circle.faults().next("home", Fault.status(503));
        assertThatThrownBy(() -> api.get("/home")).isInstanceOf(CircleUnavailableException.class);

        at.circle.faults().next("home", Fault.reset());
        assertThatThrownBy(() -> api.get("/home")).isInstanceOf(CircleUnavailableException.class);

        at.circle.faults().next("home", Fault.html(200));
        assertThatThrownBy(() -> api.get("/home")).isInstanceOf(CircleProtocolException.class);

        assertThatThrownBy(() -> api.get("/spaces/99/posts"))
                .isInstanceOfSatisfying(
                        CircleRefusedException.class,
                        refused -> assertThat(refused.status()).hasValue(404));
    }

    @Test
    void aFailureTellsNothingThatWasAskedFor() {
        at.circle.faults().next("home", Fault.status(500));

        assertThatThrownBy(() -> api.get("/home", Map.of("sort", "a-private-matter")))
                .hasMessageContaining("GET /home")
                .hasMessageNotContaining("private")
                .hasMessageNotContaining(at.ada.accessToken().value().reveal());
    }

    @Test
    void pathsAreCheckedBeforeAnythingIsSent() {
        for (String path :
                List.of("home", "/../v1/headless/auth_token", "//evil.example", "/a b", "/%2e%2e/x", "/x;y")) {
            assertThatThrownBy(() -> api.get(path)).as(path).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(at.circle.audit().calls("")).isEqualTo(at.application.tokenCalls());
    }

    @Test
    void theEndOfTheSessionEndsIt() {
        at.application.signOut(AtCircle.ADA);

        assertThatThrownBy(() -> api.get("/home")).isInstanceOf(NotSignedInException.class);
        assertThat(at.calls("/home")).isZero();
    }
}
