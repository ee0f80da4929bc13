package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentity.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrincipalNameResolverTest {

    @ParameterizedTest
    @CsvSource({
        "VERIFIED_EMAIL, 'ada@example.com '",
        "VERIFIED_EMAIL, ' ada@example.com'",
        "VERIFIED_EMAIL, 'ada @example.com'",
        "VERIFIED_EMAIL, 'ada@example.com\u200b'",
        "SSO_USER_ID, 'ada-sso '",
        "COMMUNITY_MEMBER_ID, +1001",
        "COMMUNITY_MEMBER_ID, ' 1001'",
        "COMMUNITY_MEMBER_ID, '1001 '",
        "COMMUNITY_MEMBER_ID, 01001",
        "COMMUNITY_MEMBER_ID, ١٠٠١",
        "COMMUNITY_MEMBER_ID, 18446744073709552617",
        "COMMUNITY_MEMBER_ID, ''",
        "COMMUNITY_MEMBER_ID,",
    })
    void anUnusableNameIsNoMemberAndTheLogSaysWhyWithoutTheName(Kind kind, String name) {
        try (Logged log = Logged.by(PrincipalNameResolver.class)) {
            assertThat(new PrincipalNameResolver(kind).identityOf(() -> name)).isEmpty();

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "CIRCLE-0003: The name of a signed-in user is no identifier at Circle, so this user counts as"
                                    + " no member: The ")
                    .doesNotContain("ada", "1001");
        }
    }

    @Test
    void aUsableNameIsTheIdentifierUnchanged() {
        assertThat(new PrincipalNameResolver(Kind.VERIFIED_EMAIL).identityOf(() -> "Ada@Example.com"))
                .contains(MemberIdentity.verifiedEmail("Ada@Example.com"));
    }
}
