package io.github.circleauth.servlet;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.LeaseMember;
import io.github.circleauth.session.Leases;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the servlet classes of one deployment share. The wiring puts it into an attribute of the servlet context, where the
 * filter, the listener and {@code CircleMember} find it, however they came to be.
 */
public final class CircleAuthRuntime implements AutoCloseable {

    private static final Logger LOG = System.getLogger(CircleAuthRuntime.class.getName());
    private static final String ATTRIBUTE = CircleAuthRuntime.class.getName();

    /**
     * How requests are dealt with.
     *
     * @param eager whether the filter starts what is needed, rather than the first use
     * @param reject whether a signed-in request without a token is answered by the filter
     * @param createSession whether a signed-in request without a session gets one
     * @param requestWait how long a request waits for a token at most
     */
    public record Options(boolean eager, boolean reject, boolean createSession, Duration requestWait) {}

    private final Leases leases;
    private final SessionLeases sessions;
    private final MemberAccess calls;
    private final Options options;
    private final Runnable onClose;

    /**
     * Makes a runtime.
     *
     * @param calls how calls of the Member API are made, for the servlets that pass them on
     * @param onClose ends what this runtime uses; called once
     */
    public CircleAuthRuntime(
            Leases leases, MemberIdentityResolver resolver, MemberAccess calls, Options options, Runnable onClose) {
        this.leases = leases;
        this.sessions = new SessionLeases(leases, resolver, options.createSession());
        this.calls = calls;
        this.options = options;
        this.onClose = onClose;
    }

    /** Returns the deployment's runtime, or null if the wiring has not put one there. */
    public static @Nullable CircleAuthRuntime in(ServletContext context) {
        return context.getAttribute(ATTRIBUTE) instanceof CircleAuthRuntime runtime ? runtime : null;
    }

    /**
     * Returns the deployment's runtime, for a servlet that can do nothing without.
     *
     * @throws ServletException if the library is not switched on
     */
    static CircleAuthRuntime required(ServletContext context) throws ServletException {
        CircleAuthRuntime runtime = in(context);
        if (runtime == null) {
            throw new ServletException(ContextAttributes.WITHOUT_THE_REST);
        }
        return runtime;
    }

    /** Makes this the deployment's runtime. */
    public void putInto(ServletContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    Options options() {
        return options;
    }

    MemberAccess calls() {
        return calls;
    }

    /** Before the application sees the request: ends the lease of another principal, finds or opens the right one. */
    void before(HttpServletRequest request) {
        long nanos = leases.nanos();
        Lease lease = sessions.of(SessionLeases.unwrap(request), nanos);
        if (lease != null && options.eager()) {
            leases.renewIfDue(lease, nanos);
        }
    }

    /**
     * After the application: the user may have signed in or out, and a renewal may have finished. The answer has been given
     * by then, so nothing that fails here may spoil it.
     */
    void after(HttpServletRequest request) {
        try {
            long nanos = leases.nanos();
            Lease lease = sessions.ofExisting(SessionLeases.unwrap(request), nanos);
            if (lease != null && options.eager()) {
                leases.renewIfDue(lease, nanos);
            }
        } catch (RuntimeException resolverFailed) { // The next request runs into the same, and shows it.
            LOG.log(
                    Level.WARNING,
                    "Who the user is at Circle could not be told; the next request asks again.",
                    resolverFailed);
        }
    }

    long nanos() {
        return leases.nanos();
    }

    LeaseMember memberOf(HttpServletRequest request) {
        return memberOf(request, nanos());
    }

    LeaseMember memberOf(HttpServletRequest request, long nanos) {
        HttpServletRequest containers = SessionLeases.unwrap(request);
        Lease lease = sessions.ofExisting(containers, nanos);
        Absence withoutLease = containers.getUserPrincipal() == null ? Absence.ANONYMOUS : Absence.NO_SESSION;
        return new LeaseMember(leases, options.requestWait(), lease, withoutLease);
    }

    /** What can be done as a member. */
    interface Work {

        /** Returns why nothing came of it, if so. */
        Optional<Problem> as(CircleMember member) throws IOException;
    }

    /** Does something as the request's member, and returns why nothing came of it, if so. */
    Optional<Problem> asMember(HttpServletRequest request, Work work) throws IOException {
        Optional<Problem> none = Problem.ofNoLease(memberOf(request));
        if (none.isPresent()) {
            return none;
        }
        try {
            return work.as(new RequestMember(() -> this, () -> request));
        } catch (CircleAuthException failure) {
            return Optional.of(Problem.of(failure));
        } catch (NotSignedInException ended) {
            // While this request waited for a token.
            return Optional.of(Problem.NOT_SIGNED_IN);
        }
    }

    /** Ends the lease of a session that is ending. Does no I/O. */
    void sessionEnds(HttpSession session) {
        sessions.end(session);
    }

    /** Ends the runtime, once: called when the application is undeployed. */
    @Override
    public void close() {
        onClose.run();
    }
}
