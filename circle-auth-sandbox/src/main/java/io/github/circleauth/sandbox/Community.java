package io.github.circleauth.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What there is to read in the community: invented spaces, posts and events, the same each time, other ones for each member.
 */
final class Community {

    record Space(long id, String slug, String name, String emoji) {}

    record Post(long id, Space space, Person author, String title, String text, Instant createdAt, int likes) {

        String slug() {
            return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        }
    }

    /** What somebody said about a post. */
    record Comment(long id, Post post, Person author, String text, Instant createdAt) {}

    /** Something that members meet for. */
    record Event(long id, Space space, Person host, String title, String text, Instant startsAt, Duration length) {}

    private static final List<Space> SPACES = List.of(
            new Space(11, "front-porch", "Front porch", "🏡"),
            new Space(12, "workshop", "Workshop", "🔧"),
            new Space(13, "reading-room", "Reading room", "📚"),
            new Space(14, "kitchen-table", "Kitchen table", "🍞"));

    private final List<Person> people;
    private final Instant born;
    private final List<Post> posts = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Activity activity;

    Community(List<Person> people, Instant born) {
        this.people = people;
        this.born = born;
        List<Comment> said = new ArrayList<>();
        for (int i = 0; i < Texts.POSTS.length && !people.isEmpty(); i++) {
            Post post = post(i);
            posts.add(post);
            said.addAll(comments(post, i));
        }
        for (int i = 0; i < Texts.EVENTS.length && !people.isEmpty(); i++) {
            events.add(event(i));
        }
        this.activity = new Activity(this, said);
    }

    /** What members did since. */
    Activity activity() {
        return activity;
    }

    List<Person> people() {
        return people;
    }

    /** When the oldest of the posts began to age. */
    Instant born() {
        return born;
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

    /** The events of every space a member is in, the next one first. */
    List<Event> events(Person person) {
        return events.stream()
                .filter(event -> isIn(person, event.space()))
                .sorted(Comparator.comparing(Event::startsAt))
                .toList();
    }

    /** Everybody is in the first space; of the others each member lacks one. */
    boolean isIn(Person person, Space space) {
        int lacking = SPACES.size() - 1 - people.indexOf(person) % (SPACES.size() - 1);
        return SPACES.indexOf(space) != lacking;
    }

    /** The posts of a space, newest first. */
    List<Post> posts(Space space) {
        return posts.stream()
                .filter(post -> post.space().equals(space))
                .sorted(Comparator.comparing(Post::createdAt).reversed())
                .toList();
    }

    /** The posts of every space a member is in, newest first. */
    List<Post> feed(Person person) {
        return posts.stream()
                .filter(post -> isIn(person, post.space()))
                .sorted(Comparator.comparing(Post::createdAt).reversed())
                .toList();
    }

    /** What others posted where the member reads. */
    List<Post> noticed(Person person) {
        return feed(person).stream()
                .filter(post -> !post.author().equals(person))
                .toList();
    }

    long postsBy(Person person) {
        return posts.stream().filter(post -> post.author().equals(person)).count();
    }

    private Post post(int index) {
        String[] text = Texts.POSTS[index];
        Space space = space(text[0]).orElseThrow();
        Instant at = born.minus(Duration.ofHours(5L * index + 2)).minus(Duration.ofMinutes(7L * index));
        return new Post(2001 + index, space, person(index * 3 + 1), text[1], text[2], at, index * 5 % 11);
    }

    /** What is said about a post alone, then what could be said about any. */
    private List<Comment> comments(Post post, int index) {
        String[] own = Arrays.copyOfRange(Texts.POSTS[index], 3, Texts.POSTS[index].length);
        List<Comment> comments = new ArrayList<>();
        for (int i = 0; i < Math.max(own.length, index * 2 % 7); i++) {
            String text = i < own.length ? own[i] : Texts.COMMENTS[(index * 3 + i) % Texts.COMMENTS.length];
            Instant at = post.createdAt().plus(Duration.ofMinutes(19L * (i + 1)));
            comments.add(new Comment(30_000 + 10L * index + i, post, person(index + i + 2), text, at));
        }
        return comments;
    }

    private Event event(int index) {
        String[] text = Texts.EVENTS[index];
        Instant at = born.truncatedTo(ChronoUnit.DAYS)
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
