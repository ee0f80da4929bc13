package io.github.circleauth.cdi;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.Optional;

/**
 * The resolver of an application that has none: the principal's name is the identifier.
 *
 * @param kind of which kind it is
 */
record PrincipalNameResolver(MemberIdentity.Kind kind) implements MemberIdentityResolver {

    private static final Logger LOG = System.getLogger(PrincipalNameResolver.class.getName());

    @Override
    public Optional<MemberIdentity> identityOf(Principal caller) {
        try {
            return Optional.of(new MemberIdentity(kind, caller.getName()));
        } catch (IllegalArgumentException unusable) {
            LOG.log(
                    Level.WARNING,
                    "A signed-in user''s name can''t be used at Circle, who counts as no member: {0}",
                    unusable.getMessage());
            return Optional.empty();
        }
    }
}
