package io.github.circleauth.http;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The app token. After Circle refused it, its source is read again, at most once a minute. */
final class AppToken {

    private static final long READ_INTERVAL = Duration.ofMinutes(1).toNanos();
    private static final System.Logger LOG = System.getLogger(AppToken.class.getName());

    private final Supplier<Secret> source;
    private final Ticker ticker;
    private final AtomicLong nextReadAt;
    private volatile Secret current;

    AppToken(Supplier<Secret> source, Ticker ticker) {
        this.source = source;
        this.ticker = ticker;
        this.nextReadAt = new AtomicLong(ticker.nanos());
        this.current = read();
    }

    Secret current() {
        return current;
    }

    /** Returns another token than the refused one, if the source has one by now. */
    Optional<Secret> insteadOf(Secret refused) {
        if (current.equals(refused) && mayRead()) {
            try {
                current = read();
            } catch (RuntimeException unreadable) {
                // Only the type is logged: the message may quote the value.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "CIRCLE-0093: Circle refused the app token, and reading it again failed with {0}.",
                        unreadable.getClass().getName());
            }
        }
        Secret now = current;
        return now.equals(refused) ? Optional.empty() : Optional.of(now);
    }

    /** The one thread that gets true reads the source, which may be slow, outside any lock. */
    private boolean mayRead() {
        long now = ticker.nanos();
        long next = nextReadAt.get();
        return now - next >= 0 && nextReadAt.compareAndSet(next, now + READ_INTERVAL);
    }

    private Secret read() {
        return BearerToken.check("app token", requireNonNull(source.get(), "the app token"));
    }
}
