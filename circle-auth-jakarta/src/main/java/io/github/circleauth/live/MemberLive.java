package io.github.circleauth.live;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.CircleMember;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.LeaseMember;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The real-time channel as one member.
 *
 * @param member looks the member up
 * @param origin returns the value of the handshake's Origin header, if a connection must be made
 * @param listeners the threads that call listeners
 */
public record MemberLive(Relays relays, Supplier<LeaseMember> member, Supplier<String> origin, Executor listeners)
        implements CircleLive {

    @Override
    public LiveSubscription subscribe(LiveChannel channel, LiveListener listener) {
        requireNonNull(channel, "channel");
        requireNonNull(listener, "listener");
        Lease lease = member.get().required();
        relays.requireSession(lease);
        String from = origin.get();
        ListenerSubscription subscription = new ListenerSubscription(
                listener, subscriber -> relays.subscribe(lease, channel, from, subscriber), listeners);
        subscription.begin();
        return subscription;
    }

    @Override
    public CircleLive as(CircleMember captured) {
        if (captured.capture() instanceof LeaseMember handle) {
            return new MemberLive(relays, () -> handle, origin, listeners);
        }
        throw captured.whyAbsent()
                .<RuntimeException>map(NotSignedInException::new)
                .orElseGet(() -> new IllegalArgumentException(
                        "This is no member of this application. Pass what CircleMember.capture() returned."));
    }
}
