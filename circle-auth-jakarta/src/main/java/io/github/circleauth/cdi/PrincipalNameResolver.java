package io.github.circleauth.cdi;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The resolver of an application without one of its own: the principal's name is the identifier.
 *
 * @param kind the kind of identifier
 * @param logged hashes of the unusable names that were logged: a container may present the same user with each request anew
 */
record PrincipalNameResolver(MemberIdentity.Kind kind, Set<Integer> logged) implements MemberIdentityResolver {

    private static final int MAX_LOGGED = 1_000;

    private static final Logger LOG = System.getLogger(PrincipalNameResolver.class.getName());

    PrincipalNameResolver(MemberIdentity.Kind kind) {
        this(kind, ConcurrentHashMap.newKeySet());
    }

    @Override
    public Optional<MemberIdentity> identityOf(Principal caller) {
        try {
            return Optional.of(new MemberIdentity(kind, nameOf(caller)));
        } catch (IllegalArgumentException unusable) {
            logOnce(caller, unusable);
            return Optional.empty();
        }
    }

    private void logOnce(Principal caller, IllegalArgumentException unusable) {
        if (logged.size() < MAX_LOGGED && logged.add(Objects.hashCode(caller.getName()))) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0003: The name of a signed-in user is no identifier at Circle, so this user counts as no member:"
                            + " {0}",
                    unusable.getMessage());
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
