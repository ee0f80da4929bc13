package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Community.Comment;
import io.github.circleauth.sandbox.Community.Event;
import io.github.circleauth.sandbox.Community.Post;
import io.github.circleauth.sandbox.Community.Space;
import io.github.circleauth.sandbox.MemberActivity.Notification;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;

/**
 * Writes the community's spaces, posts, comments, events, members and notifications as the Member API does, for one
 * member.
 */
record RecordJson(Community community, long communityId, Person member) {

    private static final String SITE = "https://community.example.com";

    JsonObject space(Space space) {
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

    JsonObject post(Post post) {
        MemberActivity activity = community.activity();
        return Json.object()
                .add("id", post.id())
                .add("post_type", "basic")
                .add("status", "published")
                .add("name", post.title())
                .add("display_title", post.title())
                .add("slug", post.slug())
                .add("body_plain_text", post.text())
                .add("url", url(post))
                .add("created_at", Timestamps.iso(post.createdAt()))
                .add("updated_at", Timestamps.iso(post.createdAt()))
                .add("comment_count", activity.comments(post).size())
                .add("user_likes_count", activity.likes(post))
                .add("is_liked", activity.isLiked(post, member))
                .add("space", summary(post.space()))
                .add("author", author(post.author()))
                .build();
    }

    JsonObject comment(Comment comment) {
        return Json.object()
                .add("id", comment.id())
                .add("post_id", comment.post().id())
                .add("user_id", userId(comment.author()))
                .add("community_member_id", comment.author().communityMemberId())
                .addNull("parent_comment_id")
                .add("space_id", comment.post().space().id())
                .add("post_name", comment.post().title())
                .add("body", Json.object().add("html", Html.escaped(comment.text())))
                .add("body_text", comment.text())
                .add("created_at", Timestamps.iso(comment.createdAt()))
                .add("updated_at", Timestamps.iso(comment.createdAt()))
                .add("user_likes_count", 0)
                .add("is_liked", false)
                .add("replies_count", 0)
                .add("replies", Json.array())
                .add("author", author(comment.author()))
                .build();
    }

    JsonObject event(Event event) {
        return Json.object()
                .add("id", event.id())
                .add("post_type", "event")
                .add("status", "published")
                .add("name", event.title())
                .add("display_title", event.title())
                .add("body_plain_text", event.text())
                .add("space", summary(event.space()))
                .add("author", author(event.host()))
                .add("event_type", "single")
                .add("rsvped_event", false)
                .addNull("rsvp_status")
                .add(
                        "event_setting_attributes",
                        Json.object()
                                .add("starts_at", Timestamps.iso(event.startsAt()))
                                .add("ends_at", Timestamps.iso(event.startsAt().plus(event.length())))
                                .add("duration_in_seconds", event.length().toSeconds())
                                .add("location_type", "tbd"))
                .build();
    }

    static JsonObject member(Person person) {
        return Json.object()
                .add("community_member_id", person.communityMemberId())
                .add("name", person.name())
                .add("headline", person.headline())
                .addNull("avatar_url")
                .add("member_tags", Json.array())
                .add("messaging_enabled", false)
                .build();
    }

    private static JsonObjectBuilder summary(Space space) {
        return Json.object()
                .add("id", space.id())
                .add("slug", space.slug())
                .add("name", space.name())
                .add("emoji", space.emoji());
    }

    private static JsonObjectBuilder author(Person author) {
        return Json.object()
                .add("id", userId(author))
                .add("community_member_id", author.communityMemberId())
                .add("name", author.name())
                .add("headline", author.headline())
                .addNull("avatar_url");
    }

    JsonObject notification(Notification notification) {
        Instant readAt = community.activity().readAt(member, notification);
        Post post = notification.post();
        JsonObjectBuilder notifiable = Json.object()
                .add("id", notification.subjectId())
                .add("community_id", communityId)
                .add("space_id", post.space().id());
        if (notification.subjectId() != post.id()) {
            notifiable.add("post_id", post.id()).addNull("parent_comment_id");
        }
        return Json.object()
                .add("id", notification.id())
                .add("created_at", Timestamps.iso(notification.createdAt()))
                .add("read_at", readAt == null ? JsonValue.NULL : Json.string(Timestamps.iso(readAt)))
                .add("action", "add")
                .add("display_action", notification.displayAction())
                .add("actor_name", notification.actor().name())
                .addNull("actor_image")
                .add("notifiable_type", notification.type())
                .add("notifiable_id", notification.subjectId())
                .add("notifiable_title", post.title())
                .add("space_id", post.space().id())
                .add("space_title", post.space().name())
                .add("action_web_url", url(post))
                .add("notifiable", notifiable)
                .build();
    }

    /** Returns the user id. It differs from the community member id, since clients have confused the two. */
    static long userId(Person person) {
        return 500_000 + person.communityMemberId();
    }

    private static String url(Post post) {
        return url(post.space()) + "/" + post.slug();
    }

    private static String url(Space space) {
        return SITE + "/c/" + space.slug();
    }
}
