package io.github.circleauth.servlet;

import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.log.LineLimit;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.LeaseMember;
import io.github.circleauth.session.Leases;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The objects that the servlet classes of one deployment share. It is an attribute of the servlet context ({@link
 * ContextAttributes}), where the filter, the listener and the servlets find it, in whatever way they were declared.
 */
public final class CircleAuthRuntime implements AutoCloseable {

    private static final Logger LOG = System.getLogger(CircleAuthRuntime.class.getName());

    /**
     * How requests are handled.
     *
     * @param eager whether the filter starts a renewal that is due, rather than the first use of the token
     * @param rejectPaths where the filter rejects a signed-in request that has no token
     * @param createSession whether a signed-in request without a session gets one
     * @param requestWait how long a request waits for a token at most
     * @param principalOfRequest whether the user is that of the request which reaches the filter, not the container's
     * @param sessionlessIdle how long after its last use the lease of a user without a session ends; empty if such a user
     *     gets none
     */
    public record Options(
            boolean eager,
            UrlPatterns rejectPaths,
            boolean createSession,
            Duration requestWait,
            boolean principalOfRequest,
            Optional<Duration> sessionlessIdle) {

        /** Creates the options of an application whose users are the container's, each with a session. */
        public Options(boolean eager, UrlPatterns rejectPaths, boolean createSession, Duration requestWait) {
            this(eager, rejectPaths, createSession, requestWait, false, Optional.empty());
        }

        /** Returns whether a signed-in request without a token is rejected: the client's own, no forward and no error page. */
        boolean rejects(HttpServletRequest containers) {
            return !rejectPaths.isEmpty()
                    && containers.getDispatcherType() == DispatcherType.REQUEST
                    && rejectPaths.match(containers);
        }
    }

    private final Leases leases;
    private final Principals principals;
    private final RequestSessions requestSessions;
    private final SessionLeases sessionLeases;

    /** Null if a request without a session has no lease. */
    private final @Nullable SessionlessLeases sessionlessLeases;

    private final MemberAccess memberAccess;
    private final Options options;
    private final ProxyPlaces proxyPlaces = new ProxyPlaces();
    private final LineLimit failuresAfterChain;
    private final Runnable onClose;

    /**
     * Creates a runtime.
     *
     * @param memberAccess sends the Member API requests of the servlets
     * @param onClose stops the deployment's threads and connections; may be run more than once
     */
    public CircleAuthRuntime(
            Leases leases,
            MemberIdentityResolver resolver,
            MemberAccess memberAccess,
            Options options,
            Runnable onClose) {
        this.leases = leases;
        this.requestSessions = new RequestSessions(
                options.createSession(), options.sessionlessIdle().isPresent(), leases::nanos);
        this.principals = new Principals(options.principalOfRequest(), requestSessions);
        this.sessionLeases = new SessionLeases(leases, resolver, principals);
        this.sessionlessLeases = options.sessionlessIdle()
                .map(idle -> new SessionlessLeases(leases.users(), resolver, idle))
                .orElse(null);
        this.memberAccess = memberAccess;
        this.options = options;
        this.onClose = onClose;
        this.failuresAfterChain = new LineLimit(1, leases::nanos);
    }

    Options options() {
        return options;
    }

    MemberAccess memberAccess() {
        return memberAccess;
    }

    ProxyPlaces proxyPlaces() {
        return proxyPlaces;
    }

    /** Returns the current monotonic time, in nanoseconds. */
    long nanos() {
        return leases.nanos();
    }

    Principals principals() {
        return principals;
    }

    /** Returns a request's session, which may be new, or null. */
    @Nullable HttpSession session(HttpServletRequest containers, @Nullable Principal principal) {
        return requestSessions.ofOrCreated(containers, principal);
    }

    /**
     * Ends the lease of another principal, finds or opens the right one, and starts a renewal that is due. Reads the
     * ticker once.
     */
    @Nullable Lease beforeChain(HttpServletRequest containers, @Nullable HttpSession session, @Nullable Principal principal) {
        return session == null && (sessionlessLeases == null || principal == null)
                ? null
                : lookUp(containers, session, principal, true);
    }

    private @Nullable Lease lookUp(
            HttpServletRequest containers,
            @Nullable HttpSession session,
            @Nullable Principal principal,
            boolean mayOpen) {
        long nanos = leases.nanos();
        Lease lease = lease(containers, session, principal, nanos, mayOpen);
        if (lease != null && options.eager()) {
            leases.renewIfDue(lease, nanos);
        }
        return lease;
    }

    private @Nullable Lease lease(
            HttpServletRequest containers,
            @Nullable HttpSession session,
            @Nullable Principal principal,
            long nanos,
            boolean mayOpen) {
        if (session != null) {
            return sessionLeases.of(containers, session, principal, nanos, mayOpen);
        }
        return sessionlessLeases == null ? null : sessionlessLeases.of(containers, principal, nanos);
    }

    /**
     * Looks the lease up again if the principal, the session, its timeout or the lease's state has changed since {@link
     * #beforeChain}: the application may have signed the user in or out, or ended or created a session, and a renewal may have
     * completed. Otherwise reads neither the ticker nor the session's attributes.
     *
     * <p>The comparison is by identity. A container that returns another principal object for each call gets the look-up every
     * time, which is right but slower.
     *
     * <p>The response is written by then, so a failure here must not reach the container.
     */
    @SuppressWarnings("ReferenceEquality")
    void afterChain(
            HttpServletRequest containers,
            @Nullable Principal formerPrincipal,
            @Nullable HttpSession formerSession,
            @Nullable Lease lease,
            @Nullable Object leaseState) {
        try {
            Principal principal = principals.of(containers);
            boolean isSettled = principal == formerPrincipal && (lease == null || lease.isSettledIn(leaseState));
            if (isSettled
                    && lease != null
                    && formerSession != null
                    && lease.timeoutSeconds() == SessionAttributes.timeoutSeconds(formerSession)) {
                // The session is the former one: the end of that would have ended its lease.
                return;
            }
            HttpSession session = requestSessions.of(containers);
            if (session == null || (isSettled && lease == null && session == formerSession)) {
                return;
            }
            if (lease != null
                    && lease.wasRemoved()
                    && principal != null
                    && lease.belongsTo(principal, leases.sameCaller())) {
                sessionLeases.endReopened(containers, session);
            } else {
                lookUp(containers, session, principal, principals.areCurrentAfterChain());
            }
        } catch (RuntimeException | Error applications) {
            // The application's resolver or wrapper may throw anything. The next request asks again, and its caller
            // sees it.
            String end = failuresAfterChain.endOfLine();
            if (end != null) {
                LOG.log(
                        Level.WARNING,
                        "CIRCLE-0021: The user or the identity could not be determined after a request: the"
                                + " MemberIdentityResolver, or a wrapper of the request, failed. The next request asks"
                                + " again." + end,
                        applications);
            }
        }
    }

    /**
     * Returns the lease of a request's session for its user, new if needed, or null: as the filter does, for a handshake that
     * need not pass it. It counts as a use.
     */
    public @Nullable Lease leaseOfSession(HttpServletRequest request) {
        HttpServletRequest containers = RequestSessions.unwrap(request);
        HttpSession session = requestSessions.of(containers);
        return session == null ? null : lookUp(containers, session, principals.of(containers), true);
    }

    /** Returns the member of a request, as of now. */
    public LeaseMember memberOf(HttpServletRequest request) {
        long nanos = leases.nanos();
        HttpServletRequest containers = RequestSessions.unwrap(request);
        HttpSession session = requestSessions.of(containers);
        Principal principal = principals.of(containers);
        Lease lease = lease(containers, session, principal, nanos, true);
        Cause absence = lease != null ? Cause.ENDED : withoutLease(containers, session, principal);
        return new LeaseMember(leases, options.requestWait(), lease, absence, nanos);
    }

    private Cause withoutLease(
            HttpServletRequest containers, @Nullable HttpSession session, @Nullable Principal principal) {
        if (principal == null) {
            return Cause.ANONYMOUS;
        }
        if (session != null || RequestSessions.cameWithSession(containers)) {
            return Cause.ENDED;
        }
        return sessionlessLeases == null ? Cause.NO_SESSION : Cause.SESSIONLESS_LIMIT;
    }

    /** Returns the member of a request, looked up at each use. */
    CircleMember requestMember(HttpServletRequest request) {
        return new RequestMember(() -> memberOf(request));
    }

    /** An action as a member. */
    interface MemberAction {

        /** Performs the action. Returns the problem to respond with, if it failed. */
        Optional<Problem> performAs(CircleMember member) throws IOException;
    }

    /** Performs an action as the request's member. Returns the problem to respond with, if it failed. */
    Optional<Problem> performAsMember(HttpServletRequest request, MemberAction action) throws IOException {
        Optional<Problem> noLease = Problem.ofNoLease(memberOf(request));
        if (noLease.isPresent()) {
            return noLease;
        }
        return perform(requestMember(request), action);
    }

    /** Performs an action as a member. Returns the problem to respond with, if it failed. */
    static Optional<Problem> perform(CircleMember member, MemberAction action) throws IOException {
        try {
            return action.performAs(member);
        } catch (CircleAuthException failure) {
            return Optional.of(Problem.of(failure));
        } catch (NotSignedInException ended) {
            // The session ended while this request waited for a token.
            return Optional.of(Problem.NOT_SIGNED_IN);
        }
    }

    /** Ends the lease of a session whose attribute the application removed or replaced. Does no I/O. */
    void sessionAttributeChanged(HttpSession session, String name, @Nullable Object former) {
        sessionLeases.attributeChanged(session, name, former);
    }

    /** Ends the lease of a session that is ending. Does no I/O. */
    void sessionEnds(HttpSession session) {
        sessionLeases.end(session);
    }

    /** Stops the deployment's threads and connections. Called when the application is undeployed. */
    @Override
    public void close() {
        onClose.run();
    }
}
