package io.github.circleauth.servlet;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.SameCaller;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The principal of a request whose identity had to be resolved, and the answer: the application's resolver is asked once for
 * each caller of a request, whether it answers or throws. An attribute of the request, so it goes with it.
 */
final class RequestCaller {

    private static final String ATTRIBUTE = "io.github.circleauth.caller";

    private final Principal principal;
    private final Supplier<Optional<MemberIdentity>> answer;

    /** The lease that this request opened for the principal. */
    private volatile @Nullable Lease opened;

    private RequestCaller(Principal principal, Supplier<Optional<MemberIdentity>> answer) {
        this.principal = principal;
        this.answer = answer;
    }

    /**
     * Returns a request's caller. Asks the resolver, on the calling thread, unless this request has asked it before about the same
     * caller: a wrapper may present each time another principal object.
     */
    @SuppressWarnings("ReferenceEquality")
    static RequestCaller of(
            HttpServletRequest containers, Principal principal, MemberIdentityResolver resolver, SameCaller rule) {
        if (containers.getAttribute(ATTRIBUTE) instanceof RequestCaller known
                && (known.principal == principal || rule.is(known.principal, principal))) {
            return known;
        }
        RequestCaller asked = ask(principal, resolver);
        containers.setAttribute(ATTRIBUTE, asked);
        return asked;
    }

    /** Returns the lease that a request has opened last, or null. */
    static @Nullable Lease leaseOpenedIn(HttpServletRequest containers) {
        return containers.getAttribute(ATTRIBUTE) instanceof RequestCaller known ? known.opened : null;
    }

    private static RequestCaller ask(Principal principal, MemberIdentityResolver resolver) {
        try {
            Optional<MemberIdentity> identity =
                    requireNonNull(resolver.identityOf(principal), "The MemberIdentityResolver returned null.");
            return new RequestCaller(principal, () -> identity);
        } catch (RuntimeException failed) { // The application's; identity() throws it.
            return new RequestCaller(principal, () -> {
                throw failed;
            });
        } catch (Error failed) { // As of an application that lacks a class.
            return new RequestCaller(principal, () -> {
                throw failed;
            });
        }
    }

    Principal principal() {
        return principal;
    }

    /**
     * Returns the identity, or empty if the caller is not a member.
     *
     * @throws RuntimeException the resolver's
     */
    Optional<MemberIdentity> identity() {
        return answer.get();
    }

    void opened(Lease lease) {
        opened = lease;
    }

    /** Returns whether the application has removed the lease that this request opened for the principal. */
    boolean removedItsLease() {
        Lease lease = opened;
        return lease != null && lease.wasRemoved();
    }
}
