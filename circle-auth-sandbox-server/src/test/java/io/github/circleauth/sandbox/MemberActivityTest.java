package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.InProcessClient.json;
import static io.github.circleauth.sandbox.InProcessClient.records;
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

/** Actions of a member through the Member API, and their effect for that and other members. */
class MemberActivityTest {

    private static final String GRACES_POST = "2005";

    private final InProcessClient client = new InProcessClient();
    private final String ada = client.access("ada@example.com");
    private final String grace = client.access("grace@example.com");
    private final String hedy = client.access("hedy@example.com");

    @Test
    void aPostIsFoundByIdOrSlugOnlyInItsSpace() {
        JsonObject post = json(client.get("spaces/12/posts/2002", ada));

        assertThat(post.getString("display_title")).isEqualTo("A hinge that doesn't squeak");
        assertThat(json(client.get("spaces/workshop/posts/" + post.getString("slug"), ada)))
                .isEqualTo(post);
        assertThat(client.get("spaces/11/posts/2002", ada).status()).isEqualTo(404);
        assertThat(client.get("spaces/12/posts/2999", ada).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spaces/14", "spaces/14/posts", "spaces/14/posts/2004", "posts/2004/comments"})
    void theContentOfAnInaccessibleSpaceIsRefused(String path) {
        assertThat(text(client.get(path, ada))).isEqualTo("{\"message\":\"You cannot perform this action.\"}");
        assertThat(client.get(path, grace).status()).isEqualTo(200);
    }

    @Test
    void aLikeCountsOncePerMemberAndCanBeRemoved() {
        int before = likes(ada);

        assertThat(text(client.memberRequest("POST", "posts/2002/user_likes", ada, "")))
                .isEqualTo("{\"success\":true,\"message\":\"Post has been liked\"}");
        client.memberRequest("POST", "posts/2002/user_likes", ada, "");

        assertThat(likes(ada)).isEqualTo(before + 1);
        assertThat(likes(grace)).isEqualTo(before + 1);
        assertThat(isLiked(ada)).isTrue();
        assertThat(isLiked(grace)).isFalse();

        assertThat(text(client.memberRequest("DELETE", "posts/2002/user_likes", ada, "")))
                .isEqualTo("{\"success\":true,\"message\":\"Post has been unliked\"}");

        assertThat(likes(ada)).isEqualTo(before);
        assertThat(isLiked(ada)).isFalse();
    }

    @Test
    void theMostLikedPostIsFirstWhenSortedByLikes() {
        String before = firstByLikes();
        for (String member : List.of(ada, grace, hedy)) {
            client.memberRequest("POST", "posts/2005/user_likes", member, "");
        }

        assertThat(before).isEqualTo("2003");
        assertThat(firstByLikes()).isEqualTo("2005");
    }

    @Test
    void aCommentIsVisibleToAllAndCounted() {
        int before = json(client.get("spaces/12/posts/2002", ada)).getInt("comment_count");

        SandboxResponse response = client.memberRequest(
                "POST", "posts/2002/comments", ada, "{\"comment\":{\"body\":\"Oil it <twice>.\"}}");

        assertThat(response.status()).isEqualTo(201);
        JsonObject page = json(client.get("posts/2002/comments?sort=oldest", grace));
        assertThat(page.getInt("count")).isEqualTo(before + 1);
        List<JsonObject> comments = records(page);
        assertThat(comments).extracting(each -> each.getString("created_at")).isSorted();
        JsonObject last = comments.get(before);
        assertThat(last).isEqualTo(json(response));
        assertThat(last.getString("body_text")).isEqualTo("Oil it <twice>.");
        assertThat(last.getJsonObject("body").getString("html")).isEqualTo("Oil it &lt;twice&gt;.");
        assertThat(last.getJsonObject("author").getInt("community_member_id")).isEqualTo(1001);
        assertThat(json(client.get("spaces/12/posts/2002", grace)).getInt("comment_count"))
                .isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"comment\":{}}", "{\"comment\":{\"body\":\" \"}}", "{\"comment\":1}"})
    void aCommentWithoutTextIsRefused(String body) {
        assertThat(client.memberRequest("POST", "posts/2002/comments", ada, body)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aCommentNotifiesThePostsAuthorUnlessItIsTheirOwn() {
        assertThat(json(client.get("spaces/12/posts/" + GRACES_POST, grace))
                        .getJsonObject("author")
                        .getInt("community_member_id"))
                .isEqualTo(1002);
        client.memberRequest("POST", "notifications/reset_new_notifications_count", grace, "");

        client.memberRequest("POST", "posts/" + GRACES_POST + "/comments", grace, "{\"comment\":{\"body\":\"Mine.\"}}");
        assertThat(newNotifications(grace)).isZero();
        client.memberRequest("POST", "posts/" + GRACES_POST + "/comments", ada, "{\"comment\":{\"body\":\"Yours.\"}}");

        assertThat(newNotifications(grace)).isEqualTo(1);
        JsonObject notification = notifications(grace, "").get(0);
        assertThat(notification.getString("actor_name")).isEqualTo("Ada Byron");
        assertThat(notification.getString("display_action")).isEqualTo("commented on");
        assertThat(notification.getString("notifiable_type")).isEqualTo("Comment");
        assertThat(notification.getJsonObject("notifiable").getInt("post_id")).isEqualTo(2005);

        client.memberRequest("POST", "notifications/reset_new_notifications_count", grace, "");
        assertThat(newNotifications(grace)).isZero();
    }

    @Test
    void aNotificationIsMarkedAsReadOnceAndForOneMember() {
        JsonObject unread = notifications(ada, "").get(1);
        assertThat(unread.get("read_at")).isEqualTo(JsonValue.NULL);
        String path = "notifications/" + unread.getInt("id") + "/mark_as_read";

        JsonObject read = json(client.memberRequest("POST", path, ada, ""));
        client.circle.clock().advance(Duration.ofMinutes(1));
        client.memberRequest("POST", path, ada, "");

        assertThat(Instant.parse(read.getString("read_at"))).isEqualTo(InProcessClient.NOON);
        assertThat(notifications(ada, "?status=read")).containsExactly(read);
        assertThat(notifications(ada, "?status=unread"))
                .hasSize(notifications(ada, "").size() - 1);
        assertThat(notifications(grace, "?status=read")).isEmpty();
        assertThat(client.memberRequest("POST", "notifications/1/mark_as_read", ada, "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void allNotificationsCanBeMarkedAsRead() {
        assertThat(client.memberRequest("POST", "notifications/mark_all_as_read", ada, "")
                        .status())
                .isEqualTo(200);

        assertThat(notifications(ada, "?status=unread")).isEmpty();
        assertThat(notifications(grace, "?status=unread")).isNotEmpty();
    }

    @Test
    void eventsOfTheMembersSpacesAreListedNextFirst() {
        List<JsonObject> events = records(json(client.get("community_events", ada)));

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
    void membersAreFoundByNameOrHeadline(String search) {
        JsonObject found = json(client.get("community_members?search_text=" + search, ada));

        assertThat(found.getInt("count")).isEqualTo(1);
        assertThat(records(found).get(0).getInt("community_member_id")).isEqualTo(1002);
    }

    @Test
    void allMembersAreListedWithoutTheirEmailAddresses() {
        JsonObject all = json(client.get("community_members?sort=alphabetical&per_page=3", ada));

        assertThat(all.getInt("count")).isEqualTo(4);
        assertThat(all.getBoolean("has_next_page")).isTrue();
        assertThat(records(all))
                .extracting(member -> member.getString("name"))
                .containsExactly("Ada Byron", "Grace Murray", "Hedy Kiesler");
        assertThat(all.toString()).doesNotContain("@");
    }

    @Test
    void hostileSampleTextIsReturnedUnchanged() {
        assertThat(json(client.get("spaces/12/posts/2016", ada)).getString("body_plain_text"))
                .contains("<script>", "onerror=", "javascript:");
        assertThat(text(client.get("posts/2016/comments", ada))).contains("<svg onload=");
    }

    @Test
    void aResetRemovesTheActivityOfMembers() {
        int before = likes(ada);
        client.memberRequest("POST", "posts/2002/user_likes", ada, "");

        client.circle.reset();

        assertThat(client.circle
                        .community()
                        .activity()
                        .likes(client.circle.community().post("2002").orElseThrow()))
                .isEqualTo(before);
    }

    private int likes(String member) {
        return json(client.get("spaces/12/posts/2002", member)).getInt("user_likes_count");
    }

    private boolean isLiked(String member) {
        return json(client.get("spaces/12/posts/2002", member)).getBoolean("is_liked");
    }

    private String firstByLikes() {
        return Integer.toString(
                records(json(client.get("home?sort=likes", ada))).get(0).getInt("id"));
    }

    private int newNotifications(String member) {
        return json(client.get("notifications/new_notifications_count", member)).getInt("new_notifications_count");
    }

    private List<JsonObject> notifications(String member, String query) {
        return records(json(client.get("notifications" + query, member)));
    }
}
