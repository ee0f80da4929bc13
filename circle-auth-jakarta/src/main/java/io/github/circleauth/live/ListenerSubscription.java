package io.github.circleauth.live;

import io.github.circleauth.live.LiveListener.End;
import io.github.circleauth.log.LineLimit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of a listener of the application's. The relay's calls only fill a bounded queue, which the listener empties on
 * other threads: a slow one is cut off, and none keeps the relay waiting.
 */
final class ListenerSubscription implements LiveSubscription, Subscriber {

    static final int MAX_EVENTS = 1_000;
    static final int MAX_CHARS = 4_000_000;

    private static final Logger LOG = System.getLogger(ListenerSubscription.class.getName());
    private static final LineLimit FAILURES = new LineLimit(1, System::nanoTime);
    private static final LineLimit SLOW = new LineLimit(1, System::nanoTime);

    /** The end, and a confirmation or two, have room beside the events. */
    private static final int OTHER_CALLS = 100;

    private final LiveListener listener;
    private final Function<Subscriber, Subscription> relays;
    private final SerialQueue calls;
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger chars = new AtomicInteger();
    private final AtomicBoolean open = new AtomicBoolean(true);
    private volatile @Nullable Subscription subscription;

    /**
     * Creates a subscription that has not begun.
     *
     * @param relays subscribes to the channel
     * @param listeners the threads that call listeners
     */
    ListenerSubscription(LiveListener listener, Function<Subscriber, Subscription> relays, Executor listeners) {
        this.listener = listener;
        this.relays = relays;
        this.calls = new SerialQueue(listeners, MAX_EVENTS + OTHER_CALLS, ListenerSubscription::logFailure);
    }

    private static void logFailure(Throwable failure) {
        String end = FAILURES.endOfLine();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0126: A listener of the application to the real-time channel failed; its next events come as"
                            + " before." + end,
                    failure);
        }
    }

    private static void logSlow() {
        String end = SLOW.endOfLine();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0127: A listener of the application to the real-time channel is slower than the events come,"
                            + " and gets no more." + end);
        }
    }

    /** Begins, and begins again after an outage. */
    void begin() {
        Subscription begun = relays.apply(this);
        subscription = begun;
        if (!isOpen()) {
            begun.close();
        }
    }

    @Override
    public boolean isOpen() {
        return open.get();
    }

    @Override
    public void close() {
        open.set(false);
        Subscription begun = subscription;
        if (begun != null) {
            begun.close();
        }
    }

    @Override
    public void confirmed() {
        boolean unused = call(listener::onSubscribed);
    }

    @Override
    public void received(String message) {
        if (!isOpen()) {
            return;
        }
        boolean fits = events.incrementAndGet() <= MAX_EVENTS && chars.addAndGet(message.length()) <= MAX_CHARS;
        boolean queued = fits
                && calls.add(() -> {
                    events.decrementAndGet();
                    chars.addAndGet(-message.length());
                    if (isOpen()) {
                        listener.onEvent(message);
                    }
                });
        if (!queued) {
            logSlow();
            end(End.TOO_SLOW);
        }
    }

    @Override
    public void rejected() {
        end(End.REJECTED);
    }

    @Override
    public void ended(RelayEnd end) {
        switch (end) {
            case LEASE_ENDED -> end(End.SIGNED_OUT);
            case CIRCLE_UNREACHABLE -> {
                if (isOpen()) {
                    begin();
                }
            }
        }
    }

    private void end(End end) {
        if (open.getAndSet(false)) {
            close();
            boolean unused = calls.add(() -> listener.onEnd(end));
        }
    }

    private boolean call(Runnable call) {
        return calls.add(() -> {
            if (isOpen()) {
                call.run();
            }
        });
    }
}
