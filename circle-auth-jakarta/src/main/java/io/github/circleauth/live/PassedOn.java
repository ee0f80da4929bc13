package io.github.circleauth.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The events that another connection of the same relay has passed on, and that this one may still bring: so that the two
 * together bring each event once. Events carry no id; identical texts count one for one. Used by one thread at a time.
 */
final class PassedOn {

    private record Event(String text, long at) {}

    private final long lifetime;
    private final int maxChars;
    private final Deque<Event> events = new ArrayDeque<>();
    private int chars;

    /**
     * Creates an empty record.
     *
     * @param lifetime how long after one connection the other one may bring an event
     * @param maxChars the bound of all texts together; the oldest make room
     */
    PassedOn(Duration lifetime, int maxChars) {
        this.lifetime = lifetime.toNanos();
        this.maxChars = maxChars;
    }

    void add(String text, long nanos) {
        forget(nanos);
        events.add(new Event(text, nanos));
        chars += text.length();
        while (chars > maxChars) {
            chars -= events.remove().text().length();
        }
    }

    /** Removes one such event. Returns whether there was one. */
    boolean remove(String text, long nanos) {
        forget(nanos);
        for (var each = events.iterator(); each.hasNext(); ) {
            if (each.next().text().equals(text)) {
                each.remove();
                chars -= text.length();
                return true;
            }
        }
        return false;
    }

    private void forget(long nanos) {
        for (Event oldest = events.peek(); oldest != null && nanos - oldest.at() >= lifetime; oldest = events.peek()) {
            events.remove();
            chars -= oldest.text().length();
        }
    }
}
