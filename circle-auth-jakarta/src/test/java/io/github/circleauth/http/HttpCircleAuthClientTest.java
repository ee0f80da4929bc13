package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.sandbox.Sandbox;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The six methods against the sandbox, which keeps state. */
class HttpCircleAuthClientTest {

    private final Sandbox sandbox = Sandbox.start();
    private final HttpCircleAuthClient client = HttpCircleAuthClient.builder()
            .apiToken(Secret.of(sandbox.circle().apiToken()))
            .baseUrl(sandbox.uri())
            .build();

    @AfterEach
    void close() {
        client.close();
        sandbox.close();
    }

    @Test
    void aMemberIsFoundByEachIdentifier() {
        Person ada = sandbox.circle().people().get(0);

        assertThat(client.getMemberAPITokenFromCommunityMemberId(ada.communityMemberId())
                        .communityMemberId())
                .isEqualTo(ada.communityMemberId());
        assertThat(client.getMemberAPITokenFromEmail(ada.email()).communityMemberId())
                .isEqualTo(ada.communityMemberId());
        assertThat(client.getMemberAPITokenFromSSOId(ada.ssoUserId()).communityMemberId())
                .isEqualTo(ada.communityMemberId());
        assertThat(sandbox.audit().alive()).hasSize(4);
    }

    @Test
    void aTokenLivesAnHourAndCanBeRefreshedAndRevokedTwice() {
        MemberTokens tokens = client.getMemberAPITokenFromCommunityMemberId(1001);
        assertThat(tokens.accessToken().expiresAt())
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(58)),
                        Instant.now().plus(Duration.ofMinutes(61)));

        AccessToken other = client.getMemberAPITokenFromRefreshToken(tokens.refreshToken());
        for (int i = 0; i < 2; i++) {
            client.revokeRefreshToken(tokens.refreshToken());
            client.revokeMemberAPIToken(tokens.accessToken().value());
            client.revokeMemberAPIToken(other.value());
        }

        assertThat(sandbox.audit().alive()).isEmpty();
        assertRefused(Reason.TOKEN_DEAD, () -> client.getMemberAPITokenFromRefreshToken(tokens.refreshToken()));
    }

    @Test
    void aRefusalOfCirclesHasItsReason() {
        assertRefused(Reason.MEMBER_UNKNOWN, () -> client.getMemberAPITokenFromEmail("nobody@example.com"));
        sandbox.circle().eligible(false);
        assertRefused(Reason.PLAN, () -> client.getMemberAPITokenFromCommunityMemberId(1001));
        sandbox.circle().apiToken("another");
        assertRefused(Reason.APP_TOKEN, () -> client.getMemberAPITokenFromCommunityMemberId(1001));
    }

    @Test
    @Tag("L6")
    void anExpiredRefreshTokenIsDeadAndCountsAsRevoked() {
        MemberTokens tokens = client.getMemberAPITokenFromCommunityMemberId(1001);
        sandbox.circle().clock().advance(Duration.ofDays(32));

        assertRefused(Reason.TOKEN_DEAD, () -> client.getMemberAPITokenFromRefreshToken(tokens.refreshToken()));
        client.revokeRefreshToken(tokens.refreshToken());
        client.revokeMemberAPIToken(tokens.accessToken().value());
    }

    private static void assertRefused(Reason reason, ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        CircleRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }
}
