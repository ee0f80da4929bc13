package io.github.circleauth.example;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one member sees of the community: the Member API's answers, as far as the page shows them. Circle leaves fields out
 * and adds others without notice; whatever is missing is null here and blank on the page.
 */
public record Community(Profile profile, Feed feed, List<Space> spaces, News news) {

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

    /** The first page of the home feed. */
    public record Feed(@Nullable List<Post> records) {}

    /** One post. */
    public record Post(
            @Nullable String displayTitle,
            @Nullable String bodyPlainText,
            @Nullable String url,
            @Nullable Instant createdAt,
            @Nullable Integer commentCount,
            @Nullable Integer userLikesCount,
            @Nullable Space space,
            @Nullable Author author) {

        public String age() {
            return createdAt == null ? "" : ageOf(Duration.between(createdAt, Instant.now()));
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
            @Nullable String name,
            @Nullable String emoji,
            @Nullable Boolean isMember) {}

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
