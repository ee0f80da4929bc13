package io.github.circleauth.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The requests of the last span of the window's length, oldest first. Its memory is bounded by the number of requests that
 * it holds at most. Not thread-safe.
 */
final class RequestWindow {

    enum Kind {
        SIGN_IN,
        RENEWAL,
        REVOCATION,
        MEMBER_API,
        /** A request of the Member API's share too. */
        HANDSHAKE
    }

    /** The member of a request that no page sent. */
    static final long NO_PAGE = 0;

    /**
     * The numbers of requests in a window.
     *
     * @param handshakes those of the Member API's that opened a connection to the real-time channel
     * @param ofPages those of the Member API that one member's pages sent
     */
    record Counts(int signIns, int renewals, int revocations, int memberApi, int handshakes, int ofPages) {

        int tokens() {
            return signIns + renewals;
        }

        int total() {
            return tokens() + revocations + memberApi;
        }

        private Counts plus(Kind kind, int more) {
            return switch (kind) {
                case SIGN_IN -> new Counts(signIns + more, renewals, revocations, memberApi, handshakes, ofPages);
                case RENEWAL -> new Counts(signIns, renewals + more, revocations, memberApi, handshakes, ofPages);
                case REVOCATION -> new Counts(signIns, renewals, revocations + more, memberApi, handshakes, ofPages);
                case MEMBER_API -> new Counts(signIns, renewals, revocations, memberApi + more, handshakes, ofPages);
                case HANDSHAKE ->
                    new Counts(signIns, renewals, revocations, memberApi + more, handshakes + more, ofPages);
            };
        }

        private Counts withPages(int count) {
            return count == ofPages ? this : new Counts(signIns, renewals, revocations, memberApi, handshakes, count);
        }
    }

    private final int capacity;
    private final long length;

    // A ring of the requests, oldest at `head`.
    private final long[] times;
    private final Kind[] kinds;
    private final long[] members;
    private int head;

    private Counts counts = new Counts(0, 0, 0, 0, 0, 0);
    private final Map<Long, Integer> ofPages = new HashMap<>();

    RequestWindow(int capacity, Duration length) {
        this.capacity = capacity;
        this.length = length.toNanos();
        this.times = new long[capacity];
        this.kinds = new Kind[capacity];
        this.members = new long[capacity];
    }

    /**
     * Returns the numbers of requests now.
     *
     * @param member the member whose pages' requests are counted, or {@link #NO_PAGE}
     */
    Counts countsAt(long now, long member) {
        while (counts.total() > 0 && now - times[head] >= length) {
            forgetOldest();
        }
        return counts.withPages(ofPages.getOrDefault(member, 0));
    }

    private void forgetOldest() {
        counts = counts.plus(kinds[head], -1);
        ofPages.computeIfPresent(members[head], (member, count) -> count == 1 ? null : count - 1);
        head = (head + 1) % capacity;
    }

    /** Adds a request. The window must hold fewer than its capacity. */
    void add(long now, Kind kind, long member) {
        int tail = (head + counts.total()) % capacity;
        times[tail] = now;
        kinds[tail] = kind;
        members[tail] = member;
        counts = counts.plus(kind, 1);
        if (member != NO_PAGE) {
            ofPages.merge(member, 1, Integer::sum);
        }
    }

    /** Returns the time until enough requests have left the window for a rule, if no other is added. */
    long untilAllowed(long now, long member, Predicate<Counts> rule) {
        Counts left = countsAt(now, member);
        int oldest = head;
        long leaves = now;
        while (left.total() > 0 && !rule.test(left)) {
            leaves = times[oldest] + length;
            boolean ofPage = member != NO_PAGE && members[oldest] == member;
            left = left.plus(kinds[oldest], -1).withPages(left.ofPages() - (ofPage ? 1 : 0));
            oldest = (oldest + 1) % capacity;
        }
        return leaves - now;
    }

    /** Returns how many members have requests of pages in the window. */
    int membersCounted() {
        return ofPages.size();
    }
}
