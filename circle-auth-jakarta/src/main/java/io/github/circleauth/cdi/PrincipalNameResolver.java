package io.github.circleauth.cdi;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.Optional;

/**
 * The resolver of an application without one of its own: the principal's name is the identifier.
 *
 * @param kind the kind of identifier
 */
record PrincipalNameResolver(MemberIdentity.Kind kind) implements MemberIdentityResolver {

    private static final Logger LOG = System.getLogger(PrincipalNameResolver.class.getName());

    @Override
    public Optional<MemberIdentity> identityOf(Principal caller) {
        try {
            return Optional.of(new MemberIdentity(kind, nameOf(caller)));
        } catch (IllegalArgumentException unusable) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0003: The name of a signed-in user is no identifier at Circle, so this user counts as no member:"
                            + " {0}",
                    unusable.getMessage());
            return Optional.empty();
        }
    }

    private static String nameOf(Principal caller) {
        String name = caller.getName();
        if (name == null) {
            throw new IllegalArgumentException("The user has no name.");
        }
        return name;
    }
}
