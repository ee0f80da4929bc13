package io.github.circleauth.live;

import io.github.circleauth.live.Subscriber.RelayEnd;
import io.github.circleauth.log.LineLimit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's place in a relay. Calls the subscriber, on the relay's thread alone; nothing that it throws harms the relay or
 * another subscriber.
 */
final class Place implements Subscription {

    private static final Logger LOG = System.getLogger(Place.class.getName());
    private static final LineLimit FAILURES = new LineLimit(1, System::nanoTime);

    private final LiveChannel channel;
    private final Subscriber subscriber;
    private volatile @Nullable Relay relay;
    private volatile boolean closed;

    // Used by the relay's thread alone.
    private boolean confirmed;

    Place(LiveChannel channel, Subscriber subscriber) {
        this.channel = channel;
        this.subscriber = subscriber;
    }

    LiveChannel channel() {
        return channel;
    }

    /** Notes in which relay the place is. Called before the relay is told of the place. */
    void in(Relay current) {
        relay = current;
    }

    boolean isClosed() {
        return closed;
    }

    void confirmed() {
        if (!confirmed) {
            confirmed = true;
            tell(subscriber::confirmed);
        }
    }

    void received(String message) {
        tell(() -> subscriber.received(message));
    }

    void rejected() {
        tell(subscriber::rejected);
        closed = true;
    }

    void ended(RelayEnd end) {
        tell(() -> subscriber.ended(end));
        closed = true;
    }

    private void tell(Runnable call) {
        if (closed) {
            return;
        }
        try {
            call.run();
        } catch (RuntimeException bug) {
            closed = true;
            String end = FAILURES.endOfLine();
            if (end != null) {
                LOG.log(
                        Level.ERROR,
                        "CIRCLE-0121: A subscriber to the real-time channel failed and gets no more events; the others are"
                                + " not concerned." + end,
                        bug);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Relay current = relay;
        if (current != null) {
            current.unsubscribe(this);
        }
    }
}
