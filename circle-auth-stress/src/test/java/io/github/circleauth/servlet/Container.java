package io.github.circleauth.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A minimal servlet container with the library's filter and listener. Thread-safe. */
final class Container {

    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private final AtomicLong sessions = new AtomicLong();
    private final ServletContext context = proxy(ServletContext.class, (method, arguments) -> switch (method) {
        case "getAttribute" -> attributes.get((String) arguments[0]);
        case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
        case "addListener" -> null;
        default -> throw new UnsupportedOperationException(method);
    });
    private final CircleAuthFilter filter = new CircleAuthFilter();
    private final CircleAuthSessionListener listener = new CircleAuthSessionListener();

    Container(CircleAuthRuntime runtime) {
        ContextAttributes.setRuntime(context, runtime);
        CircleAuthSessionListener.addTo(context);
        filter.init(proxy(FilterConfig.class, (method, arguments) -> context));
    }

    /** The behaviour of a proxy, by method name. */
    private interface Behaviour {
        Object call(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Behaviour behaviour) {
        return type.cast(Proxy.newProxyInstance(
                Container.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> behaviour.call(method.getName(), arguments)));
    }

    /** The session of a user. */
    final class Session {

        private final String id = "session " + sessions.incrementAndGet();
        private final Map<String, Object> sessionAttributes = new ConcurrentHashMap<>();
        private final AtomicBoolean ending = new AtomicBoolean();
        private volatile boolean invalid;
        private final int timeoutSeconds;
        private final HttpSession http = proxy(HttpSession.class, this::call);

        Session(int timeoutSeconds) {
            this.timeoutSeconds = timeoutSeconds;
        }

        private Object call(String method, Object[] arguments) {
            if (method.equals("getId")) {
                return id;
            }
            if (invalid) {
                throw new IllegalStateException("The session is invalid.");
            }
            return switch (method) {
                case "getServletContext" -> context;
                case "getCreationTime" -> 0L;
                case "getMaxInactiveInterval" -> timeoutSeconds;
                case "getAttribute" -> sessionAttributes.get((String) arguments[0]);
                case "setAttribute" -> sessionAttributes.put((String) arguments[0], arguments[1]);
                case "removeAttribute" -> sessionAttributes.remove((String) arguments[0]);
                default -> throw new UnsupportedOperationException(method);
            };
        }

        /**
         * Ends the session.
         *
         * @param notifies whether the listener is notified, which containers don't always do
         */
        void end(boolean notifies) {
            if (ending.getAndSet(true)) {
                return;
            }
            if (notifies) {
                listener.sessionDestroyed(new HttpSessionEvent(http));
            }
            invalid = true;
        }
    }

    /** Passes a user's request through the filter to the application. */
    void serve(Session session, String user, Consumer<HttpServletRequest> application) {
        Principal caller = () -> user;
        Map<String, Object> requestAttributes = new ConcurrentHashMap<>();
        HttpServletRequest request = proxy(HttpServletRequest.class, (method, arguments) -> switch (method) {
            case "getAttribute" -> requestAttributes.get((String) arguments[0]);
            case "setAttribute" -> requestAttributes.put((String) arguments[0], arguments[1]);
            case "getUserPrincipal" -> caller;
            case "getSession" -> session.invalid ? null : session.http;
            case "isAsyncStarted" -> false;
            default -> throw new UnsupportedOperationException(method);
        });
        ServletResponse response = proxy(ServletResponse.class, (method, arguments) -> {
            throw new UnsupportedOperationException(method);
        });
        try {
            filter.doFilter(request, response, (filtered, filteredResponse) -> application.accept(request));
        } catch (IOException | ServletException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
