package io.github.circleauth.example;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a member sees of the community: the Member API's answers, as far as the pages show them. Circle leaves fields out
 * and adds others without notice; whatever is missing is null here and blank on the page.
 */
public final class Community {

    private Community() {}

    /** The member. */
    public record Profile(
            @Nullable String name,
            @Nullable String headline,
            @Nullable Integer postsCount,
            @Nullable Integer commentsCount) {

        public Author author() {
            return new Author(name);
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
            @Nullable Author author) {

        public String age() {
            return ageOf(createdAt);
        }

        public String likes() {
            return counted(userLikesCount == null ? 0 : userLikesCount, "like");
        }

        public String comments() {
            return counted(commentCount == null ? 0 : commentCount, "comment");
        }

        /** Returns the address of the post, unless it is one that a page must not link to. */
        public @Nullable String link() {
            return url != null && url.startsWith("https://") ? url : null;
        }
    }

    /** What is said about a post. */
    public record Comments(@Nullable List<Comment> records) {}

    /** What somebody said about a post. */
    public record Comment(
            @Nullable String bodyText,
            @Nullable Instant createdAt,
            @Nullable Author author) {

        public String age() {
            return ageOf(createdAt);
        }
    }

    /** Somebody with a name, and the round picture that is made of it. */
    public record Author(@Nullable String name) {

        public String initials() {
            return initialsOf(name);
        }

        /** Returns one of the style sheet's colours, the same one for the same name. */
        public int colour() {
            return name == null ? 0 : Math.floorMod(name.hashCode(), 5);
        }
    }

    /** A part of the community. */
    public record Space(
            @Nullable Long id,
            @Nullable String name,
            @Nullable String emoji,
            @Nullable Boolean isMember) {}

    /** What members meet for. */
    public record Events(@Nullable List<Event> records) {}

    /** Something that members meet for. */
    public record Event(
            @Nullable String displayTitle,
            @Nullable String bodyPlainText,
            @Nullable When eventSettingAttributes,
            @Nullable Space space,
            @Nullable Author author) {

        public @Nullable When when() {
            return eventSettingAttributes;
        }
    }

    /** What the member is told of. */
    public record Notices(@Nullable List<Notice> records) {}

    /** Something that the member is told of. */
    public record Notice(
            @Nullable Long id,
            @Nullable Instant createdAt,
            @Nullable Instant readAt,
            @Nullable String actorName,
            @Nullable String displayAction,
            @Nullable String notifiableTitle,
            @Nullable String spaceTitle,
            @Nullable Long spaceId,
            @Nullable About notifiable) {

        public String age() {
            return ageOf(createdAt);
        }

        public Author actor() {
            return new Author(actorName);
        }
    }

    /** What a notice is about: a post itself, or something within one. */
    public record About(@Nullable Long id, @Nullable Long postId) {

        public @Nullable Long post() {
            return postId == null ? id : postId;
        }
    }

    /** The members that were looked for. */
    public record People(@Nullable Integer count, @Nullable List<Profile> records) {}

    /** What is new for the member. */
    public record News(@Nullable Integer newNotificationsCount) {}

    static String initialsOf(@Nullable String name) {
        return Stream.of(name == null ? "" : name.strip())
                .flatMap(whole -> Stream.of(whole.split("\\s+")))
                .filter(word -> !word.isEmpty())
                .limit(2)
                .map(word -> word.substring(0, word.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static String ageOf(@Nullable Instant moment) {
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
