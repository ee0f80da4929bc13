package io.github.circleauth.cdi;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The resolver of {@code circle.auth.identity-from=name}, the default: the principal's name is the identifier. */
final class PrincipalNameResolver implements MemberIdentityResolver {

    private static final Logger LOG = System.getLogger(PrincipalNameResolver.class.getName());

    private static final String PREFERRED_USERNAME = "preferred_username";

    private final MemberIdentity.Kind kind;
    private final ClaimSources sources;
    private final LoggedUsers logged = new LoggedUsers();

    /**
     * Creates the resolver.
     *
     * @param kind the kind of identifier
     * @param sources tell which names an identity provider made
     */
    PrincipalNameResolver(MemberIdentity.Kind kind, ClaimSources sources) {
        this.kind = kind;
        this.sources = sources;
    }

    @Override
    public Optional<MemberIdentity> identityOf(Principal caller) {
        if (mayBeSelfChosen(caller)) {
            logSelfChosen(caller);
            return Optional.empty();
        }
        try {
            return Optional.of(new MemberIdentity(kind, nameOf(caller)));
        } catch (IllegalArgumentException unusable) {
            String reason = String.valueOf(unusable.getMessage());
            String end = logged.endOfLine(caller, reason);
            if (end != null) {
                LOG.log(
                        Level.WARNING,
                        "CIRCLE-0003: The name of a signed-in user is no identifier at Circle, so this user counts as no"
                                + " member: {0}{1}",
                        reason,
                        end);
            }
            return Optional.empty();
        }
    }

    /**
     * Returns whether a name may be one that an identity provider's user has chosen, and so a stranger's. No provider says that a
     * name is a verified address. Of other names, {@code preferred_username} is the one that users choose.
     */
    private boolean mayBeSelfChosen(Principal caller) {
        return sources.of(caller)
                .filter(claims -> kind == MemberIdentity.Kind.VERIFIED_EMAIL || isPreferredUsername(caller, claims))
                .isPresent();
    }

    private static boolean isPreferredUsername(Principal caller, CallerClaims claims) {
        if (isName(caller, claims.value("sub")) || isName(caller, claims.value("upn"))) {
            return false;
        }
        Object chosen = claims.value(PREFERRED_USERNAME);
        return ClaimValue.isPresent(chosen)
                ? isName(caller, chosen)
                : claims.userInfo()
                        .filter(info -> isName(caller, info.value(PREFERRED_USERNAME)))
                        .isPresent();
    }

    private static boolean isName(Principal caller, @Nullable Object value) {
        return ClaimValue.text(value).equals(Optional.ofNullable(caller.getName()));
    }

    private void logSelfChosen(Principal caller) {
        String end = logged.endOfLine(caller, PREFERRED_USERNAME);
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0006: A user who signed in with OpenID Connect or a JWT counts as no member: the user name may be"
                            + " self-chosen (preferred_username). {0}{1}",
                    kind == MemberIdentity.Kind.VERIFIED_EMAIL
                            ? "Set circle.auth.identity-from=claim:email, which takes the address if the provider says that"
                                    + " it is verified."
                            : "Set circle.auth.identity-from=claim:sub, or claim:NAME with another claim that the provider"
                                    + " assigns.",
                    end);
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
