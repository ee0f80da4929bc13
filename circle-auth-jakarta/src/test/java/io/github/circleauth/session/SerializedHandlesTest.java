package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.Secret;
import io.github.circleauth.Serialized;
import io.github.circleauth.TokenState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A captured handle that the application stored in a session, which is then passivated or replicated. */
class SerializedHandlesTest {

    private final OneServer server = new OneServer();
    private final Lease lease = server.signedIn(ADA);
    private final CircleMember handle =
            new LeaseMember(server.leases, Duration.ZERO, lease, Cause.ANONYMOUS, server.leases.nanos()).capture();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aHandleReturnsAsOneThatHasEnded() {
        CircleMember copy = (CircleMember) Serialized.copy(handle);

        assertThat(copy.isPresent()).isFalse();
        assertThat(copy.state()).isEqualTo(TokenState.ENDED);
        assertThat(copy.whyAbsent()).contains(Absence.ENDED);
        assertThat(copy.absenceDetail()).map(AbsenceDetail::cause).contains(Cause.HANDLE_COPIED);
        assertThat(copy.expiresAt()).isEmpty();
        assertThat(copy.renewals()).isZero();
        assertThat(copy.accessTokenAsync().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(NotSignedInException.class);
        assertThat(copy.capture()).isSameAs(copy);
    }

    /** In a rolling update, or after one, a record's component that the stream doesn't have is null. */
    @Test
    void aCopyThatAnotherVersionHasWrittenHasEndedToo() {
        CircleMember copy = new EndedMember(null);

        assertThat(copy.state()).isEqualTo(TokenState.ENDED);
        assertThat(copy.absenceDetail()).map(AbsenceDetail::cause).contains(Cause.HANDLE_COPIED);
    }

    private interface Use {
        void of(CircleMember member);
    }

    static Stream<Use> usesOfAToken() {
        AccessToken rejected = new AccessToken(Secret.of("rejected"), Instant.EPOCH);
        return Stream.of(
                CircleMember::accessToken,
                CircleMember::communityMemberId,
                CircleMember::communityId,
                member -> member.renew(rejected));
    }

    @ParameterizedTest
    @MethodSource("usesOfAToken")
    void whereATokenIsNeededTheCopySaysThatItEnded(Use use) {
        CircleMember copy = (CircleMember) Serialized.copy(handle);
        copy.retry();

        assertThatThrownBy(() -> use.of(copy))
                .isInstanceOfSatisfying(
                        NotSignedInException.class,
                        ended -> assertThat(ended.absence()).isEqualTo(Absence.ENDED))
                .hasMessageContainingAll("ended", "Call capture() again");
    }

    @Test
    void aCopyOfACopyHasEndedToo() {
        assertThat(((CircleMember) Serialized.copy(Serialized.copy(handle))).whyAbsent())
                .contains(Absence.ENDED);
    }

    @Test
    @Tag("S6")
    void theStreamContainsNoSecretAndNothingOfTheLease() {
        MemberTokens tokens = server.node.current(lease);

        assertThat(Serialized.text(handle))
                .doesNotContain(tokens.accessToken().value().reveal())
                .doesNotContain(tokens.refreshToken().reveal())
                .doesNotContain(lease.id())
                .doesNotContain(Long.toString(ADA));
    }

    @Test
    void theHandleItselfGoesOn() {
        Serialized.bytes(handle);

        assertThat(handle.isPresent()).isTrue();
    }

    @Test
    void aHandleOfAnAnonymousRequestStaysAnonymous() {
        LeaseMember anonymous = new LeaseMember(server.leases, Duration.ZERO, null, Cause.ANONYMOUS, 0);

        CircleMember copy = (CircleMember) Serialized.copy(anonymous);

        assertThat(copy.whyAbsent()).contains(Absence.ANONYMOUS);
        assertThat(copy.state()).isEqualTo(TokenState.ABSENT);
    }

    @Test
    void everyMethodIsTriedAbove() {
        assertThat(Arrays.stream(CircleMember.class.getMethods()).map(method -> method.getName()))
                .containsExactlyInAnyOrder(
                        "isPresent",
                        "accessToken",
                        "accessTokenAsync",
                        "communityMemberId",
                        "communityId",
                        "state",
                        "expiresAt",
                        "renewals",
                        "whyAbsent",
                        "absenceDetail",
                        "renew",
                        "retry",
                        "capture");
    }
}
