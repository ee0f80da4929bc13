package io.github.circleauth.live;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.live.Subscriber.RelayEnd;
import io.github.circleauth.live.Upstream.UpstreamEnd;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The relay of one lease: its connection to Circle, shared by all its subscribers.
 *
 * <p>The public methods may be called by any thread, and only put an input into a queue. All that follows is done by one thread at a
 * time: the state is a function of the inputs, in their order, and of the time.
 */
final class Relay {

    /** Is notified of a relay's end. */
    interface Owner {

        /** The relay is over. */
        void closed(Relay relay);

        /** The relay was over, for want of subscribers, when this one came. */
        void cameTooLate(Place place);
    }

    /** How long a channel without a subscriber stays subscribed to, and a relay without one connected. */
    private static final Duration UNUSED = Duration.ofSeconds(30);

    private final LiveLease lease;
    private final String origin;
    private final LiveEnvironment environment;
    private final Owner owner;
    private final SerialQueue inputs;
    private final AtomicBoolean ticking = new AtomicBoolean();

    // Used by the queue's thread alone.
    private final Links links;
    private final RelayChannels channels;
    private final Reconnection reconnection;
    private long usedAt;
    private boolean awaitsToken;
    private boolean tokenRefused;
    private boolean closed;
    private @Nullable RelayEnd end;

    Relay(LiveLease lease, String origin, LiveEnvironment environment, Owner owner) {
        long nanos = environment.ticker().nanos();
        this.lease = lease;
        this.origin = origin;
        this.environment = environment;
        this.owner = owner;
        this.inputs = environment.inputs();
        this.links = new Links(environment.overlap());
        this.channels = new RelayChannels(links, environment.json());
        this.reconnection = new Reconnection(environment.random(), environment.outages(), nanos);
        this.usedAt = nanos;
    }

    /** Adds a subscriber. Returns false if there are too many inputs, or the application is being undeployed. */
    boolean subscribe(Place place) {
        place.in(this);
        return inputs.add(() -> add(place, nanos()));
    }

    void unsubscribe(Place place) {
        // If there is no room, the next tick removes it.
        boolean unused = inputs.add(() -> channels.remove(place));
    }

    void tick() {
        if (!ticking.getAndSet(true) && !inputs.add(this::ticked)) {
            ticking.set(false);
        }
    }

    /** Ends the relay: its lease ended, or the application is being undeployed. */
    void end() {
        boolean unused = inputs.add(() -> close(RelayEnd.LEASE_ENDED));
    }

    private long nanos() {
        return environment.ticker().nanos();
    }

    private void add(Place place, long nanos) {
        if (!closed) {
            if (!channels.add(place, nanos)) {
                place.rejected();
            }
            usedAt = nanos;
            connectIfDue(nanos);
        } else if (end != null) {
            place.ended(end);
        } else {
            owner.cameTooLate(place);
        }
    }

    private void ticked() {
        ticking.set(false);
        long nanos = nanos();
        if (closed || endsIfOver(nanos)) {
            return;
        }
        if (channels.leaveUnused(UNUSED, nanos)) {
            usedAt = nanos;
        } else if (nanos - usedAt >= UNUSED.toNanos()) {
            close(null);
            return;
        }
        for (Link dead : links.dead(nanos)) {
            ended(dead, UpstreamEnd.LOST, "nothing came for some seconds", nanos);
        }
        links.each(link -> link.repeatRequests(nanos));
        Link replaced = links.replaced(nanos);
        if (replaced != null) {
            abort(replaced);
        }
        if (links.isConnected()) {
            reconnection.connected(nanos);
        } else if (reconnection.isHopeless(nanos)) {
            close(RelayEnd.CIRCLE_UNREACHABLE);
            return;
        }
        connectIfDue(nanos);
    }

    private boolean endsIfOver(long nanos) {
        if (!lease.isOver(nanos)) {
            return false;
        }
        close(RelayEnd.LEASE_ENDED);
        return true;
    }

    /** Starts to make a connection if one is wanted: the first, one after a failure, or one with a newer token. */
    private void connectIfDue(long nanos) {
        if (awaitsToken || !reconnection.isDue(nanos) || !links.isWanted(lease.current(nanos))) {
            return;
        }
        awaitsToken = true;
        // Its result is an input.
        var unused =
                lease.tokens(nanos).whenComplete((tokens, failure) -> inputs.add(() -> tokensCame(tokens, failure)));
    }

    private void tokensCame(@Nullable MemberTokens tokens, @Nullable Throwable failure) {
        awaitsToken = false;
        long nanos = nanos();
        if (closed || endsIfOver(nanos)) {
            return;
        }
        if (tokens == null) {
            if (Reconnection.isVain(failure)) {
                channels.clear(Place::rejected);
                close(null);
            } else {
                reconnection.failed("there is no token" + (failure == null ? "" : ": " + failure.getMessage()), nanos);
            }
            return;
        }
        channels.identify(tokens.communityMemberId(), nanos);
        Optional<Duration> wait = environment.permits().acquire(tokens.communityMemberId());
        if (wait.isPresent()) {
            reconnection.limited(wait.get(), nanos);
        } else if (links.isWanted(tokens.accessToken())) {
            open(tokens.accessToken(), nanos);
        }
    }

    private void open(AccessToken token, long nanos) {
        Link link = new Link(token, environment.json(), environment.passedOnLifetime(), nanos);
        links.add(link);
        link.is(environment.upstream().open(token, origin, new Upstream.Listener() {
            @Override
            public void received(String text) {
                boolean unused = inputs.add(() -> came(link, text));
            }

            @Override
            public void ended(UpstreamEnd end, String detail) {
                boolean unused = inputs.add(() -> Relay.this.ended(link, end, detail, nanos()));
            }
        }));
    }

    private void came(Link link, String text) {
        long nanos = nanos();
        CableText cable = environment.json().read(text);
        if (cable.type() == CableText.Type.EVENT) {
            // Even if the connection ended since: it brought the event before.
            pass(link, cable, text, nanos);
        }
        if (!links.contains(link)) {
            return;
        }
        link.heard(nanos);
        switch (cable.type()) {
            case WELCOME -> welcomed(link, nanos);
            case CONFIRMATION -> replied(link.confirmed(cable.identifier()), cable, RelayChannel::confirmed);
            case REJECTION -> replied(link.rejected(cable.identifier()), cable, this::rejected);
            case DISCONNECT -> disconnected(link, cable.content(), nanos);
            case EVENT, PING, OTHER -> {}
        }
        link.more();
    }

    private void pass(Link link, CableText event, String text, long nanos) {
        RelayChannel channel = channels.of(event.identifier());
        if (channel != null && links.bringsFirst(link, event.identifier(), text, nanos)) {
            channel.tell(place -> {
                if (!lease.isOver(nanos)) {
                    place.received(event.content());
                }
            });
        }
    }

    private void replied(boolean asked, CableText reply, Consumer<RelayChannel> consequence) {
        RelayChannel channel = channels.of(reply.identifier());
        if (asked && channel != null) {
            consequence.accept(channel);
        }
    }

    private void rejected(RelayChannel channel) {
        channel.tell(Place::rejected);
        channels.unsubscribe(channel);
    }

    private void welcomed(Link link, long nanos) {
        link.welcomed();
        tokenRefused = false;
        environment.refusals().accepted();
        channels.subscribeAll(link, nanos);
    }

    private void disconnected(Link link, String reason, long nanos) {
        UpstreamEnd how = reason.equals(CableText.UNAUTHORIZED) ? UpstreamEnd.TOKEN_REFUSED : UpstreamEnd.LOST;
        ended(link, how, "Circle disconnected: " + reason, nanos);
    }

    private void ended(Link link, UpstreamEnd how, String detail, long nanos) {
        if (!links.contains(link)) {
            return;
        }
        abort(link);
        if (how == UpstreamEnd.TOKEN_REFUSED) {
            refused(link.token(), nanos);
        }
        reconnection.failed(detail, nanos);
    }

    /** Has a token renewed. If the renewed one is refused as well, yet another one would not help. */
    private void refused(AccessToken token, long nanos) {
        if (tokenRefused) {
            environment.refusals().renewedInVain(nanos);
        } else if (environment.refusals().allowRenewal(nanos)) {
            tokenRefused = true;
            lease.reject(token, nanos);
        }
    }

    private void abort(Link link) {
        links.remove(link);
        link.abort();
        // The queue may have events that it brought before.
        boolean unused = inputs.add(() -> links.forget(link));
    }

    /** Closes, with the reason that the subscribers are told; null if there are none. */
    private void close(@Nullable RelayEnd reason) {
        if (closed) {
            return;
        }
        closed = true;
        end = reason;
        owner.closed(this);
        links.abort();
        channels.clear(place -> {
            if (reason != null) {
                place.ended(reason);
            }
        });
    }
}
