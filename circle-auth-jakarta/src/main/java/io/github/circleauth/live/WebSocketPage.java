package io.github.circleauth.live;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * A page's socket in the container. A failure here means that the other side has closed it.
 *
 * <p>Payara uses the request and the response of a closed socket again for other users' requests. A text under way at that moment
 * would reach another user. So nothing is sent while a socket closes: the container is called under a lock, for which {@link
 * #closed} waits, and a container calls that before it lets the socket go. Payara keeps the two with the thread that closes; so
 * sockets are closed on threads that handle no requests, and send nothing.
 */
final class WebSocketPage implements PageTransport {

    /** For how long a closed connection may wait for the page's own close. */
    private static final long CLOSING_MILLIS = 5_000;

    private final Session session;
    private final Executor closing;

    // Guarded by this.
    private boolean closed;

    /**
     * Creates the page's side.
     *
     * @param limits have the deadline after which some containers cut a page off that doesn't read
     * @param closing the threads on which sockets are closed
     */
    WebSocketPage(Session session, PageLimits limits, Executor closing) {
        this.session = session;
        this.closing = closing;
        session.getAsyncRemote().setSendTimeout(limits.sendDeadline().toMillis());
    }

    @Override
    public void send(String text, Consumer<Boolean> sent) {
        if (!isHandedOver(text, sent)) {
            sent.accept(false);
        }
    }

    private synchronized boolean isHandedOver(String text, Consumer<Boolean> sent) {
        if (closed) {
            return false;
        }
        try {
            session.getAsyncRemote().sendText(text, result -> sent.accept(result.isOK()));
            return true;
        } catch (RuntimeException alreadyClosed) { // Containers throw different types.
            return false;
        }
    }

    @Override
    public synchronized void ping() {
        if (closed) {
            return;
        }
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException alreadyClosed) {
            // The container tells the endpoint, or the page's silence does.
        }
    }

    @Override
    public void close(Close reason) {
        try {
            closing.execute(() -> closeNow(reason));
        } catch (RejectedExecutionException undeployed) {
            // The container closes the sockets of an application that has ended.
        }
    }

    private synchronized void closeNow(Close reason) {
        if (closed) {
            return;
        }
        closed = true;
        try {
            session.close(new CloseReason(CloseCodes.getCloseCode(reason.code()), ""));
            // Not before: Payara would take a text that has just come for the end of the time, and close with 1000.
            session.setMaxIdleTimeout(CLOSING_MILLIS);
        } catch (IOException | RuntimeException alreadyClosed) {
            // Then there is nothing to close, or nothing to wait for.
        }
    }

    /** Notes that the container closes the socket, after the text under way. */
    synchronized void closed() {
        closed = true;
    }
}
