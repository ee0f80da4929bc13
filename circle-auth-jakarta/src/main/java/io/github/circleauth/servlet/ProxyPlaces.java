package io.github.circleauth.servlet;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of requests in the proxy: four for each member, so that pages that don't read their responses, or send their
 * requests slowly, use up their own member's share alone; and 64 in all, which bounds the memory for responses read ahead.
 */
final class ProxyPlaces {

    private static final int MAX_OF_MEMBER = 4;
    private static final int MAX = 64;

    private final Map<Long, Integer> takenByMember = new HashMap<>();
    private int taken;

    /** Takes a place for a request of a member, or returns null if the member or all members have taken all of theirs. */
    synchronized @Nullable Place take(long communityMemberId) {
        if (isFull() || takenByMember.getOrDefault(communityMemberId, 0) >= MAX_OF_MEMBER) {
            return null;
        }
        taken++;
        takenByMember.merge(communityMemberId, 1, Integer::sum);
        return () -> giveBack(communityMemberId);
    }

    /** Returns whether all members together have taken all places. */
    synchronized boolean isFull() {
        return taken >= MAX;
    }

    private synchronized void giveBack(long communityMemberId) {
        taken--;
        takenByMember.computeIfPresent(communityMemberId, (member, places) -> places == 1 ? null : places - 1);
    }

    /** The place of one request, to be closed once. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
