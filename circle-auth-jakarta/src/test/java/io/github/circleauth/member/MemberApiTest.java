package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.RecordingClassLoader;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Gate;
import io.github.circleauth.sandbox.Refusal;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Member API with the sandbox behind it. */
class MemberApiTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public record Space(long id, String name, boolean isMember) {}

    public record Post(long id, String displayTitle, int userLikesCount) {}

    private final MemberFixture fixture = new MemberFixture();
    private final MemberApi api = fixture.api;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void itReadsAsTheSignedInMember() {
        JsonObject ada = api.get("/community_member").asJsonObject();
        JsonObject grace = api.as(fixture.application.signedIn(MemberFixture.GRACE))
                .get("/community_member")
                .asJsonObject();

        assertThat(ada.getInt("id")).isEqualTo(1001);
        assertThat(grace.getInt("id")).isEqualTo(1002);
    }

    @Test
    void itReadsIntoTypesOfTheCaller() {
        Space[] spaces = api.get("/spaces", Space[].class);

        assertThat(spaces).contains(new Space(11, "Front porch", true));
        assertThat(api.get("/spaces", JsonArray.class)).hasSameSizeAs(spaces);
    }

    @Test
    void queryParametersAreEncoded() {
        JsonObject second = api.get("/home", Map.of("per_page", "2", "page", "2", "sort", "oldest&page=1"))
                .asJsonObject();

        assertThat(second.getInt("page")).isEqualTo(2);
    }

    @Test
    void aStreamReadsOnlyThePagesThatAreNeeded() {
        List<Long> all = api.stream("/home", Map.of("per_page", "3"), Post.class)
                .map(Post::id)
                .toList();
        long pages = fixture.requests("/home");

        assertThat(all)
                .doesNotHaveDuplicates()
                .hasSize(api.get("/home").asJsonObject().getInt("count"));
        assertThat(pages).isEqualTo((all.size() + 2) / 3);
        assertThat(api.stream("/home", Map.of("per_page", "3"), Post.class).limit(4))
                .hasSize(4);
        assertThat(fixture.requests("/home")).isEqualTo(pages + 1 + 2);
    }

    @Test
    void aStreamKeepsTheQueryThatItWasCreatedWith() {
        Map<String, String> query = new HashMap<>(Map.of("per_page", "1000"));
        Stream<Post> posts = api.stream("/home", query, Post.class);
        query.put("per_page", "1");

        assertThat(posts).hasSizeGreaterThan(1);
        assertThat(fixture.requests("/home")).isOne();
    }

    @Test
    void aBareArrayIsAStreamOfOnePage() {
        assertThat(api.stream("/spaces", Map.of(), Space.class)).hasSize(4);
    }

    @Test
    void aPostIsSentAndItsResponseIsReturned() {
        JsonValue response = api.post("/notifications/reset_new_notifications_count", null);

        assertThat(response.asJsonObject().getInt("new_notifications_count")).isZero();
    }

    @Test
    void aRequestLooksUpNoJsonProvider() {
        try (RecordingClassLoader loader = new RecordingClassLoader()) {
            assertThat(api.get("/community_member").asJsonObject()).isNotEmpty();
            assertThat(api.get("/spaces", Space[].class)).isNotEmpty();
            assertThat(api.stream("/home", Map.of(), Post.class).limit(1)).hasSize(1);
            assertThat(api.post("/notifications/reset_new_notifications_count", new Space(1, "x", true)))
                    .isNotNull();
            assertThatThrownBy(() -> api.get("/spaces/14/posts")).isInstanceOf(CircleRefusedException.class);

            assertThat(loader.lookups()).isEmpty();
        }
    }

    @Test
    void aRejectedTokenIsRenewedOnceAndTheRequestRepeated() {
        for (String rejection : List.of("revoked", "expired")) {
            fixture.circle.clock().advance(Duration.ofMinutes(1));
            if (rejection.equals("revoked")) {
                fixture.revokeToken();
            } else {
                fixture.circle.faults().next("community_member", Fault.refusal(Refusal.ACCESS_TOKEN_EXPIRED));
            }
            long before = fixture.application.tokenRequests();

            assertThat(api.get("/community_member").asJsonObject().getInt("id")).isEqualTo(1001);
            assertThat(fixture.application.tokenRequests()).as(rejection).isEqualTo(before + 1);
        }
    }

    @Test
    void twoHundredRejectionsAtOnceCostOneRenewal() {
        fixture.circle.faults().always("home", Fault.refusal(Refusal.ACCESS_TOKEN_INVALID));
        long before = fixture.application.tokenRequests();

        for (int i = 0; i < 200; i++) {
            assertThatThrownBy(() -> api.get("/home"))
                    .isInstanceOf(CircleRefusedException.class)
                    .hasMessageContaining("The access token is invalid.");
        }

        assertThat(fixture.application.tokenRequests()).isEqualTo(before + 1);
        assertThat(fixture.requests("/home")).isEqualTo(201);
    }

    /** Platform threads, and virtual ones from Java 21. */
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
    void sixtyFourRequestsWithARejectedTokenShareOneRenewal(ExecutorService threads) throws Exception {
        fixture.revokeToken();
        long before = fixture.application.tokenRequests();
        List<Future<JsonValue>> responses = new ArrayList<>();
        try (Gate gate = fixture.circle.gates().hold("community_member")) {
            for (int i = 0; i < 64; i++) {
                responses.add(threads.submit(() -> api.get("/community_member")));
            }
            gate.awaitWaiting(64, PATIENCE);
            gate.release();
            for (Future<JsonValue> response : responses) {
                assertThat(response.get().asJsonObject().getInt("id")).isEqualTo(1001);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(fixture.application.tokenRequests()).isEqualTo(before + 1);
        assertThat(fixture.requests("/community_member")).isEqualTo(128);
    }

    @Test
    void aMissingPermissionIsReportedWithoutARenewal() {
        long before = fixture.application.tokenRequests();

        assertThatThrownBy(() -> api.get("/spaces/14/posts"))
                .isInstanceOfSatisfying(CircleRefusedException.class, denied -> {
                    assertThat(denied.reason()).isEqualTo(Reason.PERMISSION_DENIED);
                    assertThat(denied.circleMessage()).contains("You cannot perform this action.");
                });
        assertThat(fixture.application.tokenRequests()).isEqualTo(before);
    }

    @Test
    void aTokenThatIsRejectedTwiceIsNotRenewedAgain() {
        fixture.circle.faults().always("community_member", Fault.refusal(Refusal.ACCESS_TOKEN_INVALID));
        long before = fixture.application.tokenRequests();

        assertThatThrownBy(() -> api.get("/community_member"))
                .isInstanceOfSatisfying(
                        CircleRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.TOKEN_DEAD));
        assertThat(fixture.application.tokenRequests()).isEqualTo(before + 1);
        assertThat(fixture.requests("/community_member")).isEqualTo(2);
    }

    @Test
    void circlesFailuresBecomeOurExceptions() {
        fixture.circle.faults().next("home", Fault.status(503));
        assertThatThrownBy(() -> api.get("/home")).isInstanceOf(CircleUnavailableException.class);

        fixture.circle.faults().next("home", Fault.reset());
        assertThatThrownBy(() -> api.get("/home")).isInstanceOf(CircleUnavailableException.class);

        fixture.circle.faults().next("home", Fault.html(200));
        assertThatThrownBy(() -> api.get("/home")).isInstanceOf(CircleProtocolException.class);

        assertThatThrownBy(() -> api.get("/spaces/99/posts"))
                .isInstanceOfSatisfying(
                        CircleRefusedException.class,
                        refused -> assertThat(refused.status()).hasValue(404));
    }

    @Test
    void aFailureContainsNeitherTheQueryNorTheToken() {
        fixture.circle.faults().next("home", Fault.status(500));

        assertThatThrownBy(() -> api.get("/home", Map.of("sort", "a-private-matter")))
                .hasMessageContaining("GET /home")
                .hasMessageNotContaining("private")
                .hasMessageNotContaining(fixture.ada.accessToken().value().reveal());
    }

    @Test
    void pathsAreCheckedBeforeAnythingIsSent() {
        for (String path :
                List.of("home", "/../v1/headless/auth_token", "//evil.example", "/a b", "/%2e%2e/x", "/x;y")) {
            assertThatThrownBy(() -> api.get(path)).as(path).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(fixture.circle.audit().calls("")).isEqualTo(fixture.application.tokenRequests());
    }

    @Test
    @Tag("I10")
    void afterTheEndOfTheSessionNothingIsSent() {
        fixture.application.signOut(MemberFixture.ADA);

        assertThatThrownBy(() -> api.get("/home")).isInstanceOf(NotSignedInException.class);
        assertThat(fixture.requests("/home")).isZero();
    }
}
