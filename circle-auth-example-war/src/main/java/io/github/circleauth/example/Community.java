package io.github.circleauth.example;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records for the JSON of the Member API, with the fields that the pages show. Circle omits fields and adds others without
 * notice: a missing field is null here and blank on the page.
 */
public final class Community {

    private Community() {}

    /** A member. */
    public record Profile(
            @Nullable String name,
            @Nullable String headline,
            @Nullable Integer postsCount,
            @Nullable Integer commentsCount) {

        public Person author() {
            return new Person(name);
        }
    }

    /** One page of posts. */
    public record Feed(
            @Nullable Integer page,
            @Nullable Boolean hasNextPage,
            @Nullable List<Post> records) {}

    /** One post. */
    public record Post(
            @Nullable Long id,
            @Nullable String displayTitle,
            @Nullable String bodyPlainText,
            @Nullable String url,
            @Nullable Instant createdAt,
            @Nullable Integer commentCount,
            @Nullable Integer userLikesCount,
            @Nullable Boolean isLiked,
            @Nullable Space space,
            @Nullable Person author) {

        public String age() {
            return ageOf(createdAt);
        }

        public String likes() {
            return counted(userLikesCount == null ? 0 : userLikesCount, "like");
        }

        public String comments() {
            return counted(commentCount == null ? 0 : commentCount, "comment");
        }

        /** Returns the post's address at Circle, or null if it is not an https address. */
        public @Nullable String link() {
            return url != null && url.startsWith("https://") ? url : null;
        }
    }

    /** The comments on a post. */
    public record Comments(@Nullable List<Comment> records) {}

    /** A comment on a post. */
    public record Comment(
            @Nullable Long id,
            @Nullable String bodyText,
            @Nullable Instant createdAt,
            @Nullable Person author) {

        public String age() {
            return ageOf(createdAt);
        }
    }

    /** A person's name, and the initials and colour of the avatar. */
    public record Person(@Nullable String name) {

        public String initials() {
            return initialsOf(name);
        }

        /** Returns the number of one of the style sheet's colours; equal names have equal colours. */
        public int colour() {
            return name == null ? 0 : Math.floorMod(name.hashCode(), 5);
        }
    }

    /** A space of the community. */
    public record Space(
            @Nullable Long id,
            @Nullable String name,
            @Nullable String emoji,
            @Nullable Boolean isMember) {}

    /** The community's events. */
    public record Events(@Nullable List<Event> records) {}

    /** An event. */
    public record Event(
            @Nullable String displayTitle,
            @Nullable String bodyPlainText,
            @Nullable EventTimes eventSettingAttributes,
            @Nullable Space space,
            @Nullable Person author) {

        public @Nullable EventTimes times() {
            return eventSettingAttributes;
        }
    }

    /** The member's notifications. */
    public record Notifications(@Nullable List<Notification> records) {}

    /** A notification. */
    public record Notification(
            @Nullable Long id,
            @Nullable Instant createdAt,
            @Nullable Instant readAt,
            @Nullable String actorName,
            @Nullable String displayAction,
            @Nullable String notifiableTitle,
            @Nullable String spaceTitle,
            @Nullable Long spaceId,
            @Nullable Notifiable notifiable) {

        public String age() {
            return ageOf(createdAt);
        }

        public Person actor() {
            return new Person(actorName);
        }
    }

    /** The subject of a notification: a post, or something that belongs to a post, such as a comment. */
    public record Notifiable(@Nullable Long id, @Nullable Long postId) {

        /** Returns the id of the post. */
        public @Nullable Long post() {
            return postId == null ? id : postId;
        }
    }

    /** The members that match a search. */
    public record Members(@Nullable Integer count, @Nullable List<Profile> records) {}

    /** The number of the member's new notifications. */
    public record NewNotifications(@Nullable Integer newNotificationsCount) {}

    static String initialsOf(@Nullable String name) {
        return Stream.of(name == null ? "" : name.strip())
                .flatMap(words -> Stream.of(words.split("\\s+")))
                .filter(word -> !word.isEmpty())
                .limit(2)
                .map(word -> word.substring(0, word.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    static String ageOf(@Nullable Instant moment) {
        return moment == null ? "" : ageOf(Duration.between(moment, Instant.now()));
    }

    static String ageOf(Duration age) {
        if (age.toMinutes() < 1) {
            return "just now";
        }
        if (age.toHours() < 1) {
            return counted(age.toMinutes(), "minute") + " ago";
        }
        return (age.toDays() < 1 ? counted(age.toHours(), "hour") : counted(age.toDays(), "day")) + " ago";
    }

    private static String counted(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
