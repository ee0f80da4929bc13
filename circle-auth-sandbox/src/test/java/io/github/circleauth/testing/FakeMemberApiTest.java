package io.github.circleauth.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.member.MemberApi;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FakeMemberApiTest {

    public record Post(long id, String displayTitle) {}

    @Test
    void aGivenResponseIsMappedToTheCallersType() {
        MemberApi circle =
                FakeMemberApi.with("/spaces/1/posts/2", "{\"id\": 2, \"display_title\": \"Hello\", \"x\": []}");

        assertThat(circle.get("/spaces/1/posts/2", Post.class)).isEqualTo(new Post(2, "Hello"));
        assertThat(circle.get("/spaces/1/posts/2")).isInstanceOf(JsonValue.class);
        assertThat(circle.get("/api/headless/v1/spaces/1/posts/2", Post.class).id())
                .isEqualTo(2);
    }

    @Test
    void whatDoesNotFitTheTypeFailsAsWithCircle() {
        MemberApi circle =
                FakeMemberApi.with("/spaces/1/posts/2", "{\"id\": \"two\"}").and("/home", "{\"records\"");

        assertThatThrownBy(() -> circle.get("/spaces/1/posts/2", Post.class))
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("id");
        assertThatThrownBy(() -> circle.get("/home"))
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("no well-formed JSON");
        assertThatThrownBy(() -> circle.get("/home/../x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStreamReadsAllPages() {
        FakeMemberApi circle = FakeMemberApi.with(
                        "/home", "{\"page\": 1, \"has_next_page\": true, \"records\": [{\"id\": 1}, {\"id\": 2}]}")
                .and("/home?page=2", "{\"page\": 2, \"has_next_page\": false, \"records\": [{\"id\": 3}]}");

        assertThat(circle.stream("/home", Map.of("sort", "latest"), Post.class).map(Post::id))
                .containsExactly(1L, 2L, 3L);
        assertThat(circle.requests())
                .hasSize(2)
                .allMatch(request -> request.path().contains("sort=latest"));
    }

    @Test
    void aResponseForAQueryIsPreferred() {
        MemberApi circle = FakeMemberApi.with("/search?q=ada%20byron&page=2", "[2]")
                .and("/search", "[0]")
                .and("/search?q=ada%20byron", "[1]");

        assertThat(circle.get("/search", Map.of("q", "ada byron", "page", 2)).toString())
                .isEqualTo("[2]");
        assertThat(circle.get("/search", Map.of("q", "ada byron", "page", 3)).toString())
                .isEqualTo("[1]");
        assertThat(circle.get("/search", Map.of("q", "grace")).toString()).isEqualTo("[0]");
        assertThat(circle.get("/search").toString()).isEqualTo("[0]");
    }

    @Test
    void theLaterResponseForTheSameRequestReplacesTheFormer() {
        MemberApi circle = FakeMemberApi.with("/home", "[1]").and("/home", "[2]");

        assertThat(circle.get("/home").toString()).isEqualTo("[2]");
    }

    @Test
    void changesAreRecordedWithTheirBodies() {
        FakeMemberApi circle =
                FakeMemberApi.with("POST /posts/1/comments", 201, "{\"id\": 5}").and("delete /posts/1/user_likes", "");

        assertThat(circle.post("/posts/1/comments", new Post(1, "Title"))
                        .asJsonObject()
                        .getInt("id"))
                .isEqualTo(5);
        assertThat(circle.delete("/posts/1/user_likes")).isEqualTo(JsonValue.NULL);

        assertThat(circle.requests())
                .containsExactly(
                        new FakeMemberApi.Request(
                                "POST", "/posts/1/comments", "{\"display_title\":\"Title\",\"id\":1}"),
                        new FakeMemberApi.Request("DELETE", "/posts/1/user_likes", ""));
    }

    @Test
    void patchAndPutAreSentToo() {
        FakeMemberApi circle = FakeMemberApi.with("PATCH /profile", "{}").and("PUT /profile", "{}");

        circle.patch("/profile", Json.createObjectBuilder().add("name", "Ada").build());
        circle.put("/profile", null);

        assertThat(circle.requests()).extracting(FakeMemberApi.Request::method).containsExactly("PATCH", "PUT");
    }

    @Test
    void aRequestWithoutAResponseIsNotFoundAndSaysSo() {
        CircleRefusedException failure = catchThrowableOfType(
                CircleRefusedException.class,
                () -> FakeMemberApi.with("/home", "{}").post("/home?a=b%22", null));

        assertThat(failure.reason()).isEqualTo(Reason.OTHER);
        assertThat(failure.status()).hasValue(404);
        assertThat(failure).hasMessageContaining("This FakeMemberApi has no response for POST /home?a=b%22: add one.");
    }

    @Test
    void aGivenStatusFailsAsWithCircle() {
        FakeMemberApi circle = FakeMemberApi.with(
                        "/spaces/7", 401, "{\"message\": \"You cannot perform this action.\"}")
                .and("/spaces/8", 503, "");

        assertThatThrownBy(() -> circle.get("/spaces/7"))
                .isInstanceOfSatisfying(
                        CircleRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.PERMISSION_DENIED));
        assertThatThrownBy(() -> circle.get("/spaces/8")).isInstanceOf(CircleUnavailableException.class);
    }

    @Test
    void asAnotherMemberItFailsAsThatMemberDoes() {
        FakeMemberApi circle = FakeMemberApi.with("/home", "{}");

        assertThat(circle.as(FakeMember.of(42)).get("/home")).isEqualTo(JsonValue.EMPTY_JSON_OBJECT);
        assertThat(circle.as(FakeMember.expired()).get("/home")).isEqualTo(JsonValue.EMPTY_JSON_OBJECT);
        assertThatThrownBy(() -> circle.as(FakeMember.away()).get("/home"))
                .isInstanceOf(CircleUnavailableException.class);
        assertThatThrownBy(() -> circle.as(FakeMember.notAMember()).get("/home"))
                .isInstanceOfSatisfying(
                        CircleRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.MEMBER_UNKNOWN));
        assertThatThrownBy(() -> circle.as(FakeMember.anonymous()).get("/home"))
                .isInstanceOfSatisfying(
                        NotSignedInException.class,
                        nobody -> assertThat(nobody.absence()).isEqualTo(Absence.ANONYMOUS));
        assertThat(circle.requests()).hasSize(2);
    }

    @Test
    void aWrongPathIsToldAtOnce() {
        for (String wrong : List.of("home", "", "GET home", "/a b", "/../x")) {
            assertThatThrownBy(() -> FakeMemberApi.with(wrong, "{}"))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("begins with a slash");
        }
    }
}
