package io.github.circleauth.member;

import org.jspecify.annotations.Nullable;

/**
 * The member of the thread that makes an asynchronous call, for the thread on which a REST client sends it. The wiring uses it
 * where the client tells of both threads.
 */
public final class CallersMember {

    private static final ThreadLocal<CallersMember> OF_THIS_CALL = new ThreadLocal<>();

    private final HttpMemberAuthorization authorization;

    private CallersMember(HttpMemberAuthorization authorization) {
        this.authorization = authorization;
    }

    /**
     * Returns the member of the calling thread's request, or null if there is none: then a request to Circle fails on the thread
     * that sends it, and any other request passes.
     */
    public static @Nullable CallersMember capture() {
        try {
            HttpMemberAuthorization current = HttpMemberAuthorization.current();
            return new CallersMember(current.captured());
        } catch (IllegalStateException noMember) { // Told by the filter, if the request needs one.
            return null;
        }
    }

    /** Makes this the member of the calling thread, until {@link #leave()}. */
    public void enter() {
        OF_THIS_CALL.set(this);
    }

    /** Ends what {@link #enter()} began on the calling thread. */
    public void leave() {
        OF_THIS_CALL.remove();
    }

    /** Returns the authorization of the member who made this call, or of the application's current one. */
    static HttpMemberAuthorization authorization() {
        CallersMember caller = OF_THIS_CALL.get();
        return caller == null ? HttpMemberAuthorization.current() : caller.authorization;
    }
}
