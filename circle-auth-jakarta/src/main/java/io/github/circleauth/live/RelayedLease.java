package io.github.circleauth.live;

import io.github.circleauth.session.Lease;
import io.github.circleauth.session.LeaseOwner;
import io.github.circleauth.session.SessionTimeout;
import java.util.OptionalLong;

/**
 * A lease of this deployment, subscribed at its relay.
 *
 * @param origin the Origin header of connections to Circle
 */
record RelayedLease(Lease lease, Relays relays, String origin) implements PageLease {

    @Override
    public String id() {
        return lease.id();
    }

    @Override
    public Object member() {
        return LeaseOwner.of(lease).identity().<Object>map(identity -> identity).orElse(lease.id());
    }

    @Override
    public OptionalLong communityMemberId() {
        return LeaseOwner.of(lease).communityMemberId();
    }

    @Override
    public boolean isOverAt(long nanos) {
        return lease.isEnded() || SessionTimeout.isOver(lease, nanos);
    }

    @Override
    public Subscription subscribe(LiveChannel channel, Subscriber subscriber) {
        return relays.subscribe(lease, channel, origin, subscriber);
    }
}
