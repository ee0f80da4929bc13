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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The activity of the members: likes, comments, and the notifications of these. */
final class MemberActivity {

    /** A notification of a post in one of the member's spaces, or of a comment on a post by the member, or of a like of it. */
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

        static Notification ofLike(long number, Post post, Person liker, Instant now) {
            return new Notification(9_000_000 + number, "Post", "liked", post.id(), liker, post, now);
        }
    }

    /** A notification since the community was created, and its recipient. */
    record News(Person recipient, Notification notification) {}

    private final Community community;
    private final List<Comment> comments;
    private final Consumer<News> onNews;
    /** All news, oldest first. */
    private final List<News> news = new ArrayList<>();

    private final Map<Long, Set<Long>> likers = new HashMap<>();
    private final Map<Long, Map<Long, Instant>> readTimes = new HashMap<>();
    /**
     * The number of all members' news when each member saw the own ones. A member without an entry hasn't seen the sample
     * posts either.
     */
    private final Map<Long, Integer> seenNews = new HashMap<>();

    MemberActivity(Community community, List<Comment> initialComments, Consumer<News> onNews) {
        this.community = community;
        this.onNews = onNews;
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
            tell(post.author(), Notification.of(comment));
        }
        return comment;
    }

    /** Notifies the other members of the post's space. */
    synchronized void published(Post post) {
        community.people().stream()
                .filter(person -> !person.equals(post.author()) && community.isIn(person, post.space()))
                .forEach(person -> tell(person, Notification.of(post)));
    }

    private void tell(Person recipient, Notification notification) {
        News added = new News(recipient, notification);
        news.add(added);
        onNews.accept(added);
    }

    synchronized int likes(Post post) {
        return post.likes() + likers(post).size();
    }

    synchronized boolean isLiked(Post post, Person person) {
        return likers(post).contains(person.communityMemberId());
    }

    /** Adds a like. The first like by a member notifies the post's author. */
    synchronized void like(Post post, Person person, Instant now) {
        boolean added = likers(post).add(person.communityMemberId());
        if (added && !post.author().equals(person) && !hasToldOfLike(post, person)) {
            tell(post.author(), Notification.ofLike(news.size(), post, person, now));
        }
    }

    private boolean hasToldOfLike(Post post, Person liker) {
        return news.stream()
                .map(News::notification)
                .anyMatch(told -> told.displayAction().equals("liked")
                        && told.post().equals(post)
                        && told.actor().equals(liker));
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
                        newsOf(person, 0).map(News::notification),
                        community.samplesByOthers(person).stream().map(Notification::of))
                .sorted(Comparator.comparing(Notification::createdAt).reversed())
                .toList();
    }

    private Stream<News> newsOf(Person person, int from) {
        return news.stream().skip(from).filter(each -> each.recipient().equals(person));
    }

    /** Returns the number of notifications that are new to a member. */
    synchronized int newNotifications(Person person) {
        Integer seen = seenNews.get(person.communityMemberId());
        int newSamples = 2 + community.people().indexOf(person) % 4;
        int unseenSamples = seen == null
                ? Math.min(newSamples, community.samplesByOthers(person).size())
                : 0;
        return unseenSamples + (int) newsOf(person, seen == null ? 0 : seen).count();
    }

    /** Marks all notifications as seen, so that none is new. */
    synchronized void markSeen(Person person) {
        seenNews.put(person.communityMemberId(), news.size());
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
