package io.github.circleauth.http;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.Secret;
import io.github.circleauth.log.LineLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The app token. After Circle refused it, its source is read again, at most once a minute. Thread-safe. */
final class AppToken {

    private static final long READ_INTERVAL = Duration.ofMinutes(1).toNanos();
    private static final int FAILURES_LOGGED_AT_ONCE = 5;
    private static final System.Logger LOG = System.getLogger(AppToken.class.getName());

    private final Supplier<Secret> source;
    private final Ticker ticker;
    private final AtomicLong nextReadAt;
    private final LineLimit failures;
    private volatile boolean unreadable;
    private volatile Secret current;

    AppToken(Supplier<Secret> source, Ticker ticker) {
        this.source = source;
        this.ticker = ticker;
        this.nextReadAt = new AtomicLong(ticker.nanos());
        this.failures = new LineLimit(FAILURES_LOGGED_AT_ONCE, ticker::nanos);
        this.current = read();
    }

    Secret current() {
        return current;
    }

    /** Returns another token than the refused one, if the source has one by now. */
    Optional<Secret> insteadOf(Secret refused) {
        if (current.equals(refused)) {
            if (mayRead()) {
                readAgain();
            } else if (unreadable) {
                failures.leaveOut();
            }
        }
        Secret now = current;
        return now.equals(refused) ? Optional.empty() : Optional.of(now);
    }

    private void readAgain() {
        try {
            current = read();
            unreadable = false;
        } catch (RuntimeException | Error failed) { // A source may be the application's own.
            unreadable = true;
            String end = failures.endOfLine();
            if (end != null) {
                // Only the type is logged: the message may quote the value.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "CIRCLE-0093: Circle refused the app token, and reading it again failed with {0}.{1}",
                        failed.getClass().getName(),
                        end);
            }
        }
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
