package io.github.circleauth.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What is to be sent on one connection of the real-time channel, in order. Guarded by the monitor of the {@link Cable}. */
final class CableOutbox {

    /**
     * A message.
     *
     * @param text the text, or null to only close the connection
     * @param last whether the connection is closed after it
     * @param due not to be sent before
     */
    record Message(@Nullable String text, boolean last, Instant due) {

        int size() {
            return text == null ? 0 : text.length();
        }
    }

    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_MESSAGES = 10_000;
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private final Deque<Message> messages = new ArrayDeque<>();
    private long characters;
    private Duration pace;
    private Instant lastDue = Instant.MIN;
    private boolean stalled;

    CableOutbox(Duration pace) {
        this.pace = pace;
    }

    /**
     * Checks the time between two messages.
     *
     * @throws IllegalArgumentException if it is negative or longer than 100 years
     */
    static Duration checkPace(Duration pace) {
        if (pace.isNegative() || pace.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("Messages can be slowed by 0 to 100 years, not by " + pace + ".");
        }
        return pace;
    }

    /** Sets the time by which each message is sent after the one before, from the next one on. */
    void pace(Duration slow) {
        this.pace = checkPace(slow);
    }

    /** Holds all messages, or no longer. */
    void stalled(boolean holds) {
        this.stalled = holds;
    }

    boolean isStalled() {
        return stalled;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Adds a message. Returns false if too much waits: the client doesn't read. */
    boolean add(@Nullable String text, boolean last, Instant now) {
        Instant free = lastDue.isAfter(now) ? lastDue : now;
        lastDue = pace.isZero() ? free : free.plus(pace);
        Message message = new Message(text, last, lastDue);
        messages.add(message);
        characters += message.size();
        return characters <= MAX_CHARACTERS && messages.size() <= MAX_MESSAGES;
    }

    /** Removes the next message that is due, or returns null. */
    @Nullable Message poll(Instant now) {
        Message next = messages.peek();
        if (next == null || stalled || next.due().isAfter(now)) {
            return null;
        }
        characters -= next.size();
        return messages.poll();
    }

    /** Returns when the next message is due, or that other time if it is earlier. */
    Instant nextDue(Instant other) {
        Message next = messages.peek();
        return next == null || stalled || next.due().isAfter(other) ? other : next.due();
    }
}
