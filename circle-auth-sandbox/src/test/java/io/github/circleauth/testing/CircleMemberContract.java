package io.github.circleauth.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.Absence;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.Secret;
import io.github.circleauth.TokenState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The behaviour of a {@link CircleMember} in each situation, for fakes and for the member of a real session alike. */
abstract class CircleMemberContract {

    /** Returns member 1001 with a valid token. */
    abstract CircleMember present();

    abstract CircleMember expired();

    abstract CircleMember away();

    abstract CircleMember notAMember();

    abstract CircleMember refused();

    abstract CircleMember anonymous();

    abstract CircleMember noSession();

    abstract CircleMember ended();

    @Test
    void aMemberHasATokenForAnHour() {
        CircleMember member = present();

        assertThat(member.state()).isEqualTo(TokenState.FRESH);
        assertThat(member.isPresent()).isTrue();
        assertThat(member.whyAbsent()).isEmpty();
        assertThat(member.communityMemberId()).isEqualTo(1001);
        assertThat(member.communityId()).isEqualTo(1);
        assertThat(member.accessToken()).isEqualTo(member.accessToken());
        assertThat(member.accessTokenAsync().toCompletableFuture()).isCompletedWithValue(member.accessToken());
        assertThat(member.expiresAt()).hasValue(member.accessToken().expiresAt());
        assertThat(member.accessToken().expiresAt())
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(55)),
                        Instant.now().plus(Duration.ofMinutes(61)));
        assertThat(member.renewals()).isZero();
        assertThat(member.capture().accessToken()).isEqualTo(member.accessToken());
    }

    @Test
    void aRejectedTokenIsReplaced() {
        CircleMember member = present();
        AccessToken rejected = member.accessToken();

        AccessToken another = member.renew(rejected);

        assertThat(another).isNotEqualTo(rejected).isEqualTo(member.accessToken());
        assertThat(member.renew(rejected)).isEqualTo(another);
        assertThat(member.renewals()).isEqualTo(1);
        assertThat(member.state()).isEqualTo(TokenState.FRESH);
    }

    @Test
    void retryingChangesNothingWithoutAFailure() {
        CircleMember member = present();
        AccessToken token = member.accessToken();

        member.retry();

        assertThat(member.accessToken()).isEqualTo(token);
    }

    @Test
    void anExpiredTokenIsRenewedByItsNextUse() {
        CircleMember member = expired();
        assertThat(member.state()).isEqualTo(TokenState.EXPIRED);
        assertThat(member.whyAbsent()).isEmpty();
        assertThat(member.renewals()).isZero();

        assertThat(member.isPresent()).isTrue();

        assertThat(member.communityMemberId()).isEqualTo(1001);
        assertThat(member.state()).isEqualTo(TokenState.FRESH);
        assertThat(member.renewals()).isEqualTo(1);
    }

    @Test
    void withoutCircleEachUseIsUnavailable() {
        CircleMember member = away();

        CircleUnavailableException failure =
                assertAbsent(member, TokenState.ABSENT, Absence.UNAVAILABLE, CircleUnavailableException.class);

        assertThat(failure).hasMessageContaining("Circle sent no response to POST auth_token");
        member.retry();
        assertThatThrownBy(member::accessToken).isInstanceOf(CircleUnavailableException.class);
    }

    @Test
    void aUserWhoIsNoMemberIsRefusedAsUnknown() {
        CircleMember member = notAMember();

        CircleRefusedException failure =
                assertAbsent(member, TokenState.ABSENT, Absence.NOT_A_MEMBER, CircleRefusedException.class);

        assertThat(failure.reason()).isEqualTo(Reason.MEMBER_UNKNOWN);
        assertThat(failure.status()).hasValue(404);
        assertThat(failure.circleMessage()).get().asString().startsWith("Community member not found.");
        member.retry();
        assertThat(member.isPresent()).isFalse();
        assertThat(member.whyAbsent()).hasValue(Absence.NOT_A_MEMBER);
    }

    @Test
    void aRefusedApplicationHasNoMembers() {
        CircleRefusedException failure =
                assertAbsent(refused(), TokenState.ABSENT, Absence.REFUSED, CircleRefusedException.class);

        assertThat(failure.reason()).isEqualTo(Reason.PLAN);
        assertThat(failure.status()).hasValue(403);
    }

    @Test
    void withoutAUserNobodyIsSignedIn() {
        assertThat(assertAbsent(anonymous(), TokenState.ABSENT, Absence.ANONYMOUS, NotSignedInException.class)
                        .absence())
                .isEqualTo(Absence.ANONYMOUS);
    }

    @Test
    void withoutASessionNobodyIsSignedIn() {
        assertThat(assertAbsent(noSession(), TokenState.ABSENT, Absence.NO_SESSION, NotSignedInException.class)
                        .absence())
                .isEqualTo(Absence.NO_SESSION);
    }

    @Test
    void afterTheSessionNobodyIsSignedIn() {
        CircleMember member = ended();

        NotSignedInException failure =
                assertAbsent(member, TokenState.ENDED, Absence.ENDED, NotSignedInException.class);

        assertThat(failure.absence()).isEqualTo(Absence.ENDED);
        member.retry();
        assertThat(member.isPresent()).isFalse();
    }

    /** Checks all methods of a member who has no token, and returns what they throw. */
    private static <T extends RuntimeException> T assertAbsent(
            CircleMember member, TokenState state, Absence absence, Class<T> failure) {
        for (CircleMember each : List.of(member, member.capture())) {
            assertThat(each.isPresent()).isFalse();
            assertThat(each.state()).isEqualTo(state);
            assertThat(each.whyAbsent()).hasValue(absence);
            assertThat(each.expiresAt()).isEmpty();
            assertThat(each.renewals()).isZero();
            assertThatThrownBy(each::communityMemberId).isInstanceOf(failure);
            assertThatThrownBy(each::communityId).isInstanceOf(failure);
            assertThatThrownBy(() -> each.renew(new AccessToken(Secret.of("rejected"), Instant.now())))
                    .isInstanceOf(failure);
            assertThat(each.accessTokenAsync().toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(failure);
        }
        return catchThrowableOfType(failure, member::accessToken);
    }
}
