package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity.Kind;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;

/** Users who signed in with OpenID Connect, and the identities that their claims have. */
abstract class ClaimResolverTestBase {

    static final String ADDRESS = "Ada@Example.com";
    final Logins.OpenId openId = new Logins.OpenId();

    static ClaimResolver email(Logins.Login login) {
        return new ClaimResolver(Kind.VERIFIED_EMAIL, "email", login.sources());
    }

    static ClaimResolver memberId() {
        return new ClaimResolver(Kind.COMMUNITY_MEMBER_ID, "member", new Logins.MicroProfile().sources());
    }

    static Principal user(Logins.Login login, Map<String, ?> claims) {
        Map<String, Object> all = new HashMap<>(Map.of("sub", "u-1"));
        all.putAll(claims);
        return login.as("u-1", all);
    }

    /** Asserts that a user counts as no member, for a reason that the log states without the value of a claim. */
    static void assertNoMember(ClaimResolver resolver, Principal caller, String reason) {
        try (Logged log = Logged.by(ClaimResolver.class)) {
            assertThat(resolver.identityOf(caller)).isEmpty();

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "CIRCLE-0004: A signed-in user counts as no member, by circle.auth.identity-from=claim:")
                    .contains(reason)
                    .doesNotContainIgnoringCase("ada@", "1001", "u-1");
        }
    }
}
