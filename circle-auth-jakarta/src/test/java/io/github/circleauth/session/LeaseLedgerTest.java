package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.ledger.LedgerRows;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Due rows may be revoked between any two steps of a renewal. */
class LeaseLedgerTest extends LeaseLedgerTestBase {

    @Test
    void aNewLeaseIdHasHexDigitsAlone() {
        assertThat(signedIn().id()).matches("[0-9a-f]{32}");
    }

    @Test
    void newTokensAreInTheLedgerThoughTheNextStepFails() {
        Lease lease = leases.open(
                () -> "1001",
                Optional.of(MemberIdentity.communityMemberId(1001)),
                OneServer.TIMEOUT_SECONDS,
                leases.nanos());
        randomFails = true;

        assertThatThrownBy(() -> leases.tokens(lease, leases.nanos())).hasMessage("No random number.");
        assertThat(ledger.size()).isEqualTo(2);
        leases.end(lease.id(), null, LeaseEnded.Reason.SESSION_ENDED);
        revoker.drain(() -> true);

        assertThat(circle.audit().tokens()).hasSize(2);
        assertThat(circle.audit().alive()).isEmpty();
    }

    @Test
    void tokensOfALeaseThatEndsBetweenLedgerAndCellAreRevoked() {
        Lease lease = leases.open(
                () -> "1001",
                Optional.of(MemberIdentity.communityMemberId(1001)),
                OneServer.TIMEOUT_SECONDS,
                leases.nanos());
        meanwhile = lease::end;

        assertThat(leases.tokens(lease, leases.nanos())).isCompletedExceptionally();
        revoker.drain(() -> true);

        assertThat(circle.audit().tokens()).hasSize(2);
        assertThat(circle.audit().alive()).isEmpty();
    }

    @Test
    void aRenewalOfALeaseThatEndedElsewhereEndsItAndServesNoTokens() {
        Lease lease = signedIn();
        circle.clock().advance(OneServer.UNTIL_EXPIRED);
        endedFor = "add";

        assertThat(leases.tokens(lease, leases.nanos())).isCompletedExceptionally();

        assertThat(lease.isEnded()).isTrue();
        assertThat(leases.current(lease, leases.nanos())).isNull();
    }

    /** As if the database had been unavailable from the tokens' arrival until their server's death. */
    @Test
    void tokensOfATextThatTheLedgerDoesNotKnowAreRevokedIfTheLeaseHasEnded() {
        Lease lease = signedIn();
        String text = leases.reconcile(lease, lease.seenText());
        LedgerRows.of(ledger).forEach(ledger::delete);
        endedFor = "touch";
        Leases restarted = new Leases(environment);

        Lease rebuilt = restarted.find(
                lease.id(), text, () -> "1001", lease.identity(), OneServer.TIMEOUT_SECONDS, restarted.nanos());
        assertThat(restarted.tokens(rebuilt, restarted.nanos())).isCompletedExceptionally();
        revoker.drain(() -> true);

        assertThat(rebuilt.isEnded()).isTrue();
        assertThat(circle.audit().tokens()).hasSize(2);
        assertThat(circle.audit().alive()).isEmpty();
    }

    @Test
    @Tag("C10")
    void afterAnUnexpectedFailureCallersGetItAndTheLeaseCanBeRenewedAgain() {
        Lease lease = leases.open(
                () -> "1001",
                Optional.of(MemberIdentity.communityMemberId(1001)),
                OneServer.TIMEOUT_SECONDS,
                leases.nanos());
        meanwhile = () -> {
            meanwhile = () -> {};
            throw new IllegalStateException("A bug.");
        };
        assertThatThrownBy(() -> leases.tokens(lease, leases.nanos())).hasMessage("A bug.");
        assertThat(lease.renewal()).isNull();
        assertThat(leases.tokens(lease, leases.nanos()))
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("Renewing failed: java.lang.IllegalStateException");

        circle.clock().advance(Duration.ofMinutes(1));

        assertThat(leases.tokens(lease, leases.nanos())).isCompleted();
    }

    @Test
    void aCallerDuringUndeployingGetsAFailureAtOnce() {
        Leases undeployed = new Leases(new LeaseEnvironment(
                client::tokenEndpoint,
                ledger,
                revoker,
                environment.seal(),
                SimulatedNode.SCHEDULE,
                environment.circuitBreaker(),
                environment.obtainLimit(),
                work -> {
                    throw new RejectedExecutionException();
                },
                () -> circle.clock().offset().toNanos(),
                circle.clock(),
                random));
        Lease lease = undeployed.open(
                () -> "1001",
                Optional.of(MemberIdentity.communityMemberId(1001)),
                OneServer.TIMEOUT_SECONDS,
                undeployed.nanos());

        assertThat(undeployed.tokens(lease, undeployed.nanos()))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("The application is being undeployed.");
        assertThat(lease.renewal()).isNull();
        assertThat(new Absences(undeployed.environment()).of(lease, undeployed.nanos()))
                .map(AbsenceDetail::cause)
                .contains(AbsenceDetail.Cause.UNDEPLOYING);
    }
}
