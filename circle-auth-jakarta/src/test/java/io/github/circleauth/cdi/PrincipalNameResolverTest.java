package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.DocsPage;
import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentity.Kind;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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
            assertThat(new PrincipalNameResolver(kind, Logins.NO_SOURCES).identityOf(() -> name))
                    .isEmpty();

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
        assertThat(new PrincipalNameResolver(Kind.VERIFIED_EMAIL, Logins.NO_SOURCES)
                        .identityOf(() -> "Ada@Example.com"))
                .contains(MemberIdentity.verifiedEmail("Ada@Example.com"));
    }

    /** An address as a name may be one that the user has chosen. */
    @ParameterizedTest
    @MethodSource("io.github.circleauth.cdi.Logins#ofEachKind")
    @Tag("P12")
    void underOpenIdAndJwtANameIsNoVerifiedAddressAndTheLogNamesTheCureOnce(Logins.Login login) {
        Principal caller = login.as("ada@example.com", Map.of("sub", "u-1", "preferred_username", "ada@example.com"));
        try (Logged log = Logged.by(PrincipalNameResolver.class)) {
            PrincipalNameResolver resolver = new PrincipalNameResolver(Kind.VERIFIED_EMAIL, login.sources());
            for (int i = 0; i < 3; i++) {
                assertThat(resolver.identityOf(caller)).isEmpty();
            }

            assertThat(log.warnings())
                    .containsExactly(
                            "CIRCLE-0006: A user who signed in with OpenID Connect or a JWT counts as no member:"
                                    + " the user name may be self-chosen (such as preferred_username). Set"
                                    + " circle.auth.identity-from=claim:email, which takes the address if the provider says that"
                                    + " it is verified.");
            assertThat(DocsPage.named("your-login.md").text())
                    .contains("WARN  [" + PrincipalNameResolver.class.getName() + "] "
                            + log.warnings().get(0) + "\n");
        }
    }

    static Stream<Arguments> selfChosen() {
        return Logins.ofEachKind()
                .flatMap(login -> Stream.of("preferred_username", "nickname", "name", "given_name", "email")
                        .map(claim -> Arguments.of(login, claim)));
    }

    @ParameterizedTest
    @MethodSource("selfChosen")
    void aSelfChosenNameIsNoIdentifierEither(Logins.Login login, String claim) {
        Principal caller = login.as("1001", Map.of("sub", "u-1", claim, "1001"));
        try (Logged log = Logged.by(PrincipalNameResolver.class)) {
            assertThat(new PrincipalNameResolver(Kind.COMMUNITY_MEMBER_ID, login.sources()).identityOf(caller))
                    .isEmpty();

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0006: ")
                    .contains("circle.auth.identity-from=claim:sub")
                    .doesNotContain("1001");
        }
    }

    @Test
    void aSelfChosenNameOfTheUserInfoIsNoIdentifierEither() {
        Logins.OpenId login = new Logins.OpenId().userInfo(Map.of("sub", "u-1", "nickname", "1001"));

        assertThat(new PrincipalNameResolver(Kind.COMMUNITY_MEMBER_ID, login.sources())
                        .identityOf(login.as("1001", Map.of("sub", "u-1", "preferred_username", "ada"))))
                .isEmpty();
    }

    /** The name came from the userinfo, which the provider, or the session after a restart, no longer has. */
    @ParameterizedTest
    @EnumSource
    void aNameWhoseOriginCantBeToldIsNoIdentifier(Kind kind) {
        Logins.OpenId login = new Logins.OpenId().userInfo(Map.of("sub", "u-1", "nickname", "1001"));
        Principal caller = login.as("1001", Map.of("sub", "u-1"));
        login.userInfo(asked -> {
            throw new IllegalStateException("The provider does not respond.");
        });

        assertThat(new PrincipalNameResolver(kind, login.sources()).identityOf(caller))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.github.circleauth.cdi.Logins#ofEachKind")
    void aNameThatTheProviderAssignsIsAnIdentifier(Logins.Login login) {
        PrincipalNameResolver resolver = new PrincipalNameResolver(Kind.SSO_USER_ID, login.sources());

        for (String claim : List.of("sub", "upn", "employee")) {
            assertThat(resolver.identityOf(login.as("ada-sso", Map.of("iss", "https://id", claim, "ada-sso"))))
                    .as(claim)
                    .contains(MemberIdentity.ssoUserId("ada-sso"));
        }
        assertThat(resolver.identityOf(login.as("u-1", Map.of("sub", "u-1", "preferred_username", "u-1"))))
                .contains(MemberIdentity.ssoUserId("u-1"));
    }

    /** Payara does not hand over the claims of a bearer token by the API that the library reads. */
    @ParameterizedTest
    @EnumSource
    void theNameOfAPayarasBearerTokenIsNoIdentifier(Kind kind) {
        assertThat(new PrincipalNameResolver(kind, new Logins.Payara().sources())
                        .identityOf(Logins.Payara.withAccessToken("1001")))
                .isEmpty();
    }
}
