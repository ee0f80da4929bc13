package io.github.circleauth.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A container's session: attributes, a timeout, and an end that calls the listeners. */
final class StubSession implements HttpSession {

    private static final HttpSessionAttributeListener NO_LISTENER = new HttpSessionAttributeListener() {};

    final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private String id;
    private final long creationTime;
    private @Nullable ServletContext context;
    private int maxInactiveInterval = 1800;
    private boolean invalid;

    /** Whether the client has not returned the session's cookie yet. */
    boolean isNew;

    /** How often an attribute was read. */
    int attributeReads;

    /** Runs after the lease text was written, for another thread's work. */
    Runnable afterWriting = () -> {};

    /** Runs before the lease id is written or removed, for another thread's work. */
    Runnable beforeChange = () -> {};

    /** Runs before an attribute is read. */
    Runnable beforeReading = () -> {};

    StubSession(String id) {
        this(id, 0);
    }

    StubSession(String id, long creationTime) {
        this.id = id;
        this.creationTime = creationTime;
    }

    /** Moves the session to another server of the cluster. */
    void servedBy(ServletContext server) {
        context = server;
    }

    /** Changes the id, as {@code changeSessionId()} of the request does. */
    void changeId(String other) {
        id = other;
    }

    /** Returns another object for this session, as some servers do for each request. */
    HttpSession facade() {
        return (HttpSession) Proxy.newProxyInstance(
                HttpSession.class.getClassLoader(), new Class<?>[] {HttpSession.class}, (proxy, method, args) -> {
                    try {
                        return method.invoke(this, args);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    boolean isInvalid() {
        return invalid;
    }

    /** Ends the session. Its attributes can be read in the listener, and not after it. */
    void end(HttpSessionListener listener) {
        checkValid();
        listener.sessionDestroyed(new HttpSessionEvent(this));
        invalid = true;
    }

    /** Removes the attributes of a session that has ended, as containers do at last. */
    void unbind() {
        invalid = true;
        List.copyOf(attributes.keySet())
                .forEach(name ->
                        listener().attributeRemoved(new HttpSessionBindingEvent(this, name, attributes.remove(name))));
    }

    private void checkValid() {
        if (invalid) {
            throw new IllegalStateException("The session is invalid.");
        }
    }

    @Override
    public long getCreationTime() {
        checkValid();
        return creationTime;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public long getLastAccessedTime() {
        return 0;
    }

    @Override
    public @Nullable ServletContext getServletContext() {
        return context;
    }

    @Override
    public void setMaxInactiveInterval(int interval) {
        maxInactiveInterval = interval;
    }

    @Override
    public int getMaxInactiveInterval() {
        return maxInactiveInterval;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        checkValid();
        attributeReads++;
        beforeReading.run();
        return attributes.get(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.enumeration(attributes.keySet());
    }

    @Override
    public void setAttribute(String name, Object value) {
        checkValid();
        isAboutToChange(name);
        Object former = attributes.put(name, value);
        if (former != null) {
            listener().attributeReplaced(new HttpSessionBindingEvent(this, name, former));
        }
        if (name.equals(SessionAttributes.LEASE_TEXT)) {
            afterWriting.run();
        }
    }

    @Override
    public void removeAttribute(String name) {
        checkValid();
        isAboutToChange(name);
        Object former = attributes.remove(name);
        if (former != null) {
            listener().attributeRemoved(new HttpSessionBindingEvent(this, name, former));
        }
    }

    private void isAboutToChange(String name) {
        if (name.equals(SessionAttributes.LEASE_ID)) {
            beforeChange.run();
        }
    }

    /** Removes all attributes, as a sign-out does that keeps the session. */
    void clear() {
        List.copyOf(attributes.keySet()).forEach(this::removeAttribute);
    }

    private HttpSessionAttributeListener listener() {
        return context == null ? NO_LISTENER : new CircleAuthSessionListener();
    }

    @Override
    public void invalidate() {
        checkValid();
        invalid = true;
    }

    @Override
    public boolean isNew() {
        checkValid();
        return isNew;
    }
}
