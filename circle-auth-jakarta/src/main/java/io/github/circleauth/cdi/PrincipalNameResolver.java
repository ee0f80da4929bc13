package io.github.circleauth.cdi;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The resolver of {@code circle.auth.identity-from=name}, the default: the principal's name is the identifier. */
final class PrincipalNameResolver implements MemberIdentityResolver {

    private static final Logger LOG = System.getLogger(PrincipalNameResolver.class.getName());

    private static final List<String> ASSIGNED = List.of("sub", "upn");

    /** The claims of OpenID Connect Core 5.1 that name a user as the user wishes; the address may be unverified. */
    private static final List<String> SELF_CHOSEN = List.of(
            "preferred_username",
            "nickname",
            "name",
            "given_name",
            "middle_name",
            "family_name",
            "email",
            "phone_number",
            "profile",
            "website");

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
     * name is a verified address. Of other names, those that users choose are known, unless the user's claims can't be told.
     */
    private boolean mayBeSelfChosen(Principal caller) {
        return sources.mayName(caller)
                && (kind == MemberIdentity.Kind.VERIFIED_EMAIL
                        || sources.of(caller)
                                .map(claims -> isSelfChosen(caller, claims))
                                .orElse(true));
    }

    private static boolean isSelfChosen(Principal caller, CallerClaims claims) {
        if (isOneOf(ASSIGNED, caller, claims)) {
            return false;
        }
        return isOneOf(SELF_CHOSEN, caller, claims)
                || claims.userInfo()
                        .filter(info -> isOneOf(SELF_CHOSEN, caller, info))
                        .isPresent();
    }

    private static boolean isOneOf(List<String> names, Principal caller, CallerClaims claims) {
        return names.stream().anyMatch(claim -> isName(caller, claims.value(claim)));
    }

    private static boolean isName(Principal caller, @Nullable Object value) {
        return ClaimValue.text(value).equals(Optional.ofNullable(caller.getName()));
    }

    private void logSelfChosen(Principal caller) {
        String end = logged.endOfLine(caller, "self-chosen");
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0006: A user who signed in with OpenID Connect or a JWT counts as no member: the user name may be"
                            + " self-chosen (such as preferred_username). {0}{1}",
                    kind == MemberIdentity.Kind.VERIFIED_EMAIL
                            ? "Set circle.auth.identity-from=claim:email, which takes the address if the provider says that"
                                    + " it is verified."
                            : "Set circle.auth.identity-from=claim:sub, or claim:NAME with another claim that the provider"
                                    + " assigns, or use a MemberIdentityResolver.",
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
