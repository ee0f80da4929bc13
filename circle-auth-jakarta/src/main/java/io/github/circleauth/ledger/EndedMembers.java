package io.github.circleauth.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The members all of whose leases ended, each remembered until no tokens that were requested before are on their way. Not
 * thread-safe.
 */
final class EndedMembers {

    private record End(Subject member, Instant at) {}

    private final List<End> ends = new ArrayList<>();

    void add(Subject member, Instant now) {
        removeExpired(now);
        ends.add(new End(member, now));
    }

    /** Returns whether all leases of a lease's member were ended after a moment. */
    boolean include(Subject lease, Instant moment) {
        return ends.stream().anyMatch(end -> end.at.isAfter(moment) && end.member.includes(lease));
    }

    /** Forgets the ends after which nothing can arrive any more. */
    void removeExpired(Instant now) {
        ends.removeIf(end -> !end.at.plus(EndedLeases.LATEST_ARRIVAL).isAfter(now));
    }
}
