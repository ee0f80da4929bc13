package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.MemberActivity.News;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The content of the community: sample spaces, posts and events. It is the same at each start. Each member sees another
 * part of it.
 */
final class Community {

    record Space(long id, String slug, String name, String emoji) {}

    record Post(long id, Space space, Person author, String title, String text, Instant createdAt, int likes) {

        String slug() {
            return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        }
    }

    record Comment(long id, Post post, Person author, String text, Instant createdAt) {}

    record Event(long id, Space space, Person host, String title, String text, Instant startsAt, Duration length) {}

    private static final List<Space> SPACES = List.of(
            new Space(11, "front-porch", "Front porch", "🏡"),
            new Space(12, "workshop", "Workshop", "🔧"),
            new Space(13, "reading-room", "Reading room", "📚"),
            new Space(14, "kitchen-table", "Kitchen table", "🍞"));

    private final List<Person> people;
    private final Instant createdAt;
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final MemberActivity activity;
    private final ChatRooms chatRooms;

    /**
     * Creates a community.
     *
     * @param onNews is told of each new notification
     */
    Community(List<Person> people, Instant createdAt, Consumer<News> onNews) {
        this.people = people;
        this.createdAt = createdAt;
        List<Comment> comments = new ArrayList<>();
        for (int i = 0; i < SampleTexts.POSTS.length && !people.isEmpty(); i++) {
            Post post = post(i);
            posts.add(post);
            comments.addAll(comments(post, i));
        }
        for (int i = 0; i < SampleTexts.EVENTS.length && !people.isEmpty(); i++) {
            events.add(event(i));
        }
        this.activity = new MemberActivity(this, comments, onNews);
        this.chatRooms = new ChatRooms(people, createdAt);
    }

    ChatRooms chatRooms() {
        return chatRooms;
    }

    /** Returns the members' activity since the community was created. */
    MemberActivity activity() {
        return activity;
    }

    List<Person> people() {
        return people;
    }

    /** The time to which the dates of posts and events are relative. */
    Instant createdAt() {
        return createdAt;
    }

    List<Space> spaces() {
        return SPACES;
    }

    Optional<Space> space(String idOrSlug) {
        return SPACES.stream()
                .filter(space -> space.slug().equals(idOrSlug)
                        || Long.toString(space.id()).equals(idOrSlug))
                .findFirst();
    }

    Optional<Post> post(String idOrSlug) {
        return posts.stream()
                .filter(post ->
                        post.slug().equals(idOrSlug) || Long.toString(post.id()).equals(idOrSlug))
                .findFirst();
    }

    /** Returns the events of all spaces of a member, the next one first. */
    List<Event> events(Person person) {
        return events.stream()
                .filter(event -> isIn(person, event.space()))
                .sorted(Comparator.comparing(Event::startsAt))
                .toList();
    }

    /** Whether a member is in a space. Each member is in all spaces but one, which is never the first. */
    boolean isIn(Person person, Space space) {
        int missing = SPACES.size() - 1 - people.indexOf(person) % (SPACES.size() - 1);
        return SPACES.indexOf(space) != missing;
    }

    /** Returns the posts of a space, newest first. */
    List<Post> posts(Space space) {
        return posts.stream()
                .filter(post -> post.space().equals(space))
                .sorted(Comparator.comparing(Post::createdAt).reversed())
                .toList();
    }

    /** Returns the posts of all spaces of a member, newest first. */
    List<Post> feed(Person person) {
        return posts.stream()
                .filter(post -> isIn(person, post.space()))
                .sorted(Comparator.comparing(Post::createdAt).reversed())
                .toList();
    }

    /** Publishes a post by a member. */
    synchronized Post publish(Space space, Person author, String title, String text, Instant now) {
        Post post = new Post(2001 + posts.size(), space, author, title, text, now, 0);
        posts.add(post);
        activity.published(post);
        return post;
    }

    /** Returns the sample posts by others in the member's spaces, newest first. */
    List<Post> samplesByOthers(Person person) {
        return feed(person).stream()
                .filter(post -> post.createdAt().isBefore(createdAt))
                .filter(post -> !post.author().equals(person))
                .toList();
    }

    long postsBy(Person person) {
        return posts.stream().filter(post -> post.author().equals(person)).count();
    }

    private Post post(int index) {
        String[] text = SampleTexts.POSTS[index];
        Space space = space(text[0]).orElseThrow();
        Instant at = createdAt.minus(Duration.ofHours(5L * index + 2)).minus(Duration.ofMinutes(7L * index));
        return new Post(2001 + index, space, person(index * 3 + 1), text[1], text[2], at, index * 5 % 11);
    }

    /** Returns the comments on a sample post: its own ones first, then general ones. */
    private List<Comment> comments(Post post, int index) {
        String[] own = Arrays.copyOfRange(SampleTexts.POSTS[index], 3, SampleTexts.POSTS[index].length);
        List<Comment> comments = new ArrayList<>();
        for (int i = 0; i < Math.max(own.length, index * 2 % 7); i++) {
            String text = i < own.length ? own[i] : SampleTexts.COMMENTS[(index * 3 + i) % SampleTexts.COMMENTS.length];
            Instant at = post.createdAt().plus(Duration.ofMinutes(19L * (i + 1)));
            comments.add(new Comment(30_000 + 10L * index + i, post, person(index + i + 2), text, at));
        }
        return comments;
    }

    private Event event(int index) {
        String[] text = SampleTexts.EVENTS[index];
        Instant at = createdAt
                .truncatedTo(ChronoUnit.DAYS)
                .plus(Duration.ofDays(1L + 3L * index))
                .plus(Duration.ofHours(17));
        return new Event(
                4001 + index,
                space(text[0]).orElseThrow(),
                person(index + 1),
                text[1],
                text[2],
                at,
                Duration.ofMinutes(60L + 30L * index));
    }

    private Person person(int number) {
        return people.get(number % people.size());
    }
}
