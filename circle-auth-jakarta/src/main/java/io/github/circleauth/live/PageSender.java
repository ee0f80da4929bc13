package io.github.circleauth.live;

import io.github.circleauth.http.Ticker;
import io.github.circleauth.live.PageTransport.Close;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends texts to one page, one after the other: containers queue without bound for a page that doesn't read. Here the queue is
 * bounded, and so is the time of each text; a page that is slower is cut off. Thread-safe; nothing is sent under the lock.
 */
final class PageSender {

    /** The most that a character of a queued text takes in the heap. */
    private static final int BYTES = 2;

    private final PageTransport transport;
    private final PageLimits limits;
    private final Ticker ticker;
    private final Executor executor;
    private final Runnable whenClosed;

    // Guarded by this.
    private final Deque<String> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean sending;
    private long sendingSince;
    private @Nullable Close ending;
    private boolean closed;

    /**
     * Creates a sender.
     *
     * @param executor goes on with the queue after a text that took long, so that the container's thread is free of its locks
     * @param whenClosed is told once, when the socket is closed by whichever side
     */
    PageSender(PageTransport transport, PageLimits limits, Ticker ticker, Executor executor, Runnable whenClosed) {
        this.transport = transport;
        this.limits = limits;
        this.ticker = ticker;
        this.executor = executor;
        this.whenClosed = whenClosed;
    }

    /** Queues a text and sends what can be sent. Does nothing once an end is under way. */
    void send(String text) {
        boolean overflows;
        synchronized (this) {
            if (ending != null || closed) {
                return;
            }
            int bytes = bytes(text);
            overflows = !queue.isEmpty()
                    && (queue.size() >= limits.queuedTexts() || queuedBytes + bytes > limits.queuedBytes());
            if (!overflows) {
                queue.add(text);
                queuedBytes += bytes;
            }
        }
        if (overflows) {
            close(Close.TRY_AGAIN_LATER);
        } else {
            drain();
        }
    }

    /** Drops what is queued, sends a last text, and closes the socket after it, or with the next {@link #check}. */
    void end(String last, Close reason) {
        synchronized (this) {
            if (ending != null || closed) {
                return;
            }
            ending = reason;
            queue.clear();
            queue.add(last);
            queuedBytes = bytes(last);
        }
        drain();
        closeIfDone();
    }

    /** Closes the socket at once. */
    void close(Close reason) {
        if (markClosed()) {
            // First, since the page may close its side at once, which is told on another thread.
            whenClosed.run();
            transport.close(reason);
        }
    }

    /** Notes that the page or the container closed the socket. */
    void closed() {
        if (markClosed()) {
            whenClosed.run();
        }
    }

    private synchronized boolean markClosed() {
        if (closed) {
            return false;
        }
        closed = true;
        queue.clear();
        return true;
    }

    /** Closes the socket if its end is under way, or if a text takes too long. Called once a second. */
    void check(long nanos) {
        Close overdue;
        synchronized (this) {
            boolean isSlow =
                    sending && nanos - sendingSince >= limits.sendDeadline().toNanos();
            overdue = ending == null && isSlow ? Close.TRY_AGAIN_LATER : ending;
        }
        if (overdue != null) {
            close(overdue);
        }
    }

    private void drain() {
        for (String next = next(); next != null; next = next()) {
            Sent sent = new Sent();
            transport.send(next, sent);
            if (!sent.isDone()) {
                return;
            }
        }
    }

    private synchronized @Nullable String next() {
        if (sending || closed) {
            return null;
        }
        String next = queue.poll();
        if (next != null) {
            queuedBytes -= bytes(next);
            sending = true;
            sendingSince = ticker.nanos();
        }
        return next;
    }

    /** The completion of one text: either {@link #drain} goes on, or, if it has returned, this does. */
    private final class Sent implements Consumer<Boolean> {

        private final AtomicBoolean first = new AtomicBoolean(true);

        boolean isDone() {
            return !first.getAndSet(false);
        }

        @Override
        public void accept(Boolean successful) {
            synchronized (PageSender.this) {
                sending = false;
            }
            if (!successful) {
                close(Close.TRY_AGAIN_LATER);
            } else if (!first.getAndSet(false)) {
                goOn();
            }
        }
    }

    private void goOn() {
        try {
            executor.execute(() -> {
                drain();
                closeIfDone();
            });
        } catch (RejectedExecutionException undeploying) {
            close(Close.SERVICE_RESTART);
        }
    }

    private void closeIfDone() {
        Close done;
        synchronized (this) {
            done = !sending && queue.isEmpty() ? ending : null;
        }
        if (done != null) {
            close(done);
        }
    }

    private static int bytes(String text) {
        return text.length() * BYTES;
    }
}
