package io.github.circleauth.cdi;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The resolver of {@code circle.auth.identity-from=claim:NAME}: a claim that the login's identity provider made is the
 * identifier.
 */
final class ClaimResolver implements MemberIdentityResolver {

    /** The one claim whose value providers verify. */
    static final String EMAIL = "email";

    private static final String VERIFIED = "email_verified";

    private static final Logger LOG = System.getLogger(ClaimResolver.class.getName());

    private final MemberIdentity.Kind kind;
    private final String claim;
    private final ClaimSources sources;
    private final LoggedUsers logged = new LoggedUsers();

    /** The issuer of the first user who has an identity. */
    private final AtomicReference<String> issuer = new AtomicReference<>();

    /** Why a user's claims name no member. The reason contains no claim's value. */
    private static final class UnusableClaim extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        UnusableClaim(String reason) {
            super(reason);
            this.reason = reason;
        }
    }

    ClaimResolver(MemberIdentity.Kind kind, String claim, ClaimSources sources) {
        this.kind = kind;
        this.claim = claim;
        this.sources = sources;
    }

    @Override
    public Optional<MemberIdentity> identityOf(Principal caller) {
        try {
            return Optional.of(identity(claims(caller)));
        } catch (UnusableClaim unusable) {
            String end = logged.endOfLine(caller, unusable.reason);
            if (end != null) {
                LOG.log(
                        Level.WARNING,
                        "CIRCLE-0004: A signed-in user counts as no member, by circle.auth.identity-from=claim:{0}: {1}{2}",
                        claim,
                        unusable.reason,
                        end);
            }
            return Optional.empty();
        }
    }

    private CallerClaims claims(Principal caller) throws UnusableClaim {
        CallerClaims token = sources.of(caller)
                .orElseThrow(
                        () -> new UnusableClaim("The login is neither MicroProfile JWT nor OpenID Connect of Jakarta"
                                + " Security, WildFly or Payara, so there are no claims. With another login, use"
                                + " circle.auth.identity-from=name or a MemberIdentityResolver."));
        if (hasAllIn(token)) {
            return token;
        }
        // An address and its verification are of one source: another one may speak of another address.
        return token.userInfo().filter(this::hasAllIn).orElse(token);
    }

    private boolean hasAllIn(CallerClaims claims) {
        return ClaimValue.isPresent(claims.value(claim))
                && (!claim.equals(EMAIL) || ClaimValue.isPresent(claims.value(VERIFIED)));
    }

    private MemberIdentity identity(CallerClaims claims) throws UnusableClaim {
        Object value = claims.value(claim);
        if (!ClaimValue.isPresent(value)) {
            throw new UnusableClaim("The token has no claim of that name.");
        }
        MemberIdentity identity = identity(value);
        if (claim.equals(EMAIL)) {
            checkVerified(claims.value(VERIFIED));
        } else {
            checkIssuer(Objects.requireNonNullElse(claims.issuer(), ""));
        }
        return identity;
    }

    private MemberIdentity identity(@Nullable Object value) throws UnusableClaim {
        String text = ClaimValue.text(value)
                .orElseThrow(() -> new UnusableClaim("Its value is neither a text nor a whole number."));
        try {
            return new MemberIdentity(kind, text);
        } catch (IllegalArgumentException noIdentifier) {
            throw new UnusableClaim(String.valueOf(noIdentifier.getMessage()));
        }
    }

    private static void checkVerified(@Nullable Object verified) throws UnusableClaim {
        if (!ClaimValue.isPresent(verified)) {
            throw new UnusableClaim("The identity provider does not say whether it has verified the address: the claim"
                    + " email_verified is missing. Use another claim, such as claim:sub or claim:oid with"
                    + " circle.auth.identity=sso-user-id, or a MemberIdentityResolver.");
        }
        if (!ClaimValue.isTrue(verified)) {
            throw new UnusableClaim("The identity provider has not verified the address: email_verified is not true.");
        }
    }

    /** Accepts one issuer. An address is the same everywhere; any other value means something to its issuer alone. */
    private void checkIssuer(String callers) throws UnusableClaim {
        String first = issuer.updateAndGet(known -> known == null ? callers : known);
        if (!first.equals(callers)) {
            throw new UnusableClaim(
                    "The token is of another issuer than that of the first user, and two issuers may mean two"
                            + " users by one value. If both are yours, use claim:email or a MemberIdentityResolver.");
        }
    }
}
