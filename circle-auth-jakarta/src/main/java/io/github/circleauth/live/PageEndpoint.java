package io.github.circleauth.live;

import io.github.circleauth.live.Admissions.Admission;
import io.github.circleauth.log.LineLimit;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint of pages. Containers may have one object for all of them: each page's own is kept with its session. Public, since
 * Payara's container calls it by reflection.
 */
public final class PageEndpoint extends Endpoint {

    private static final Logger LOG = System.getLogger(PageEndpoint.class.getName());
    /** The one object that sends to a page and closes its socket. */
    private static final String PAGE = "io.github.circleauth.live.page";

    private static final String INPUT = "io.github.circleauth.live.input";

    /** The most bytes that a character has in UTF-8. */
    private static final int BYTES = 3;

    private final Admissions admissions = new Admissions();
    private final LineLimit failures = new LineLimit(1, System::nanoTime);

    /** Null once the application has ended: containers keep this object for longer. */
    private volatile @Nullable Pages pages;

    private PageEndpoint(Pages pages) {
        this.pages = pages;
    }

    /**
     * Adds the endpoint to a deployment that is starting.
     *
     * @param container the server's {@link ServerContainer}
     * @param requests returns the request that the calling thread handles
     * @return lets go of the application's objects when it ends
     */
    static Runnable addTo(
            Object container,
            String path,
            Pages pages,
            LiveOrigins origins,
            Supplier<HttpServletRequest> requests,
            PageHandshake.LeaseOfRequest leases) {
        PageEndpoint endpoint = new PageEndpoint(pages);
        PageHandshake handshake = new PageHandshake(origins, requests, leases, endpoint.admissions, endpoint);
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(PageEndpoint.class, path)
                .subprotocols(List.of(PageHandshake.PROTOCOL))
                .configurator(handshake)
                .build();
        if (!(container instanceof ServerContainer sockets)) {
            throw new IllegalStateException(
                    "circle-auth can't start: the application contains a copy of jakarta.websocket-api, which the server's"
                            + " WebSockets don't use. Give that dependency the scope provided.");
        }
        try {
            sockets.addEndpoint(config);
        } catch (DeploymentException taken) {
            throw new IllegalStateException(
                    "circle-auth can't start: the live channel can't be mapped to " + path
                            + ". Does the application have a WebSocket endpoint there?",
                    taken);
        }
        return handshake::letGo;
    }

    void letGo() {
        pages = null;
    }

    /** The input of a page, until its socket closes. Containers keep the handlers for longer than the application. */
    private static final class Input {

        private final int longest;
        private volatile @Nullable PageSocket socket;
        private StringBuilder parts = new StringBuilder(0);

        Input(PageSocket socket, int longest) {
            this.socket = socket;
            this.longest = longest;
        }

        /** Joins the parts of a text, up to where it is too long: WildFly would join them without a bound. */
        void receive(String part, boolean last) {
            parts.append(part);
            if (last || parts.length() > longest) {
                String text = parts.toString();
                parts = new StringBuilder(0);
                pass(to -> to.received(text));
            }
        }

        void pass(Consumer<PageSocket> received) {
            PageSocket open = socket;
            if (open != null) {
                received.accept(open);
            }
        }

        void close() {
            pass(PageSocket::closed);
            socket = null;
        }
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Pages current = pages;
        if (current == null) {
            return; // The container closes the sockets of an application that has ended.
        }
        WebSocketPage page = new WebSocketPage(session, current.limits(), current.closing());
        session.getUserProperties().put(PAGE, page);
        Admission admission = admissions.take(session.getUserProperties());
        PageLease lease = admission.lease();
        if (lease == null) {
            current.refuse(page, admission.otherwise());
            return;
        }
        session.setMaxTextMessageBufferSize(BYTES * current.limits().textLength());
        session.setMaxBinaryMessageBufferSize(current.limits().textLength());
        PageSocket socket = current.socket(lease, page);
        Input input = new Input(socket, current.limits().textLength());
        session.getUserProperties().put(INPUT, input);
        session.addMessageHandler(String.class, input::receive);
        session.addMessageHandler(ByteBuffer.class, data -> input.pass(PageSocket::receivedBinary));
        session.addMessageHandler(PongMessage.class, pong -> input.pass(PageSocket::heard));
        current.open(socket, session.getId());
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        // Removed, since containers keep the properties for longer than the application.
        Map<String, Object> properties = session.getUserProperties();
        if (properties.remove(PAGE) instanceof WebSocketPage page) {
            page.closed();
        }
        if (properties.remove(INPUT) instanceof Input input) {
            input.close();
        }
    }

    @Override
    public void onError(Session session, Throwable failure) {
        boolean isOurs = failure instanceof RuntimeException || failure instanceof Error;
        String end = isOurs ? failures.endOfLine() : null;
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0131: The socket of a live page failed; the page connects again." + end,
                    failure);
        }
        if (session.getUserProperties().get(PAGE) instanceof WebSocketPage page) {
            page.close(PageTransport.Close.TRY_AGAIN_LATER);
        }
    }
}
