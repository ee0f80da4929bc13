package io.github.circleauth.http;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The app token, read again from where it comes from, at most once a minute, when Circle has refused it. */
final class AppToken {

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();
    private static final System.Logger LOG = System.getLogger(AppToken.class.getName());

    private final Supplier<Secret> source;
    private final Ticker ticker;
    private final AtomicLong nextReading;
    private volatile Secret current;

    AppToken(Supplier<Secret> source, Ticker ticker) {
        this.source = source;
        this.ticker = ticker;
        this.nextReading = new AtomicLong(ticker.nanos());
        this.current = read();
    }

    Secret current() {
        return current;
    }

    /** Returns another token than the refused one, if there is one by now. */
    Optional<Secret> insteadOf(Secret refused) {
        if (current.equals(refused) && mayRead()) {
            try {
                current = read();
            } catch (RuntimeException unreadable) {
                // Only its type is told: its text may quote the value.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Circle refused the app token, and reading it again failed with {0}.",
                        unreadable.getClass().getName());
            }
        }
        Secret now = current;
        return now.equals(refused) ? Optional.empty() : Optional.of(now);
    }

    /** The reading itself may be slow and is done by whoever wins here, outside any lock. */
    private boolean mayRead() {
        long now = ticker.nanos();
        long next = nextReading.get();
        return now - next >= 0 && nextReading.compareAndSet(next, now + PAUSE);
    }

    private Secret read() {
        return Bearer.check("app token", requireNonNull(source.get(), "the app token"));
    }
}
