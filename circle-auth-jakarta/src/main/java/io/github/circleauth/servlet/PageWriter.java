package io.github.circleauth.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes a response to a page as fast as the page reads it, without a thread that waits for the page (Jakarta Servlet 6.0,
 * 5.7). If the request does not support asynchronous processing, the container's thread writes and waits.
 *
 * <p>Container and timer call on different threads. Their calls become rounds of one loop, which never run at the same time.
 * So nothing is written after the end, when the container may use its objects for another request.
 */
final class PageWriter implements WriteListener {

    private static final int CHUNK = 8 * 1024;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    /** Starts a timer. */
    interface Timer {

        /** Runs an action after a time, unless the returned one is run before. */
        Runnable after(Duration time, Runnable action);
    }

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final InputStream body;
    private final Runnable release;
    private final Timer timer;
    private final Thread service;
    private final byte[] chunk = new byte[CHUNK];
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile boolean isOver;
    private volatile Runnable cancelTimer = () -> {};

    /** Written and read in rounds alone. */
    private boolean ended;

    private PageWriter(
            AsyncContext async,
            Thread service,
            ServletOutputStream out,
            InputStream body,
            Timer timer,
            Runnable release) {
        this.async = async;
        this.service = service;
        this.out = out;
        this.body = body;
        this.timer = timer;
        this.release = release;
    }

    /**
     * Writes a response whose head has been set.
     *
     * @param service the thread of the service method
     * @param limit the time after which a page that has not read everything is given up
     * @param release run once, when the response has been written or given up
     * @throws IOException if the page's connection is closed
     */
    static void write(
            HttpServletRequest request,
            HttpServletResponse response,
            Thread service,
            InputStream body,
            Duration limit,
            Timer timer,
            Runnable release)
            throws IOException {
        if (!request.isAsyncSupported()) {
            try {
                body.transferTo(response.getOutputStream());
            } finally {
                release.run();
            }
            return;
        }
        ServletOutputStream out = response.getOutputStream();
        AsyncContext async = request.isAsyncStarted() ? request.getAsyncContext() : start(request, response);
        PageWriter writer = new PageWriter(async, service, out, body, timer, release);
        writer.cancelTimer = timer.after(limit, writer::giveUp);
        out.setWriteListener(writer);
    }

    /** Starts the asynchronous processing of a request, without the container's timer, which would end it at any time. */
    static AsyncContext start(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        return async;
    }

    @Override
    public void onWritePossible() {
        proceed();
    }

    @Override
    public void onError(Throwable pageGone) {
        giveUp();
    }

    private void giveUp() {
        isOver = true;
        proceed();
    }

    /** Runs a round, or lets the thread that runs one run another. */
    private void proceed() {
        if (rounds.getAndIncrement() > 0) {
            return;
        }
        int done = 1;
        do {
            writeWhilePossible();
            done = rounds.addAndGet(-done);
        } while (done > 0);
    }

    private void writeWhilePossible() {
        if (ended) {
            return;
        }
        try {
            while (!isOver && out.isReady()) {
                int read = body.read(chunk);
                if (read < 0) {
                    isOver = true;
                } else {
                    out.write(chunk, 0, read);
                }
            }
        } catch (IOException | RuntimeException pageGone) { // Containers throw both.
            isOver = true;
        }
        if (isOver) {
            ended = true;
            cancelTimer.run();
            release.run();
            complete(async, service, timer);
        }
    }

    /**
     * Completes an exchange, unless the container has ended it because the page has disconnected. On another thread than the
     * service method's it does so only after that method has returned to the container: until then, a container may still
     * use the objects that it recycles afterwards.
     *
     * @param service the thread of the service method
     */
    static void complete(AsyncContext async, Thread service, Timer timer) {
        if (Thread.currentThread() != service && isInService(async)) {
            timer.after(BETWEEN_LOOKS, () -> complete(async, service, timer));
            return;
        }
        try {
            async.complete();
        } catch (IllegalStateException ended) {
            // The container has ended it.
        }
    }

    /** Returns whether the service method has not returned to the container: only until then a timeout may be set. */
    private static boolean isInService(AsyncContext async) {
        try {
            async.setTimeout(0);
            return true;
        } catch (IllegalStateException returned) {
            return false;
        }
    }
}
