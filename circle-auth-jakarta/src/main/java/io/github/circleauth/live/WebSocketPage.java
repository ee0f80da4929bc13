package io.github.circleauth.live;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A page's socket in the container. What fails here has been closed by the other side. */
final class WebSocketPage implements PageTransport {

    /** For how long a closed connection may wait for the page's own close. */
    private static final long CLOSING_MILLIS = 5_000;

    private final Session session;

    /**
     * Creates the page's side.
     *
     * @param limits have the deadline after which some containers cut a page off that doesn't read
     */
    WebSocketPage(Session session, PageLimits limits) {
        this.session = session;
        session.getAsyncRemote().setSendTimeout(limits.sendDeadline().toMillis());
    }

    @Override
    public void send(String text, Consumer<Boolean> sent) {
        try {
            session.getAsyncRemote().sendText(text, result -> sent.accept(result.isOK()));
        } catch (RuntimeException closed) { // Containers throw different types.
            sent.accept(false);
        }
    }

    @Override
    public void ping() {
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException closed) {
            // The container tells the endpoint, or the page's silence does.
        }
    }

    @Override
    public void close(Close reason) {
        try {
            session.setMaxIdleTimeout(CLOSING_MILLIS);
            session.close(new CloseReason(CloseCodes.getCloseCode(reason.code()), ""));
        } catch (IOException | RuntimeException closed) {
            // Then there is nothing to close.
        }
    }
}
