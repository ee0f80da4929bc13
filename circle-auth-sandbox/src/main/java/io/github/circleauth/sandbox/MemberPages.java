package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Community.Post;
import io.github.circleauth.sandbox.Community.Space;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Comparator;
import java.util.List;

/** The Member API's bodies for one member. */
final class MemberPages {

    private static final String SITE = "https://community.example.com";

    private final Community community;
    private final long communityId;
    private final Person member;

    MemberPages(Community community, long communityId, Person member) {
        this.community = community;
        this.communityId = communityId;
        this.member = member;
    }

    JsonValue communityMember() {
        long spaces = community.spaces().stream()
                .filter(space -> community.isIn(member, space))
                .count();
        return Json.object()
                .add("id", member.communityMemberId())
                .add("user_id", userId(member))
                .add("public_uid", Long.toHexString(member.communityMemberId() * 0x9E3779B1L & 0xFFFFFFFFL))
                .add("email", member.email())
                .add("name", member.name())
                .addNull("avatar_url")
                .add("headline", member.headline())
                .addNull("bio")
                .add("posts_count", community.postsBy(member))
                .add("comments_count", member.communityMemberId() % 17)
                .add("spaces_count", spaces)
                .add("bookmarks_count", 0)
                .add("active", true)
                .add("roles", Json.object().add("admin", member.admin()).add("moderator", false))
                .build();
    }

    JsonValue home(Page page) {
        return posts(community.feed(member), page);
    }

    JsonValue posts(Space space, Page page) {
        return posts(community.posts(space), page);
    }

    private JsonValue posts(List<Post> newestFirst, Page page) {
        List<Post> sorted = sorted(newestFirst, page.sort());
        JsonArrayBuilder records = Json.array();
        page.of(sorted).forEach(post -> records.add(post(post)));
        return listing(page, sorted, records).add("sort", page.sort()).build();
    }

    JsonValue notifications(Page page) {
        List<Post> newestFirst = community.noticed(member);
        List<Post> sorted = sorted(newestFirst, page.sort());
        JsonArrayBuilder records = Json.array();
        page.of(sorted).forEach(post -> records.add(notification(post)));
        return listing(page, sorted, records)
                .add("page_count", (sorted.size() + page.size() - 1) / page.size())
                .build();
    }

    JsonValue newNotifications() {
        int news = community.news(member);
        return Json.object()
                .add("new_notifications_count", news)
                .add("new_mentions_count", news / 4)
                .add("new_inbox_count", news)
                .build();
    }

    JsonValue spaces() {
        JsonArrayBuilder spaces = Json.array();
        community.spaces().forEach(space -> spaces.add(space(space)));
        return spaces.build();
    }

    private static JsonObjectBuilder listing(Page page, List<?> all, JsonArrayBuilder records) {
        return Json.object()
                .add("page", page.number())
                .add("per_page", page.size())
                .add("has_next_page", page.hasNext(all))
                .add("count", all.size())
                .add("records", records);
    }

    private static List<Post> sorted(List<Post> newestFirst, String sort) {
        Comparator<Post> order = switch (sort) {
            case "oldest" -> Comparator.comparing(Post::createdAt);
            case "alphabetical" -> Comparator.comparing(Post::title);
            case "popular", "likes" -> Comparator.comparing(Post::likes).reversed();
            case "new_activity" -> Comparator.comparing(Post::comments).reversed();
            default -> Comparator.comparing(Post::createdAt).reversed();
        };
        return newestFirst.stream().sorted(order).toList();
    }

    private JsonObject space(Space space) {
        return Json.object()
                .add("id", space.id())
                .add("name", space.name())
                .add("slug", space.slug())
                .add("community_id", communityId)
                .add("space_group_id", 1)
                .add("space_group_name", "Community")
                .add("space_type", "basic")
                .add("emoji", space.emoji())
                .add("is_private", false)
                .add("url", url(space))
                .add("is_member", community.isIn(member, space))
                .build();
    }

    private static JsonObject post(Post post) {
        return Json.object()
                .add("id", post.id())
                .add("post_type", "basic")
                .add("status", "published")
                .add("name", post.title())
                .add("display_title", post.title())
                .add("slug", post.slug())
                .add("body_plain_text", post.text())
                .add("url", url(post))
                .add("created_at", Times.iso(post.createdAt()))
                .add("updated_at", Times.iso(post.createdAt()))
                .add("comment_count", post.comments())
                .add("user_likes_count", post.likes())
                .add("is_liked", false)
                .add("space", spaceOf(post))
                .add("author", author(post.author()))
                .build();
    }

    private static JsonObjectBuilder spaceOf(Post post) {
        return Json.object()
                .add("id", post.space().id())
                .add("slug", post.space().slug())
                .add("name", post.space().name())
                .add("emoji", post.space().emoji());
    }

    private static JsonObjectBuilder author(Person author) {
        return Json.object()
                .add("id", userId(author))
                .add("community_member_id", author.communityMemberId())
                .add("name", author.name())
                .add("headline", author.headline())
                .addNull("avatar_url");
    }

    private JsonObject notification(Post post) {
        return Json.object()
                .add("id", 7_000_000 + post.id())
                .add("created_at", Times.iso(post.createdAt()))
                .addNull("read_at")
                .add("action", "add")
                .add("display_action", "posted")
                .add("actor_name", post.author().name())
                .addNull("actor_image")
                .add("notifiable_type", "Post")
                .add("notifiable_id", post.id())
                .add("notifiable_title", post.title())
                .add("space_id", post.space().id())
                .add("space_title", post.space().name())
                .add("action_web_url", url(post))
                .add(
                        "notifiable",
                        Json.object()
                                .add("id", post.id())
                                .add("community_id", communityId)
                                .add("space_id", post.space().id()))
                .build();
    }

    /** Another number than the membership's, since clients have mixed the two up. */
    private static long userId(Person person) {
        return 500_000 + person.communityMemberId();
    }

    private static String url(Post post) {
        return url(post.space()) + "/" + post.slug();
    }

    private static String url(Space space) {
        return SITE + "/c/" + space.slug();
    }
}
