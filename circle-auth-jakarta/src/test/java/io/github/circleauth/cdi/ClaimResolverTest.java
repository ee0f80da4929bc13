package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.DocsPage;
import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentity.Kind;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import jakarta.security.enterprise.CallerPrincipal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The identity from a claim: which values count, from where, and what the log says of the others. */
class ClaimResolverTest extends ClaimResolverTestBase {

    static Stream<Object> trueValues() {
        return Stream.of(true, "true", JsonValue.TRUE, Json.createValue("true"));
    }

    @ParameterizedTest
    @MethodSource("trueValues")
    void aVerifiedAddressIsTheIdentifierUnchanged(Object verified) {
        for (Logins.Login login : Logins.ofEachKind().toList()) {
            assertThat(email(login).identityOf(user(login, Map.of("email", ADDRESS, "email_verified", verified))))
                    .as("%s", login)
                    .contains(MemberIdentity.verifiedEmail(ADDRESS));
        }
    }

    @Test
    void theDocumentedLogLineIsTheRealOne() {
        Logins.Login login = new Logins.MicroProfile();
        try (Logged log = Logged.by(ClaimResolver.class)) {
            email(login).identityOf(user(login, Map.of("email", ADDRESS, "email_verified", false)));

            assertThat(DocsPage.named("your-login.md").text())
                    .contains("WARN  [" + ClaimResolver.class.getName() + "] "
                            + log.warnings().get(0) + "\n");
        }
    }

    static Stream<Object> otherValues() {
        return Stream.of(false, "false", "TRUE", "True", "yes", "", 1, "1", List.of(true), JsonValue.FALSE);
    }

    @ParameterizedTest
    @MethodSource("otherValues")
    @Tag("P12")
    void anAddressThatIsNotVerifiedIsNoMember(Object verified) {
        Logins.Login login = new Logins.MicroProfile();

        assertNoMember(
                email(login),
                user(login, Map.of("email", ADDRESS, "email_verified", verified)),
                "has not verified the address: email_verified is not true");
    }

    @ParameterizedTest
    @MethodSource("io.github.circleauth.cdi.Logins#ofEachKind")
    void anAddressOfWhichNothingIsSaidIsNoMemberAndTheLogNamesOtherWays(Logins.Login login) {
        assertNoMember(
                email(login),
                user(login, Map.of("email", ADDRESS)),
                "the claim email_verified is missing. Use another claim, such as claim:sub or claim:oid with"
                        + " circle.auth.identity=sso-user-id, or a MemberIdentityResolver.");
    }

    /** Whatever the address is at Circle, another user may have typed it in. */
    @Test
    void anAddressMustBeVerifiedWhateverItIsAtCircle() {
        Logins.Login login = new Logins.MicroProfile();
        ClaimResolver resolver = new ClaimResolver(Kind.SSO_USER_ID, "email", login.sources());

        assertThat(resolver.identityOf(user(login, Map.of("email", ADDRESS)))).isEmpty();
        assertThat(resolver.identityOf(user(login, Map.of("email", ADDRESS, "email_verified", true))))
                .contains(MemberIdentity.ssoUserId(ADDRESS));
    }

    static Stream<Object> numbers() {
        return Stream.of(
                "1001",
                Json.createValue("1001"),
                1001,
                1001L,
                BigInteger.valueOf(1001),
                BigDecimal.valueOf(1001),
                Json.createValue(1001),
                Json.createValue(1001L),
                Json.createValue(BigInteger.valueOf(1001)));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberCountsAsTextOrAsANumber(Object value) {
        assertThat(memberId().identityOf(user(new Logins.MicroProfile(), Map.of("member", value))))
                .contains(MemberIdentity.communityMemberId(1001));
    }

    static Stream<Object> unusable() {
        return Stream.of(
                1001.0,
                Json.createValue(1001.0),
                Json.createValue(new BigDecimal("1001e1")),
                Json.createValue(new BigDecimal("1e999999999")),
                true,
                JsonValue.TRUE,
                List.of("1001"),
                Json.createArrayBuilder().add(1001).build(),
                Map.of("id", "1001"),
                Json.createObjectBuilder().add("id", 1001).build());
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void aValueOfAnotherTypeIsNoMember(Object value) {
        assertNoMember(
                memberId(),
                user(new Logins.MicroProfile(), Map.of("member", value)),
                "claim:member: Its value is neither a text nor a whole number.");
    }

    @Test
    void aValueThatCirclesIdentifiersCannotHaveIsNoMember() {
        Logins.Login login = new Logins.MicroProfile();
        for (String value : List.of("", " ", "+1001", "01001", "1001 ", "-1001", "١٠٠١")) {
            assertNoMember(memberId(), user(login, Map.of("member", value)), "The COMMUNITY_MEMBER_ID ");
        }
        for (String value : List.of("", "\t", " " + ADDRESS, "ada@example.com\u200b")) {
            assertNoMember(
                    email(login), user(login, Map.of("email", value, "email_verified", true)), "The VERIFIED_EMAIL ");
        }
    }

    @Test
    void aMissingClaimIsNoMemberAndTheLogNamesTheClaimOnceForEachUser() {
        Logins.Login login = new Logins.MicroProfile();
        ClaimResolver resolver = memberId();
        try (Logged log = Logged.by(ClaimResolver.class)) {
            for (int i = 0; i < 3; i++) {
                assertThat(resolver.identityOf(user(login, Map.of("Member", "1001"))))
                        .isEmpty();
                assertThat(resolver.identityOf(user(login, Map.of("member", JsonValue.NULL))))
                        .isEmpty();
            }
            assertThat(log.warnings())
                    .containsExactly("CIRCLE-0004: A signed-in user counts as no member, by"
                            + " circle.auth.identity-from=claim:member: The token has no claim of that name.");

            resolver.identityOf(login.as("u-2", Map.of()));
            assertThat(log.warnings()).hasSize(2);
        }
    }

    @Test
    void aThousandUsersWithoutTheClaimDoNotFloodTheLog() {
        Logins.Login login = new Logins.MicroProfile();
        ClaimResolver resolver = memberId();
        try (Logged log = Logged.by(ClaimResolver.class)) {
            for (int i = 0; i < 1_100; i++) {
                resolver.identityOf(login.as("u-" + i, Map.of()));
            }
            assertThat(log.warnings()).hasSize(5);
        }
    }

    @Test
    void aUserOfAnotherLoginIsNoMember() {
        for (Principal caller : List.<Principal>of(new CallerPrincipal("u-1"), () -> "u-1")) {
            assertNoMember(
                    email(new Logins.MicroProfile()), caller, "The login is neither MicroProfile JWT nor OpenID");
        }
    }

    @Test
    void aClaimsNameIsTakenAsItIs() {
        Logins.Login login = new Logins.MicroProfile();
        for (String name : List.of("https://example.com/member", "address.member", "MEMBER")) {
            ClaimResolver resolver = new ClaimResolver(Kind.SSO_USER_ID, name, login.sources());

            assertThat(resolver.identityOf(user(login, Map.of(name, "ada")))).contains(MemberIdentity.ssoUserId("ada"));
        }
    }
}
