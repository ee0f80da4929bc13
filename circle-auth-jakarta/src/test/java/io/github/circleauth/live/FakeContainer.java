package io.github.circleauth.live;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server's WebSockets: the steps of each connection happen when the test says so. */
final class FakeContainer {

    private final boolean sharesProperties;
    private final Map<String, Object> properties = new HashMap<>();
    private @Nullable ServerEndpointConfig mapped;
    private @Nullable PageLease leaseOfRequest;

    /** Creates a container whose connections have user properties of their own, or all the same ones. */
    FakeContainer(boolean sharesProperties) {
        this.sharesProperties = sharesProperties;
    }

    private interface Behaviour {
        @Nullable Object of(String method, @Nullable Object[] arguments);
    }

    private static <T> T stub(Class<T> type, Behaviour behaviour) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> behaviour.of(method.getName(), arguments)));
    }

    FakeContainer deploy(Pages pages) {
        ServerContainer container = stub(ServerContainer.class, (method, arguments) -> {
            mapped = (ServerEndpointConfig) arguments[0];
            return null;
        });
        HttpServletRequest request = stub(HttpServletRequest.class, (method, arguments) -> "https://www.example.com");
        PageEndpoint.addTo(
                container, "/live", pages, LiveOrigins.OWN, () -> request, (asked, origin) -> leaseOfRequest);
        return this;
    }

    /** One page's connection. */
    final class Connection {

        final List<String> texts = new ArrayList<>();
        private final PageLease lease;
        private final Map<String, Object> own = sharesProperties ? properties : new HashMap<>();
        private final Session session = stub(Session.class, this::session);
        final List<MessageHandler> handlers = new ArrayList<>();
        final List<Integer> closes = new ArrayList<>();
        private MessageHandler.@Nullable Partial<String> handler;

        Connection(PageLease lease) {
            this.lease = lease;
        }

        void handshake() {
            leaseOfRequest = lease;
            mapped.getConfigurator()
                    .modifyHandshake(stub(ServerEndpointConfig.class, (method, arguments) -> own), null, null);
        }

        void open() throws InstantiationException {
            endpoint().onOpen(session, mapped);
        }

        void close() throws InstantiationException {
            endpoint().onClose(session, new CloseReason(CloseReason.CloseCodes.GOING_AWAY, ""));
        }

        private Endpoint endpoint() throws InstantiationException {
            return mapped.getConfigurator().getEndpointInstance(PageEndpoint.class);
        }

        private @Nullable Object session(String method, @Nullable Object[] arguments) {
            if (method.equals("addMessageHandler")) {
                handlers.add((MessageHandler) arguments[1]);
            }
            if (method.equals("addMessageHandler") && arguments[0] == String.class) {
                @SuppressWarnings("unchecked")
                MessageHandler.Partial<String> added = (MessageHandler.Partial<String>) arguments[1];
                handler = added;
            }
            if (method.equals("close")) {
                closes.add(((CloseReason) arguments[0]).getCloseCode().getCode());
            }
            return switch (method) {
                case "getUserProperties" -> own;
                case "getId" -> "sid";
                case "getAsyncRemote" -> stub(RemoteEndpoint.Async.class, this::send);
                default -> null;
            };
        }

        private @Nullable Object send(String method, @Nullable Object[] arguments) {
            if (method.equals("sendText")) {
                texts.add((String) arguments[0]);
                ((SendHandler) arguments[1]).onResult(new SendResult());
            }
            return null;
        }

        /** Has the page send a text, unless it was refused. */
        void receive(String text) {
            receive(text, true);
        }

        /** Has the page send a part of a text. */
        void receive(String part, boolean last) {
            if (handler != null) {
                handler.onMessage(part, last);
            }
        }
    }
}
