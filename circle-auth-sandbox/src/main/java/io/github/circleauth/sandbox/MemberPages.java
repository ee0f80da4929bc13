package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Activity.Notice;
import io.github.circleauth.sandbox.Community.Comment;
import io.github.circleauth.sandbox.Community.Post;
import io.github.circleauth.sandbox.Community.Space;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the Member API lists for one member. */
final class MemberPages {

    private final Community community;
    private final Person member;
    private final Records records;

    MemberPages(Community community, long communityId, Person member) {
        this.community = community;
        this.member = member;
        this.records = new Records(community, communityId, member);
    }

    Records records() {
        return records;
    }

    JsonValue communityMember() {
        long spaces = community.spaces().stream()
                .filter(space -> community.isIn(member, space))
                .count();
        return Json.object()
                .add("id", member.communityMemberId())
                .add("user_id", Records.userId(member))
                .add("public_uid", Long.toHexString(member.communityMemberId() * 0x9E3779B1L & 0xFFFFFFFFL))
                .add("email", member.email())
                .add("name", member.name())
                .addNull("avatar_url")
                .add("headline", member.headline())
                .addNull("bio")
                .add("posts_count", community.postsBy(member))
                .add("comments_count", community.activity().commentsBy(member))
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
        return listing(page, sorted, records::post).add("sort", page.sort()).build();
    }

    JsonValue comments(Post post, Page page) {
        Comparator<Comment> oldestFirst = Comparator.comparing(Comment::createdAt);
        List<Comment> sorted = community.activity().comments(post).stream()
                .sorted(page.sort().equals("oldest") ? oldestFirst : oldestFirst.reversed())
                .toList();
        return listing(page, sorted, records::comment).add("sort", page.sort()).build();
    }

    JsonValue events(Page page) {
        return listing(page, community.events(member), records::event)
                .add("sort", page.sort())
                .build();
    }

    JsonValue members(Page page, String search) {
        String wanted = search.strip().toLowerCase(Locale.ROOT);
        Stream<Person> found = community.people().stream()
                .filter(person -> (person.name() + "\n" + person.headline())
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted));
        List<Person> all = (page.sort().equals("alphabetical")
                        ? found.sorted(Comparator.comparing(Person::name))
                        : found)
                .toList();
        return listing(page, all, Records::member)
                .add("page_count", page.count(all))
                .add("sort", page.sort())
                .build();
    }

    JsonValue notifications(Page page, String status) {
        Comparator<Notice> oldestFirst = Comparator.comparing(Notice::createdAt);
        List<Notice> sorted = community.activity().notices(member).stream()
                .filter(notice -> status.equals("all")
                        || status.equals("read") == (community.activity().readAt(member, notice) != null))
                .sorted(page.sort().equals("oldest") ? oldestFirst : oldestFirst.reversed())
                .toList();
        return listing(page, sorted, records::notification)
                .add("page_count", page.count(sorted))
                .build();
    }

    JsonValue newNotifications() {
        int news = community.activity().news(member);
        return Json.object()
                .add("new_notifications_count", news)
                .add("new_mentions_count", news / 4)
                .add("new_inbox_count", news)
                .build();
    }

    JsonValue spaces() {
        JsonArrayBuilder spaces = Json.array();
        community.spaces().forEach(space -> spaces.add(records.space(space)));
        return spaces.build();
    }

    private static <T> JsonObjectBuilder listing(Page page, List<T> all, Function<T, JsonObject> toJson) {
        JsonArrayBuilder records = Json.array();
        page.of(all).forEach(each -> records.add(toJson.apply(each)));
        return Json.object()
                .add("page", page.number())
                .add("per_page", page.size())
                .add("has_next_page", page.hasNext(all))
                .add("count", all.size())
                .add("records", records);
    }

    private List<Post> sorted(List<Post> newestFirst, String sort) {
        Activity activity = community.activity();
        Comparator<Post> order = switch (sort) {
            case "oldest" -> Comparator.comparing(Post::createdAt);
            case "alphabetical" -> Comparator.comparing(Post::title);
            case "popular", "likes" -> Comparator.comparing(activity::likes).reversed();
            case "new_activity" ->
                Comparator.comparing((Post post) -> activity.comments(post).size())
                        .reversed();
            default -> Comparator.comparing(Post::createdAt).reversed();
        };
        return newestFirst.stream().sorted(order).toList();
    }
}
