package io.github.circleauth.live;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A member's lease, whose relay the test plays. */
final class FakeLease implements PageLease {

    /** The subscriptions, in order. */
    final List<Relayed> relayed = new ArrayList<>();

    OptionalLong memberId = OptionalLong.of(1001);
    boolean over;

    private final String id;
    private final Object member;

    /** One subscription at the relay. */
    static final class Relayed implements Subscription {

        final LiveChannel channel;
        final Subscriber subscriber;
        boolean closed;

        Relayed(LiveChannel channel, Subscriber subscriber) {
            this.channel = channel;
            this.subscriber = subscriber;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    FakeLease(String id, Object member) {
        this.id = id;
        this.member = member;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Object member() {
        return member;
    }

    @Override
    public OptionalLong communityMemberId() {
        return memberId;
    }

    @Override
    public boolean isOverAt(long nanos) {
        return over;
    }

    @Override
    public Subscription subscribe(LiveChannel channel, Subscriber subscriber) {
        Relayed added = new Relayed(channel, subscriber);
        relayed.add(added);
        return added;
    }

    Relayed last() {
        return relayed.get(relayed.size() - 1);
    }
}
