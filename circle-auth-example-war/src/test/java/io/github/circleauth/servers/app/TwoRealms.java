package io.github.circleauth.servers.app;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Serializable;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;

/** An application whose users come from two sources: the request's parameter {@code as} names the source and the user. */
public final class TwoRealms {

    private TwoRealms() {}

    /** A member of the staff, equal by name. */
    public record Staff(String name) implements Principal, Serializable {
        @Override
        public String getName() {
            return name;
        }
    }

    /** A customer, without an own {@code equals}. */
    public static final class Customer implements Principal, Serializable {
        private static final long serialVersionUID = 1L;
        private final String name;

        Customer(String name) {
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }
    }

    /** Signs the user in whom the request names. */
    @ApplicationScoped
    public static class Mechanism implements HttpAuthenticationMechanism {
        @Override
        public AuthenticationStatus validateRequest(
                HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
            String as = request.getParameter("as");
            if (as == null) {
                return context.doNothing();
            }
            String name = as.substring(as.indexOf(':') + 1);
            return context.notifyContainerAboutLogin(
                    as.startsWith("staff:") ? new Staff(name) : new Customer(name), Set.of("user"));
        }
    }

    /** Staff is member 1001, customers are member 1002. */
    @ApplicationScoped
    public static class Members implements MemberIdentityResolver {
        @Override
        public Optional<MemberIdentity> identityOf(Principal caller) {
            Probe.ASKED.incrementAndGet();
            return Optional.of(MemberIdentity.communityMemberId(caller instanceof Staff ? 1001 : 1002));
        }
    }
}
