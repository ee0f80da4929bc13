package io.github.circleauth.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What there is to read in the community: invented spaces and posts, the same each time, other ones for each member. */
final class Community {

    record Space(long id, String slug, String name, String emoji) {}

    record Post(
            long id,
            Space space,
            Person author,
            String title,
            String text,
            Instant createdAt,
            int comments,
            int likes) {

        String slug() {
            return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        }
    }

    private static final List<Space> SPACES = List.of(
            new Space(11, "front-porch", "Front porch", "🏡"),
            new Space(12, "workshop", "Workshop", "🔧"),
            new Space(13, "reading-room", "Reading room", "📚"),
            new Space(14, "kitchen-table", "Kitchen table", "🍞"));

    private static final String[][] TEXTS = {
        {"11", "Say hello here", "New faces this week: tell us what you make and what you would like to learn."},
        {"12", "A hinge that doesn't squeak", "Brass, a drop of oil, and patience. Drawings are in the comments."},
        {"13", "Notes on a slow book", "Forty pages a week suits it well. We talk about chapter three on Thursday."},
        {"14", "Bread on a weeknight", "Mix it in the morning, bake it at seven; the fridge does the rest."},
        {"12", "Which solder for old radios?", "The tin in the attic says 1961. Is it still any good?"},
        {"11", "The summer meeting has a date", "We meet on the second Saturday of June, by the river if it is dry."},
        {"13", "Three essays about maps", "One is long, one is wrong, one is a delight. Guess which is which."},
        {"12", "My bench, before and after", "It took two weekends and every clamp in the house."},
        {"14", "What to do with ten lemons", "Salt them, says the whole table. I have salted them."},
        {"13", "Reading aloud, anyone?", "A voice call on Sunday evenings, a chapter each, no preparation."},
        {"12", "Measuring without a ruler", "A sheet of paper is a ruler if you know how to fold it."},
        {"11", "Thank you, helpers", "The move went quickly because eleven of you turned up with boxes."},
        {"12", "A clock that runs backwards", "Swap two wires and it is suddenly a conversation piece."},
        {"13", "Borrow my atlas", "It is heavy and out of date, and the prettiest book I own."},
    };

    private final List<Person> people;
    private final Instant born;
    private final List<Post> posts = new ArrayList<>();
    private final Set<Long> withoutNews = new HashSet<>();

    Community(List<Person> people, Instant born) {
        this.people = people;
        this.born = born;
        for (int i = 0; i < TEXTS.length && !people.isEmpty(); i++) {
            posts.add(post(i));
        }
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

    /** How many of the noticed posts are news; the first so many. */
    synchronized int news(Person person) {
        int news = 2 + people.indexOf(person) % 4;
        return withoutNews.contains(person.communityMemberId())
                ? 0
                : Math.min(news, noticed(person).size());
    }

    synchronized void seen(Person person) {
        withoutNews.add(person.communityMemberId());
    }

    private Post post(int index) {
        String[] text = TEXTS[index];
        Space space = space(text[0]).orElseThrow();
        Person author = people.get((index * 3 + 1) % people.size());
        Instant at = born.minus(Duration.ofHours(5L * index + 2)).minus(Duration.ofMinutes(7L * index));
        return new Post(2001 + index, space, author, text[1], text[2], at, index * 2 % 7, index * 5 % 11);
    }
}
