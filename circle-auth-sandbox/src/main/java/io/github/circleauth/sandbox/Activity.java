package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Community.Comment;
import io.github.circleauth.sandbox.Community.Post;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What members do in the community: they like and comment, and read what they are told of. */
final class Activity {

    /** What a member is told of: a post where they read, or a comment on a post of theirs. */
    record Notice(long id, String kind, String said, long about, Person actor, Post post, Instant createdAt) {

        static Notice of(Post post) {
            return new Notice(
                    7_000_000 + post.id(), "Post", "posted", post.id(), post.author(), post, post.createdAt());
        }

        static Notice of(Comment comment) {
            return new Notice(
                    8_000_000 + comment.id(),
                    "Comment",
                    "commented on",
                    comment.id(),
                    comment.author(),
                    comment.post(),
                    comment.createdAt());
        }
    }

    private final Community community;
    private final List<Comment> comments;
    private final List<Comment> news = new ArrayList<>();
    private final Map<Long, Set<Long>> likers = new HashMap<>();
    private final Map<Long, Map<Long, Instant>> read = new HashMap<>();
    /** How much of the news each member has seen; who isn't in it has not even seen what was there before. */
    private final Map<Long, Integer> seen = new HashMap<>();

    Activity(Community community, List<Comment> said) {
        this.community = community;
        this.comments = new ArrayList<>(said);
    }

    /** What is said about a post, oldest first. */
    synchronized List<Comment> comments(Post post) {
        return comments.stream().filter(comment -> comment.post().equals(post)).toList();
    }

    synchronized long commentsBy(Person person) {
        return comments.stream()
                .filter(comment -> comment.author().equals(person))
                .count();
    }

    synchronized Comment comment(Post post, Person author, String text, Instant now) {
        Comment comment = new Comment(40_000 + comments.size(), post, author, text, now);
        comments.add(comment);
        if (!post.author().equals(author)) {
            news.add(comment);
        }
        return comment;
    }

    synchronized int likes(Post post) {
        return post.likes() + likers(post).size();
    }

    synchronized boolean isLiked(Post post, Person person) {
        return likers(post).contains(person.communityMemberId());
    }

    synchronized void like(Post post, Person person) {
        likers(post).add(person.communityMemberId());
    }

    synchronized void unlike(Post post, Person person) {
        likers(post).remove(person.communityMemberId());
    }

    private Set<Long> likers(Post post) {
        return likers.computeIfAbsent(post.id(), none -> new HashSet<>());
    }

    /** What a member is told of, newest first. */
    synchronized List<Notice> notices(Person person) {
        return Stream.concat(
                        newsFor(person).map(Notice::of),
                        community.noticed(person).stream().map(Notice::of))
                .sorted(Comparator.comparing(Notice::createdAt).reversed())
                .toList();
    }

    private Stream<Comment> newsFor(Person person) {
        return news.stream().filter(comment -> comment.post().author().equals(person));
    }

    /** How many of the notices are new to a member; the first so many. */
    synchronized int news(Person person) {
        int all = (int) newsFor(person).count();
        Integer upTo = seen.get(person.communityMemberId());
        int before = 2 + community.people().indexOf(person) % 4;
        return upTo == null ? all + Math.min(before, community.noticed(person).size()) : all - upTo;
    }

    synchronized void seen(Person person) {
        seen.put(person.communityMemberId(), (int) newsFor(person).count());
    }

    /** Marks a notice as read, once, and returns it. */
    synchronized Optional<Notice> read(Person person, String id, Instant now) {
        Optional<Notice> found = notices(person).stream()
                .filter(notice -> Long.toString(notice.id()).equals(id))
                .findFirst();
        found.ifPresent(notice -> readBy(person).putIfAbsent(notice.id(), now));
        return found;
    }

    synchronized void readAll(Person person, Instant now) {
        notices(person).forEach(notice -> readBy(person).putIfAbsent(notice.id(), now));
    }

    synchronized @Nullable Instant readAt(Person person, Notice notice) {
        return readBy(person).get(notice.id());
    }

    private Map<Long, Instant> readBy(Person person) {
        return read.computeIfAbsent(person.communityMemberId(), nothing -> new HashMap<>());
    }
}
