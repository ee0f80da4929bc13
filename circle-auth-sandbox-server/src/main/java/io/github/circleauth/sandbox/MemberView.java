package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Community.Comment;
import io.github.circleauth.sandbox.Community.Post;
import io.github.circleauth.sandbox.Community.Space;
import io.github.circleauth.sandbox.MemberActivity.Notification;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** The responses of the Member API for one member. */
final class MemberView {

    private final Community community;
    private final Person member;
    private final RecordJson json;

    MemberView(Community community, long communityId, Person member) {
        this.community = community;
        this.member = member;
        this.json = new RecordJson(community, communityId, member);
    }

    /** Writes single records for this member. */
    RecordJson json() {
        return json;
    }

    JsonValue communityMember() {
        long spaces = community.spaces().stream()
                .filter(space -> community.isIn(member, space))
                .count();
        return Json.object()
                .add("id", member.communityMemberId())
                .add("user_id", RecordJson.userId(member))
                .add("public_uid", Long.toHexString(member.communityMemberId() * 0x9E3779B1L & 0xFFFFFFFFL))
                .add("email", member.email())
                .add("name", member.name())
                .addNull("avatar_url")
                .add("headline", member.headline())
                .add("bio", "")
                .add("posts_count", community.postsBy(member))
                .add("comments_count", community.activity().commentsBy(member))
                .add("spaces_count", spaces)
                .add("bookmarks_count", 0)
                .add("active", true)
                .add("roles", Json.object().add("admin", member.admin()).add("moderator", false))
                .build();
    }

    JsonValue home(PageRequest page) {
        return posts(community.feed(member), page);
    }

    JsonValue posts(Space space, PageRequest page) {
        return posts(community.posts(space), page);
    }

    private JsonValue posts(List<Post> posts, PageRequest page) {
        List<Post> sorted = sorted(posts, page.sort());
        return listing(page, sorted, json::post).add("sort", page.sort()).build();
    }

    JsonValue comments(Post post, PageRequest page) {
        List<Comment> sorted = community.activity().comments(post).stream()
                .sorted(byDate(page.sort(), Comment::createdAt))
                .toList();
        return listing(page, sorted, json::comment).add("sort", page.sort()).build();
    }

    JsonValue events(PageRequest page) {
        return listing(page, community.events(member), json::event)
                .add("sort", page.sort())
                .build();
    }

    JsonValue members(PageRequest page, String search) {
        String searched = search.strip().toLowerCase(Locale.ROOT);
        Stream<Person> found = community.people().stream()
                .filter(person -> (person.name() + "\n" + person.headline())
                        .toLowerCase(Locale.ROOT)
                        .contains(searched));
        List<Person> all = (page.sort().equals("alphabetical")
                        ? found.sorted(Comparator.comparing(Person::name))
                        : found)
                .toList();
        return listing(page, all, RecordJson::member)
                .add("page_count", page.pageCount(all))
                .add("sort", page.sort())
                .build();
    }

    JsonValue notifications(PageRequest page, String status) {
        List<Notification> sorted = community.activity().notifications(member).stream()
                .filter(notification -> status.equals("all")
                        || status.equals("read") == (community.activity().readAt(member, notification) != null))
                .sorted(byDate(page.sort(), Notification::createdAt))
                .toList();
        return listing(page, sorted, json::notification)
                .add("page_count", page.pageCount(sorted))
                .build();
    }

    JsonValue newNotifications() {
        int count = community.activity().newNotifications(member);
        return Json.object()
                .add("new_notifications_count", count)
                .add("new_mentions_count", count / 4)
                .add("new_inbox_count", count)
                .build();
    }

    JsonValue spaces() {
        JsonArrayBuilder spaces = Json.array();
        community.spaces().forEach(space -> spaces.add(json.space(space)));
        return spaces.build();
    }

    static <T> JsonObjectBuilder listing(PageRequest page, List<T> all, Function<T, JsonObject> toJson) {
        JsonArrayBuilder records = Json.array();
        page.recordsOf(all).forEach(each -> records.add(toJson.apply(each)));
        return Json.object()
                .add("page", page.number())
                .add("per_page", page.size())
                .add("has_next_page", page.hasNext(all))
                .add("count", all.size())
                .add("records", records);
    }

    private List<Post> sorted(List<Post> posts, String sort) {
        MemberActivity activity = community.activity();
        Comparator<Post> order = switch (sort) {
            case "alphabetical" -> Comparator.comparing(Post::title);
            case "popular", "likes" -> Comparator.comparing(activity::likes).reversed();
            case "new_activity" ->
                Comparator.comparing((Post post) -> activity.comments(post).size())
                        .reversed();
            default -> byDate(sort, Post::createdAt);
        };
        return posts.stream().sorted(order).toList();
    }

    /** Returns the order by date: the oldest first if the request says so, otherwise the newest. */
    private static <T> Comparator<T> byDate(String sort, Function<T, Instant> date) {
        Comparator<T> oldestFirst = Comparator.comparing(date);
        return sort.equals("oldest") ? oldestFirst : oldestFirst.reversed();
    }
}
