package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.InProcessClient.json;
import static io.github.circleauth.sandbox.InProcessClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a member does through the Member API, and who sees it. */
class MemberActionsTest {

    private static final String GRACES_POST = "2005";

    private final InProcessClient client = new InProcessClient();
    private final String ada = client.access("ada@example.com");
    private final String grace = client.access("grace@example.com");
    private final String hedy = client.access("hedy@example.com");

    @Test
    void aPostIsReadByItsIdOrItsSlugInItsSpaceAlone() {
        JsonObject post = json(client.get("spaces/12/posts/2002", ada));

        assertThat(post.getString("display_title")).isEqualTo("A hinge that doesn't squeak");
        assertThat(json(client.get("spaces/workshop/posts/" + post.getString("slug"), ada)))
                .isEqualTo(post);
        assertThat(client.get("spaces/11/posts/2002", ada).status()).isEqualTo(404);
        assertThat(client.get("spaces/12/posts/2999", ada).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spaces/14", "spaces/14/posts", "spaces/14/posts/2004", "posts/2004/comments"})
    void nothingInASpaceOfOthersIsShown(String path) {
        assertThat(text(client.get(path, ada))).isEqualTo("{\"message\":\"You cannot perform this action.\"}");
        assertThat(client.get(path, grace).status()).isEqualTo(200);
    }

    @Test
    void aLikeCountsOncePerMemberAndCanBeTakenBack() {
        int before = likes(ada);

        assertThat(text(request("POST", "posts/2002/user_likes", ada, "")))
                .isEqualTo("{\"success\":true,\"message\":\"Post has been liked\"}");
        request("POST", "posts/2002/user_likes", ada, "");

        assertThat(likes(ada)).isEqualTo(before + 1);
        assertThat(likes(grace)).isEqualTo(before + 1);
        assertThat(isLiked(ada)).isTrue();
        assertThat(isLiked(grace)).isFalse();

        assertThat(text(request("DELETE", "posts/2002/user_likes", ada, "")))
                .isEqualTo("{\"success\":true,\"message\":\"Post has been unliked\"}");

        assertThat(likes(ada)).isEqualTo(before);
        assertThat(isLiked(ada)).isFalse();
    }

    @Test
    void theMostLikedPostLeadsWhenSortedByLikes() {
        String leading = leadingByLikes();
        for (String member : List.of(ada, grace, hedy)) {
            request("POST", "posts/2005/user_likes", member, "");
        }

        assertThat(leading).isEqualTo("2003");
        assertThat(leadingByLikes()).isEqualTo("2005");
    }

    @Test
    void aCommentIsReadByAllAndCounted() {
        int before = json(client.get("spaces/12/posts/2002", ada)).getInt("comment_count");

        SandboxResponse said =
                request("POST", "posts/2002/comments", ada, "{\"comment\":{\"body\":\"Oil it <twice>.\"}}");

        assertThat(said.status()).isEqualTo(201);
        JsonObject page = json(client.get("posts/2002/comments?sort=oldest", grace));
        assertThat(page.getInt("count")).isEqualTo(before + 1);
        List<JsonObject> comments = page.getJsonArray("records").getValuesAs(JsonObject.class);
        assertThat(comments).extracting(each -> each.getString("created_at")).isSorted();
        JsonObject last = comments.get(before);
        assertThat(last).isEqualTo(json(said));
        assertThat(last.getString("body_text")).isEqualTo("Oil it <twice>.");
        assertThat(last.getJsonObject("body").getString("html")).isEqualTo("Oil it &lt;twice&gt;.");
        assertThat(last.getJsonObject("author").getInt("community_member_id")).isEqualTo(1001);
        assertThat(json(client.get("spaces/12/posts/2002", grace)).getInt("comment_count"))
                .isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"comment\":{}}", "{\"comment\":{\"body\":\" \"}}", "{\"comment\":1}"})
    void aCommentWithoutWordsIsRefused(String body) {
        assertThat(request("POST", "posts/2002/comments", ada, body).status()).isEqualTo(400);
    }

    @Test
    void aCommentIsNewsToThePostsAuthorAndNotToItsOwn() {
        assertThat(json(client.get("spaces/12/posts/" + GRACES_POST, grace))
                        .getJsonObject("author")
                        .getInt("community_member_id"))
                .isEqualTo(1002);
        request("POST", "notifications/reset_new_notifications_count", grace, "");

        request("POST", "posts/" + GRACES_POST + "/comments", grace, "{\"comment\":{\"body\":\"Mine.\"}}");
        assertThat(news(grace)).isZero();
        request("POST", "posts/" + GRACES_POST + "/comments", ada, "{\"comment\":{\"body\":\"Yours.\"}}");

        assertThat(news(grace)).isEqualTo(1);
        JsonObject notice = notices(grace, "").get(0);
        assertThat(notice.getString("actor_name")).isEqualTo("Ada Byron");
        assertThat(notice.getString("display_action")).isEqualTo("commented on");
        assertThat(notice.getString("notifiable_type")).isEqualTo("Comment");
        assertThat(notice.getJsonObject("notifiable").getInt("post_id")).isEqualTo(2005);

        request("POST", "notifications/reset_new_notifications_count", grace, "");
        assertThat(news(grace)).isZero();
    }

    @Test
    void aNotificationIsReadOnceAndByOneMemberAlone() {
        JsonObject unread = notices(ada, "").get(1);
        assertThat(unread.get("read_at")).isEqualTo(JsonValue.NULL);
        String path = "notifications/" + unread.getInt("id") + "/mark_as_read";

        JsonObject read = json(request("POST", path, ada, ""));
        client.circle.clock().advance(Duration.ofMinutes(1));
        request("POST", path, ada, "");

        assertThat(Instant.parse(read.getString("read_at"))).isEqualTo(InProcessClient.NOON);
        assertThat(notices(ada, "?status=read")).containsExactly(read);
        assertThat(notices(ada, "?status=unread")).hasSize(notices(ada, "").size() - 1);
        assertThat(notices(grace, "?status=read")).isEmpty();
        assertThat(request("POST", "notifications/1/mark_as_read", ada, "").status())
                .isEqualTo(404);
    }

    @Test
    void allNotificationsAreReadAtOnce() {
        assertThat(request("POST", "notifications/mark_all_as_read", ada, "").status())
                .isEqualTo(200);

        assertThat(notices(ada, "?status=unread")).isEmpty();
        assertThat(notices(grace, "?status=unread")).isNotEmpty();
    }

    @Test
    void eventsAreThoseOfTheMembersSpacesTheNextOneFirst() {
        List<JsonObject> events = json(client.get("community_events", ada))
                .getJsonArray("records")
                .getValuesAs(JsonObject.class);

        assertThat(events)
                .hasSize(4)
                .noneMatch(event -> event.getJsonObject("space").getInt("id") == 14)
                .extracting(
                        event -> event.getJsonObject("event_setting_attributes").getString("starts_at"))
                .isSorted()
                .allMatch(start -> Instant.parse(start).isAfter(InProcessClient.NOON));
    }

    @ParameterizedTest
    @ValueSource(strings = {"grace", "COMPILERS", "+Grace+Mur+"})
    void membersAreFoundByNameOrHeadline(String words) {
        JsonObject found = json(client.get("community_members?search_text=" + words, ada));

        assertThat(found.getInt("count")).isEqualTo(1);
        assertThat(found.getJsonArray("records").getJsonObject(0).getInt("community_member_id"))
                .isEqualTo(1002);
    }

    @Test
    void allMembersAreListedWithoutTheirAddresses() {
        JsonObject all = json(client.get("community_members?sort=alphabetical&per_page=3", ada));

        assertThat(all.getInt("count")).isEqualTo(4);
        assertThat(all.getBoolean("has_next_page")).isTrue();
        assertThat(all.getJsonArray("records").getValuesAs(JsonObject.class))
                .extracting(member -> member.getString("name"))
                .containsExactly("Ada Byron", "Grace Murray", "Hedy Kiesler");
        assertThat(all.toString()).doesNotContain("@");
    }

    @Test
    void someOfTheWordsAreHostileAndComeAsTheyAre() {
        assertThat(json(client.get("spaces/12/posts/2016", ada)).getString("body_plain_text"))
                .contains("<script>", "onerror=", "javascript:");
        assertThat(text(client.get("posts/2016/comments", ada))).contains("<svg onload=");
    }

    @Test
    void aResetForgetsWhatMembersDid() {
        int before = likes(ada);
        request("POST", "posts/2002/user_likes", ada, "");

        client.circle.reset();

        assertThat(client.circle
                        .community()
                        .activity()
                        .likes(client.circle.community().post("2002").orElseThrow()))
                .isEqualTo(before);
    }

    private SandboxResponse request(String method, String operation, String access, String body) {
        return client.circle.handle(SandboxRequest.json(method, "/api/headless/v1/" + operation, access, body));
    }

    private int likes(String member) {
        return json(client.get("spaces/12/posts/2002", member)).getInt("user_likes_count");
    }

    private boolean isLiked(String member) {
        return json(client.get("spaces/12/posts/2002", member)).getBoolean("is_liked");
    }

    private String leadingByLikes() {
        return Integer.toString(json(client.get("home?sort=likes", ada))
                .getJsonArray("records")
                .getJsonObject(0)
                .getInt("id"));
    }

    private int news(String member) {
        return json(client.get("notifications/new_notifications_count", member)).getInt("new_notifications_count");
    }

    private List<JsonObject> notices(String member, String query) {
        return json(client.get("notifications" + query, member))
                .getJsonArray("records")
                .getValuesAs(JsonObject.class);
    }
}
