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

/** A servlet container with the library's filter and listener in it, as far as they need one; for any thread. */
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

    /** What an object does when a method of this name is called. */
    private interface Does {
        Object call(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Does does) {
        return type.cast(Proxy.newProxyInstance(
                Container.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> does.call(method.getName(), arguments)));
    }

    /** Someone's session. */
    final class Session {

        private final String id = "session " + sessions.incrementAndGet();
        private final Map<String, Object> texts = new ConcurrentHashMap<>();
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
                case "getAttribute" -> texts.get((String) arguments[0]);
                case "setAttribute" -> texts.put((String) arguments[0], arguments[1]);
                case "removeAttribute" -> texts.remove((String) arguments[0]);
                default -> throw new UnsupportedOperationException(method);
            };
        }

        /** Ends it; of some ends nobody is told. */
        void end(boolean told) {
            if (ending.getAndSet(true)) {
                return;
            }
            if (told) {
                listener.sessionDestroyed(new HttpSessionEvent(http));
            }
            invalid = true;
        }
    }

    /** Has a user's request served by the filter, and behind it by the application. */
    void serve(Session session, String user, Consumer<HttpServletRequest> application) {
        Principal caller = () -> user;
        HttpServletRequest request = proxy(HttpServletRequest.class, (method, arguments) -> switch (method) {
            case "getUserPrincipal" -> caller;
            case "getSession" -> session.invalid ? null : session.http;
            case "isAsyncStarted" -> false;
            default -> throw new UnsupportedOperationException(method);
        });
        ServletResponse response = proxy(ServletResponse.class, (method, arguments) -> {
            throw new UnsupportedOperationException(method);
        });
        try {
            filter.doFilter(request, response, (passed, answer) -> application.accept(request));
        } catch (IOException | ServletException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
