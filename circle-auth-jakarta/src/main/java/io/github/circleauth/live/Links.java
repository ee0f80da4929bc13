package io.github.circleauth.live;

import io.github.circleauth.AccessToken;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a relay: the current one, and during a hand-over the next one, with a newer token. Used by one thread at a
 * time.
 *
 * <p>"The old one until the new one is confirmed, then the new one" would lose what is still on its way over the old one. So both
 * are listened to for a while after the confirmation, and each event is passed on once: by the connection that brings it first.
 */
final class Links {

    /**
     * How long a hand-over waits for what the current connection has. Then the next one takes over with the channels that
     * Circle confirmed on it; without any, it has failed. For a single channel, such as a deleted room, Circle may never reply.
     */
    private static final Duration MAX_HAND_OVER = Duration.ofSeconds(15);

    private final Duration overlap;
    private @Nullable Link current;
    private @Nullable Link next;
    /** Connections that ended, while what they brought before may still be in the queue. */
    private final Set<Link> former = new HashSet<>();

    private long readySince;
    private boolean ready;

    /**
     * Creates the object without a connection.
     *
     * @param overlap how long both connections are listened to after the next one is confirmed
     */
    Links(Duration overlap) {
        this.overlap = overlap;
    }

    void add(Link link) {
        if (current == null) {
            current = link;
        } else {
            next = link;
            ready = false;
        }
    }

    /** Removes a connection, which ended. */
    void remove(Link link) {
        if (link.equals(next)) {
            next = null;
        } else if (link.equals(current)) {
            current = next;
            next = null;
        }
        former.add(link);
    }

    /** Forgets a connection that was removed, since nothing that it brought is in the queue any more. */
    void forget(Link link) {
        former.remove(link);
    }

    boolean contains(Link link) {
        return link.equals(current) || link.equals(next);
    }

    /** Returns whether a connection is to be made with a token: the first one, or one that takes over. */
    boolean isWanted(@Nullable AccessToken newest) {
        return current == null || (next == null && current.isWelcomed() && newest != null && !current.hasToken(newest));
    }

    boolean isConnected() {
        return all().anyMatch(Link::isWelcomed);
    }

    /** Calls each connection. */
    void each(Consumer<Link> call) {
        all().forEach(call);
    }

    List<Link> dead(long nanos) {
        return all().filter(link -> link.isDead(nanos)
                        || (link.equals(next) && link.isOlderThan(MAX_HAND_OVER, nanos) && !canTakeOver(nanos)))
                .toList();
    }

    private Stream<Link> all() {
        return Stream.of(current, next).filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    /** Returns whether a connection is the first to bring an event, and notes it for the other one. */
    boolean bringsFirst(Link link, String identifier, String text, long nanos) {
        if (link.wasPassedOnElsewhere(text, nanos)) {
            return false;
        }
        Stream.concat(all(), former.stream())
                .filter(other -> !other.equals(link))
                .forEach(other -> other.passedOnElsewhere(identifier, text, nanos));
        return true;
    }

    /** Returns the current connection if the next one has been able to take over for long enough, otherwise null. */
    @Nullable Link replaced(long nanos) {
        boolean wasReady = ready;
        ready = canTakeOver(nanos);
        if (ready && !wasReady) {
            readySince = nanos;
        }
        return ready && nanos - readySince >= overlap.toNanos() ? current : null;
    }

    private boolean canTakeOver(long nanos) {
        return current != null
                && next != null
                && next.isWelcomed()
                && (next.confirmed().containsAll(current.confirmed())
                        || (next.isOlderThan(MAX_HAND_OVER, nanos)
                                && !next.confirmed().isEmpty()));
    }

    void abort() {
        each(Link::abort);
        current = null;
        next = null;
    }
}
