package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.TokenState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The one atomic cell, in which a completing renewal and an end meet. */
class LeaseTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final HeldTokens HELD = tokens("first", Duration.ofHours(1));
    private static final HeldTokens NEWER = tokens("second", Duration.ofHours(2));
    private static final HeldTokens NEWEST = tokens("third", Duration.ofHours(3));

    private final OneServer server = new OneServer();
    private final Lease lease = server.open(ADA);

    @AfterEach
    void close() {
        server.close();
    }

    private static HeldTokens tokens(String name, Duration life) {
        Instant expiresAt = NOW.plus(life);
        return HeldTokens.of(
                new MemberTokens(
                        new AccessToken(Secret.of("access-" + name), expiresAt),
                        Secret.of("refresh"),
                        expiresAt,
                        ADA,
                        1),
                new RenewalSchedule.Dates(expiresAt.minusSeconds(600), expiresAt.minusSeconds(30)),
                name,
                NOW,
                0);
    }

    private Renewal renewal() {
        return new Renewal(lease, null, null, null);
    }

    private static Lease.Failure failure(String message) {
        return new Lease.Failure(new CircleUnavailableException(message, null, Duration.ofSeconds(1), false), 0, 1);
    }

    @Test
    @Tag("L1")
    void aRenewalThatCompletesAfterTheEndIsTurnedDown() {
        assertThat(lease.end()).isTrue();

        assertThat(lease.complete(HELD, true)).isFalse();
        assertThat(lease.held()).isNull();
        assertThat(lease.stateAt(0)).isEqualTo(TokenState.ENDED);
    }

    @Test
    void anEndDropsTheTokensAndHappensOnce() {
        assertThat(lease.complete(HELD, false)).isTrue();

        assertThat(lease.end()).isTrue();
        assertThat(lease.end()).isFalse();
        assertThat(lease.held()).isNull();
    }

    @Test
    void ofTwoRenewalsTheFirstStarts() {
        Renewal first = renewal();

        assertThat(lease.start(first)).isSameAs(first);
        assertThat(lease.start(renewal())).isSameAs(first);
    }

    @Test
    void theSnapshotIsTheSameObjectUntilTheTokensOrTheRenewalChange() {
        Object first = lease.snapshot();
        lease.usedAt(1);
        lease.touched(1, 60);
        lease.published("text");
        lease.retry();
        assertThat(lease.snapshot()).isSameAs(first);

        lease.start(renewal());
        Object renewing = lease.snapshot();
        lease.complete(HELD, false);
        Object renewed = lease.snapshot();
        lease.end();

        assertThat(List.of(first, renewing, renewed)).doesNotHaveDuplicates();
        assertThat(lease.snapshot()).isNotSameAs(renewed);
    }

    @Test
    void noRenewalStartsAfterTheEnd() {
        lease.end();

        assertThat(lease.start(renewal())).isNull();
    }

    @Test
    void aFailureAfterTheEndLeavesTheLeaseEnded() {
        lease.end();

        lease.fail(failure("late"), true);
        lease.retry();

        assertThat(lease.isEnded()).isTrue();
        assertThat(lease.failure()).isNull();
    }

    @Test
    void noTokensAreTakenOverOrInheritedAfterTheEnd() {
        lease.end();

        lease.takeOver(HELD, HELD);
        lease.inherit(HELD);

        assertThat(lease.held()).isNull();
        assertThat(lease.inherited()).isNull();
        assertThat(lease.isEnded()).isTrue();
    }

    @Test
    void takingOverLeavesTheRenewalUnderWay() {
        Renewal renewal = renewal();
        lease.start(renewal);

        lease.takeOver(HELD, HELD);

        assertThat(lease.renewal()).isSameAs(renewal);
    }

    @Test
    void completingEndsTheRenewalAndForgetsTheFailure() {
        lease.fail(failure("before"), true);
        lease.start(renewal());

        lease.complete(HELD, true);

        assertThat(lease.renewal()).isNull();
        assertThat(lease.failure()).isNull();
        assertThat(lease.renewals()).isEqualTo(1);
    }

    @Test
    void completingWithUnchangedTokensEndsTheRenewalButCountsNone() {
        lease.complete(HELD, false);
        lease.start(renewal());

        assertThat(lease.completeWith(HELD)).isTrue();

        assertThat(lease.renewal()).isNull();
        assertThat(lease.held()).isEqualTo(HELD);
        assertThat(lease.renewals()).isZero();
    }

    @Test
    void aRenewalDoesNotBringBackATokenThatWasRejectedMeanwhile() {
        lease.complete(HELD, false);
        Renewal renewal = renewal();
        lease.start(renewal);
        lease.reject(HELD, 0, 0);

        assertThat(lease.completeWith(HELD)).isFalse();

        assertThat(lease.stateAt(0)).isEqualTo(TokenState.EXPIRED);
        assertThat(lease.renewal()).isSameAs(renewal);
    }

    @Test
    void newerTokensThatAreInheritedDuringATakeOverStayInherited() {
        lease.inherit(HELD);
        HeldTokens inherited = lease.inherited();
        lease.inherit(NEWER);

        lease.takeOver(inherited, inherited);

        assertThat(lease.held()).isEqualTo(HELD);
        assertThat(lease.inherited()).isEqualTo(NEWER);
        assertThat(lease.textFor("newer")).isEqualTo("newer");

        lease.takeOver(NEWER, NEWER);

        assertThat(lease.held()).isEqualTo(NEWER);
        assertThat(lease.inherited()).isNull();
        assertThat(lease.textFor("older")).isEqualTo(NEWER.text());
    }

    @Test
    void tokensThatAreNotNewerAreNotInherited() {
        lease.complete(HELD, false);
        lease.inherit(HELD);
        assertThat(lease.inherited()).isNull();

        lease.inherit(NEWEST);
        lease.inherit(NEWER);

        assertThat(lease.inherited()).isEqualTo(NEWEST);
    }

    @Test
    void aRenewalThatCompletesKeepsInheritedTokensOnlyIfTheyAreNewer() {
        lease.inherit(NEWER);
        lease.complete(HELD, false);
        assertThat(lease.inherited()).isEqualTo(NEWER);

        lease.complete(NEWEST, true);
        assertThat(lease.inherited()).isNull();
    }

    @Test
    void inheritedTokensEndTheBackOff() {
        lease.fail(failure("before"), true);

        lease.inherit(HELD);

        assertThat(lease.failure()).isNull();
    }

    @Test
    void anEndLeavesKnownThatTokensWereNotTakenOver() {
        lease.inherit(HELD);

        lease.end();

        assertThat(lease.inherited()).isEqualTo(HELD);
        assertThat(lease.held()).isNull();
    }
}
