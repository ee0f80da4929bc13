package io.github.circleauth.live;

import java.util.OptionalLong;

/** The lease of the member whose page it is. */
interface PageLease {

    /** Returns the lease's id. */
    String id();

    /** Returns the member's identity, or the lease's id if the user is not known to be one: pages are counted by it. */
    Object member();

    /** Returns the member's id at Circle, or empty as long as no token has been obtained. */
    OptionalLong communityMemberId();

    /** Returns whether the lease has ended, or its session's time is over: an open socket does not prolong it. */
    boolean isOverAt(long nanos);

    /** Subscribes to a channel as the member. */
    Subscription subscribe(LiveChannel channel, Subscriber subscriber);
}
