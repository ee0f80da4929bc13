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

/** The activity of the members: likes, comments and read notifications. */
final class MemberActivity {

    /** A notification of a post in one of the member's spaces, or of a comment on a post by the member. */
    record Notification(
            long id, String type, String displayAction, long subjectId, Person actor, Post post, Instant createdAt) {

        static Notification of(Post post) {
            return new Notification(
                    7_000_000 + post.id(), "Post", "posted", post.id(), post.author(), post, post.createdAt());
        }

        static Notification of(Comment comment) {
            return new Notification(
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
    /** The comments that notify the author of their post. */
    private final List<Comment> notifyingComments = new ArrayList<>();

    private final Map<Long, Set<Long>> likers = new HashMap<>();
    private final Map<Long, Map<Long, Instant>> readTimes = new HashMap<>();
    /**
     * The number of notifying comments that each member has seen. A member without an entry hasn't seen the posts
     * either.
     */
    private final Map<Long, Integer> seenComments = new HashMap<>();

    MemberActivity(Community community, List<Comment> initialComments) {
        this.community = community;
        this.comments = new ArrayList<>(initialComments);
    }

    /** Returns the comments on a post, oldest first. */
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
            notifyingComments.add(comment);
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
        return likers.computeIfAbsent(post.id(), id -> new HashSet<>());
    }

    /** Returns a member's notifications, newest first. */
    synchronized List<Notification> notifications(Person person) {
        return Stream.concat(
                        commentsNotifying(person).map(Notification::of),
                        community.postsByOthers(person).stream().map(Notification::of))
                .sorted(Comparator.comparing(Notification::createdAt).reversed())
                .toList();
    }

    private Stream<Comment> commentsNotifying(Person person) {
        return notifyingComments.stream()
                .filter(comment -> comment.post().author().equals(person));
    }

    /** Returns the number of notifications that are new to a member. */
    synchronized int newNotifications(Person person) {
        int all = (int) commentsNotifying(person).count();
        Integer seen = seenComments.get(person.communityMemberId());
        int newPosts = 2 + community.people().indexOf(person) % 4;
        return seen == null
                ? all + Math.min(newPosts, community.postsByOthers(person).size())
                : all - seen;
    }

    /** Marks all notifications as seen, so that none is new. */
    synchronized void markSeen(Person person) {
        seenComments.put(
                person.communityMemberId(), (int) commentsNotifying(person).count());
    }

    /** Marks a notification as read at its first call, and returns it. */
    synchronized Optional<Notification> markRead(Person person, String id, Instant now) {
        Optional<Notification> found = notifications(person).stream()
                .filter(notification -> Long.toString(notification.id()).equals(id))
                .findFirst();
        found.ifPresent(notification -> readTimes(person).putIfAbsent(notification.id(), now));
        return found;
    }

    synchronized void markAllRead(Person person, Instant now) {
        notifications(person).forEach(notification -> readTimes(person).putIfAbsent(notification.id(), now));
    }

    /** Returns when a member read a notification, or null. */
    synchronized @Nullable Instant readAt(Person person, Notification notification) {
        return readTimes(person).get(notification.id());
    }

    private Map<Long, Instant> readTimes(Person person) {
        return readTimes.computeIfAbsent(person.communityMemberId(), id -> new HashMap<>());
    }
}
