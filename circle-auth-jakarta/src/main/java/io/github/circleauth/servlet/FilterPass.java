package io.github.circleauth.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a request through the filter, with the request that reached it: an application's wrapper, which may have
 * another principal than the container's. An attribute of the request, so that the current member is the same in a servlet,
 * after a forward, in JAX-RS and in beans, where the wrapper isn't seen. A pass within another one, as after a forward,
 * replaces its attribute and puts it back.
 */
final class FilterPass implements AsyncListener {

    private static final String ATTRIBUTE = "io.github.circleauth.pass";

    private final HttpServletRequest containers;
    private final HttpServletRequest reached;
    private final @Nullable Object former;

    /** The user and the session at the beginning of the request's outermost pass. */
    private final @Nullable Principal beganAs;

    private final @Nullable HttpSession beganIn;

    /**
     * Whether this is the client's own request. Forwards and error pages may reach this filter without the application's one,
     * which wraps the request.
     */
    private final boolean isClients;

    /** The thread that runs the filter; null once the filter has returned. */
    private volatile @Nullable Thread filtersThread = Thread.currentThread();

    private FilterPass(HttpServletRequest containers, HttpServletRequest reached, RequestSessions sessions) {
        this.containers = containers;
        this.reached = reached;
        this.former = containers.getAttribute(ATTRIBUTE);
        FilterPass outer = former instanceof FilterPass pass ? pass : null;
        this.beganAs = outer == null ? reached.getUserPrincipal() : outer.beganAs;
        this.beganIn = outer == null ? sessions.get(containers, false) : outer.beganIn;
        this.isClients = containers.getDispatcherType() == DispatcherType.REQUEST;
    }

    /** Begins a pass. */
    static FilterPass enter(HttpServletRequest containers, HttpServletRequest reached, RequestSessions sessions) {
        FilterPass pass = new FilterPass(containers, reached, sessions);
        containers.setAttribute(ATTRIBUTE, pass);
        return pass;
    }

    /** Returns the pass that a request is in, or null. */
    static @Nullable FilterPass of(HttpServletRequest containers) {
        return containers.getAttribute(ATTRIBUTE) instanceof FilterPass pass ? pass : null;
    }

    @Nullable Principal principal() {
        return reached.getUserPrincipal();
    }

    /** Returns the session in which the request began with a user of this name, or null. */
    @Nullable HttpSession formerSessionOf(Principal user) {
        boolean same = beganAs != null && Objects.equals(beganAs.getName(), user.getName());
        return same ? beganIn : null;
    }

    /** Returns whether a request without a user in this pass has none, as seen from the calling thread: the one that runs the filter now. */
    boolean knowsAllUsers() {
        return isClients && Thread.currentThread() == filtersThread;
    }

    /** Ends the pass when the filter returns, or when asynchronous processing completes. */
    void leave() {
        filtersThread = null;
        if (!reached.isAsyncStarted()) {
            restore();
            return;
        }
        try {
            reached.getAsyncContext().addListener(this);
        } catch (IllegalStateException completed) {
            // Another thread has just completed it, and the request's attributes end with it.
        }
    }

    private void restore() {
        if (former == null) {
            containers.removeAttribute(ATTRIBUTE);
        } else {
            containers.setAttribute(ATTRIBUTE, former);
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        restore();
    }

    /** A dispatched request was put into asynchronous processing again, which drops the listeners. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // The completion follows.
    }

    @Override
    public void onError(AsyncEvent event) {
        // The completion follows.
    }
}
