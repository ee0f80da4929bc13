package io.github.circleauth.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A container's request with the methods that the library uses. Any other throws. */
class StubRequest extends HttpServletRequestWrapper {

    private static final HttpServletRequest NOTHING_ELSE = refusing(HttpServletRequest.class);
    private static final ServletRequest INNERMOST = refusing(ServletRequest.class);

    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private @Nullable Principal principal;
    private @Nullable HttpSession session;
    boolean asyncStarted;
    final StubAsync processing = new StubAsync();
    final Map<String, String> headers = new ConcurrentHashMap<>();
    String servletPath = "/app";

    @Nullable String pathInfo = "/page";

    DispatcherType dispatcherType = DispatcherType.REQUEST;

    /** The session that {@code getSession(true)} creates, or null if none may be created. */
    @Nullable HttpSession toCreate;

    StubRequest(@Nullable String principal, @Nullable HttpSession session) {
        super(NOTHING_ELSE);
        this.session = session;
        loginAs(principal);
    }

    private static <T> T refusing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            throw new UnsupportedOperationException(method.getName());
        }));
    }

    void loginAs(@Nullable String name) {
        principal = name == null ? null : () -> name;
    }

    void loginAsPrincipal(Principal other) {
        principal = other;
    }

    void session(@Nullable HttpSession other) {
        session = other;
    }

    /** Returns no HTTP request, as if this one were the container's own and no wrapper. */
    @Override
    public ServletRequest getRequest() {
        return INNERMOST;
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return principal;
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        if (create && session == null) {
            if (toCreate == null) {
                throw new UnsupportedOperationException("Only the application may create a session.");
            }
            session = toCreate;
        }
        return session;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }

    /** Returns the names of the attributes that are set. */
    Set<String> attributeNames() {
        return Set.copyOf(attributes.keySet());
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers.get(name);
    }

    @Override
    public AsyncContext getAsyncContext() {
        return processing.context();
    }

    @Override
    public String getServletPath() {
        return servletPath;
    }

    @Override
    public @Nullable String getPathInfo() {
        return pathInfo;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return dispatcherType;
    }

    @Override
    public boolean isAsyncSupported() {
        return false;
    }

    @Override
    public boolean isAsyncStarted() {
        return asyncStarted;
    }
}
