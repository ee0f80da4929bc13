package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.InProcessClient.json;
import static io.github.circleauth.sandbox.InProcessClient.records;
import static io.github.circleauth.sandbox.InProcessClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemberApiTest {

    private final InProcessClient client = new InProcessClient();
    private final String ada = client.access("ada@example.com");
    private final String grace = client.access("grace@example.com");

    @Test
    void anInvalidAccessTokenAndTheAppTokenAreRefused() {
        String refused = refusalBody("The access token is invalid.");

        assertThat(text(client.get("home", "nonsense"))).isEqualTo(refused);
        assertThat(text(client.get("home", client.circle.apiToken()))).isEqualTo(refused);
        SandboxResponse withoutToken =
                client.circle.handle(new SandboxRequest("GET", "/api/headless/v1/home", null, Map.of(), new byte[0]));
        assertThat(withoutToken.status()).isEqualTo(401);
        assertThat(text(withoutToken)).isEqualTo(refused);
    }

    @Test
    void anExpiredAccessTokenIsRefused() {
        client.circle.clock().advance(Duration.ofHours(1));

        assertRefused("The access token is expired.");
    }

    @Test
    void aRevokedAccessTokenIsNotFound() {
        client.revokeAccess(ada);

        assertRefused("The access token not found.");
    }

    @Test
    void theTokenOfADepartedMemberIsRefused() {
        client.circle.people(List.of(Person.DEFAULT.get(1)));

        assertRefused("Community member associated with the access token not found.");
    }

    @Test
    void aCommunityWithoutThePlanIsRefused() {
        client.circle.eligible(false);

        assertRefused("Community does not eligible for headless API access.");
    }

    @Test
    void aDeletedCommunityIsRefused() {
        client.circle.faults().next("home", Fault.refusal(Refusal.COMMUNITY_NOT_FOUND));

        assertRefused("Community associated with the access token not found.");
    }

    @Test
    void anInaccessibleSpaceIsPermissionDeniedWithoutTheEnvelope() {
        SandboxResponse denied = client.get("spaces/14/posts", ada);

        assertThat(denied.status()).isEqualTo(401);
        assertThat(text(denied)).isEqualTo("{\"message\":\"You cannot perform this action.\"}");
        assertThat(client.get("spaces/14/posts", grace).status()).isEqualTo(200);
        assertThat(client.get("spaces/99/posts", ada).status()).isEqualTo(404);
    }

    @Test
    void theCurrentMemberIsTheOwnerOfTheToken() {
        JsonObject me = json(client.get("community_member", ada));

        assertThat(me.getInt("id")).isEqualTo(1001);
        assertThat(me.getString("name")).isEqualTo("Ada Byron");
        assertThat(me.getString("email")).isEqualTo("ada@example.com");
        assertThat(me.getJsonObject("roles").getBoolean("admin")).isTrue();
        assertThat(me.keySet()).contains("avatar_url", "headline", "posts_count", "comments_count");
        assertThat(json(client.get("community_member", grace)).getInt("id")).isEqualTo(1002);
    }

    @Test
    void theFeedDiffersByMemberAndIsRepeatable() {
        JsonObject adas = json(client.get("home?per_page=100", ada));

        assertThat(adas.getInt("count"))
                .isNotEqualTo(json(client.get("home", grace)).getInt("count"));
        assertThat(json(client.get("home?per_page=100", ada))).isEqualTo(adas);
        JsonObject post = records(adas).get(0);
        assertThat(post.keySet())
                .contains(
                        "id",
                        "name",
                        "display_title",
                        "body_plain_text",
                        "url",
                        "created_at",
                        "comment_count",
                        "user_likes_count");
        assertThat(post.getJsonObject("space").keySet()).contains("id", "slug", "name");
        assertThat(post.getJsonObject("author").keySet()).contains("name", "avatar_url");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 12, 100})
    void pagesAreConsistentAndTogetherComplete(int size) {
        List<Integer> all = ids(json(client.get("home?per_page=100", ada)));
        List<Integer> joined = new ArrayList<>();
        JsonObject page;
        int number = 0;
        do {
            page = json(client.get("home?page=" + ++number + "&per_page=" + size, ada));
            assertThat(page.getInt("page")).isEqualTo(number);
            assertThat(page.getInt("per_page")).isEqualTo(size);
            assertThat(page.getInt("count")).isEqualTo(all.size());
            joined.addAll(ids(page));
            assertThat(page.getBoolean("has_next_page")).isEqualTo(joined.size() < all.size());
        } while (page.getBoolean("has_next_page"));

        assertThat(joined).isEqualTo(all).hasSize(24);
    }

    @ParameterizedTest
    @CsvSource({"page=0,1", "page=x,1", "page=-3,1", "page=99999999999,1", "page=999999999,999999999", "'',1"})
    void anInvalidPageIsTheFirstAndAPageAfterTheLastIsEmpty(String query, int page) {
        JsonObject feed = json(client.get("home?" + query, ada));

        assertThat(feed.getInt("page")).isEqualTo(page);
        assertThat(records(feed).isEmpty()).isEqualTo(page > 1);
    }

    @Test
    void theFeedIsSortedAsRequested() {
        List<Integer> latest = ids(json(client.get("home?per_page=100&sort=latest", ada)));
        List<Integer> oldest = ids(json(client.get("home?per_page=100&sort=oldest", ada)));
        List<JsonObject> byTitle = records(json(client.get("home?per_page=100&sort=alphabetical", ada)));

        assertThat(oldest).hasSameSizeAs(latest).containsExactlyElementsOf(reversed(latest));
        assertThat(byTitle).extracting(post -> post.getString("name")).isSorted();
    }

    @Test
    void newNotificationsDifferByMemberAndDisappearOnceSeen() {
        JsonObject adas = json(client.get("notifications/new_notifications_count", ada));
        JsonObject graces = json(client.get("notifications/new_notifications_count", grace));
        assertThat(adas.getInt("new_notifications_count")).isPositive();
        assertThat(adas).isNotEqualTo(graces);
        assertThat(adas.keySet()).contains("new_mentions_count", "new_inbox_count");

        SandboxResponse reset = client.memberRequest("POST", "notifications/reset_new_notifications_count", ada, "");

        assertThat(text(reset)).isEqualTo("{\"new_notifications_count\":0}");
        assertThat(json(client.get("notifications/new_notifications_count", ada))
                        .getInt("new_notifications_count"))
                .isZero();
        assertThat(json(client.get("notifications/new_notifications_count", grace)))
                .isEqualTo(graces);
    }

    @Test
    void notificationsListPostsByOthers() {
        JsonObject page = json(client.get("notifications?per_page=3", ada));

        assertThat(page.getInt("count")).isGreaterThan(3);
        assertThat(page.getInt("page_count")).isEqualTo((page.getInt("count") + 2) / 3);
        assertThat(page.getBoolean("has_next_page")).isTrue();
        assertThat(records(page))
                .hasSize(3)
                .noneMatch(each -> each.getString("actor_name").equals("Ada Byron"));
    }

    @Test
    void spacesAreABareArray() {
        JsonArray spaces = (JsonArray) Json.parse(client.get("spaces", ada).body());

        assertThat(spaces).hasSize(4);
        assertThat(spaces.getValuesAs(JsonObject.class))
                .filteredOn(space -> space.getBoolean("is_member"))
                .extracting(space -> space.getInt("id"))
                .containsExactly(11, 12, 13);
    }

    @Test
    void thePostsOfASpaceAreInThatSpace() {
        JsonObject posts = json(client.get("spaces/12/posts", ada));

        assertThat(posts.getInt("count")).isEqualTo(10);
        assertThat(records(posts)).allMatch(post -> post.getJsonObject("space").getInt("id") == 12);
        assertThat(json(client.get("spaces/workshop/posts", ada))).isEqualTo(posts);
    }

    @Test
    void cookiesAreSetAndCleared() {
        SandboxResponse set = client.memberRequest("POST", "cookies", ada, "");
        SandboxResponse cleared = client.memberRequest("DELETE", "cookies", ada, "");

        assertThat(set.status()).isEqualTo(200);
        assertThat(set.headers().get("set-cookie")).matches("_circle_session=[0-9a-f-]{36}; .*");
        assertThat(cleared.headers().get("set-cookie"))
                .startsWith("_circle_session=;")
                .endsWith("Max-Age=0");
    }

    private void assertRefused(String message) {
        SandboxResponse response = client.get("home", ada);
        assertThat(response.status()).isEqualTo(401);
        assertThat(text(response)).isEqualTo(refusalBody(message));
    }

    private static String refusalBody(String message) {
        return "{\"success\":false,\"message\":\"" + message + "\",\"error_details\":{}}";
    }

    private static List<Integer> ids(JsonObject page) {
        return records(page).stream().map(record -> record.getInt("id")).toList();
    }

    private static List<Integer> reversed(List<Integer> list) {
        List<Integer> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }
}
