package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentity.Kind;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The issuer of a claim, and its source: the token or the userinfo. */
class ClaimIssuersTest extends ClaimResolverTestBase {

    @ParameterizedTest
    @MethodSource("io.github.circleauth.cdi.Logins#ofEachKind")
    void aValueOfAnotherIssuerIsAnotherUsers(Logins.Login login) {
        ClaimResolver resolver = new ClaimResolver(Kind.SSO_USER_ID, "sub", login.sources());
        assertThat(resolver.identityOf(login.as("u-1", Map.of("sub", "u-1"))))
                .contains(MemberIdentity.ssoUserId("u-1"));

        assertNoMember(
                resolver,
                login.as("u-1", Map.of("sub", "u-1", "iss", "https://another.example.com")),
                "The token is of another issuer than that of the first user");
        for (String issuer : List.of(Logins.ISSUER + "/", "")) {
            assertThat(resolver.identityOf(login.as("u-1", Map.of("sub", "u-1", "iss", issuer))))
                    .as(issuer)
                    .isEmpty();
        }
        assertThat(resolver.identityOf(login.as("u-2", Map.of("sub", "u-2"))))
                .as("the first issuer's users remain members")
                .contains(MemberIdentity.ssoUserId("u-2"));
    }

    /** Else one such token, of any issuer that the server accepts, would leave the others without members. */
    @Test
    void aTokenWhoseClaimIsUnusableDeterminesNoIssuer() {
        Logins.Login login = new Logins.MicroProfile();
        ClaimResolver resolver = new ClaimResolver(Kind.SSO_USER_ID, "sub", login.sources());
        for (Object unusable : List.of(List.of("u-1"), " ")) {
            assertThat(resolver.identityOf(
                            login.as("u-1", Map.of("sub", unusable, "iss", "https://another.example.com"))))
                    .isEmpty();
        }

        assertThat(resolver.identityOf(login.as("u-1", Map.of("sub", "u-1")))).isPresent();
    }

    @Test
    void aVerifiedAddressIsTheSameUsersWhoeverIssuesIt() {
        Logins.Login login = new Logins.MicroProfile();
        ClaimResolver resolver = email(login);
        for (String issuer : List.of(Logins.ISSUER, "https://another.example.com")) {
            assertThat(resolver.identityOf(
                            user(login, Map.of("iss", issuer, "email", ADDRESS, "email_verified", true))))
                    .isPresent();
        }
    }

    @Test
    void theUserInfoIsNotAskedForWhatTheTokenHas() {
        openId.userInfo(Map.of("sub", "u-1", "email", ADDRESS, "email_verified", true));

        assertThat(email(openId).identityOf(user(openId, Map.of("email", ADDRESS, "email_verified", false))))
                .isEmpty();
        assertThat(email(openId).identityOf(user(openId, Map.of("email", ADDRESS, "email_verified", true))))
                .isPresent();
        assertThat(openId.userInfoRequests).isZero();
    }

    @Test
    void whatTheTokenLacksComesFromTheUserInfo() {
        openId.userInfo(Map.of("sub", "u-1", "email", ADDRESS, "email_verified", true, "member", 1001));

        assertThat(email(openId).identityOf(user(openId, Map.of()))).contains(MemberIdentity.verifiedEmail(ADDRESS));
        assertThat(new ClaimResolver(Kind.COMMUNITY_MEMBER_ID, "member", openId.sources())
                        .identityOf(user(openId, Map.of())))
                .contains(MemberIdentity.communityMemberId(1001));
    }

    @Test
    void anAddressAndItsVerificationAreOfOneSource() {
        openId.userInfo(Map.of("sub", "u-1", "email", "grace@example.com", "email_verified", true));
        assertThat(email(openId).identityOf(user(openId, Map.of("email", ADDRESS))))
                .contains(MemberIdentity.verifiedEmail("grace@example.com"));

        openId.userInfo(Map.of("sub", "u-1", "email_verified", true));
        assertNoMember(email(openId), user(openId, Map.of("email", ADDRESS)), "email_verified is missing");

        openId.userInfo(Map.of("sub", "u-1", "email", ADDRESS));
        assertNoMember(email(openId), user(openId, Map.of("email_verified", true)), "no claim of that name");
    }

    @Test
    void theUserInfoOfAnotherSubjectDoesNotCount() {
        openId.userInfo(Map.of("sub", "u-2", "email", ADDRESS, "email_verified", true));
        try (Logged log = Logged.by(JakartaOpenId.class)) {
            assertNoMember(email(openId), user(openId, Map.of()), "no claim of that name");

            assertThat(log.warnings())
                    .containsExactly(
                            "CIRCLE-0005: The OpenID provider's userinfo of a signed-in user can't be used: it is"
                                    + " about another subject.");
        }
        openId.userInfo(Map.of("email", ADDRESS, "email_verified", true));
        assertNoMember(email(openId), user(openId, Map.of()), "no claim of that name");
    }

    @Test
    void aUserInfoThatFailsBreaksNoRequest() {
        openId.userInfo(asked -> {
            if (asked == 0) {
                return JsonValue.EMPTY_JSON_OBJECT;
            }
            throw new IllegalStateException("Error occurred in fetching user info");
        });

        assertThat(email(openId).identityOf(user(openId, Map.of()))).isEqualTo(Optional.empty());
    }
}
