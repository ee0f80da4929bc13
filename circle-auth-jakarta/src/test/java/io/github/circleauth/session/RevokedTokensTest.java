package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tokens that are not used, or no longer, are revoked. */
class RevokedTokensTest extends LeaseLedgerTestBase {

    @Test
    void tokensOfAMemberThatCircleNoLongerKnowsAreRevokedWheneverTheRevokerRuns() {
        Lease lease = signedIn();
        circle.faults().next("access_token/refresh", Fault.refusal(Refusal.REFRESH_TOKEN_NOT_FOUND));
        circle.faults().next("auth_token", Fault.refusal(Refusal.MEMBER_NOT_FOUND));
        circle.clock().advance(OneServer.UNTIL_STALE);

        leases.renewIfDue(lease, leases.nanos());
        revoker.drain(() -> true);

        assertThat(circle.audit().alive()).isEmpty();
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aReplacedRefreshTokenIsRevokedWheneverTheRevokerRuns() {
        circle.switches().set("refresh-tokens", "exclusive");
        circle.switches().set("early-refresh", "refused");
        Lease lease = signedIn();
        String replaced = OneServer.refreshToken(lease);
        circle.clock().advance(OneServer.UNTIL_STALE);

        leases.renewIfDue(lease, leases.nanos());
        revoker.drain(() -> true);

        assertThat(OneServer.refreshToken(lease)).isNotEqualTo(replaced);
        assertThat(circle.audit().token(replaced).orElseThrow().revokedAt()).isNotNull();
        List<String> left = LedgerRows.of(ledger).stream()
                .filter(row -> row.kind() == Row.Kind.REFRESH)
                .map(row -> row.token().reveal())
                .toList();
        assertThat(left).containsExactly(OneServer.refreshToken(lease));
    }

    @Test
    void opaqueTokensOfAnotherMemberAreRefusedAndRevoked() {
        Lease lease = signedIn();
        MemberTokens own = leases.current(lease, leases.nanos());
        MemberTokens others = new MemberTokens(
                new AccessToken(Secret.of("opaque"), own.accessToken().expiresAt()),
                Secret.of("another"),
                own.refreshTokenExpiresAt(),
                1002,
                own.communityId());

        assertThatThrownBy(() -> new LeaseLedger(environment).check(others, lease.held()))
                .isInstanceOf(CircleProtocolException.class);

        assertThat(circle.audit().calls("/refresh_token/revoke")).isEqualTo(1);
        assertThat(circle.audit().calls("/access_token/revoke")).isEqualTo(1);
    }

    @Test
    void aTokenThatIsTooLongForTheLedgerIsRevokedAndNotUsed() {
        Lease lease = leases.open(
                () -> "1001",
                Optional.of(MemberIdentity.communityMemberId(1001)),
                OneServer.TIMEOUT_SECONDS,
                leases.nanos());
        maxLength = 100;

        assertThat(leases.tokens(lease, leases.nanos()))
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("Circle returned a token that is too long for the ledger's table");

        assertThat(leases.current(lease, leases.nanos())).isNull();
        revocations.forEach(Runnable::run);
        assertThat(circle.audit().tokens()).hasSize(2);
        assertThat(circle.audit().alive()).isEmpty();
    }

    @Test
    void tokensOfATextThatAreTooLongForTheLedgerAreRevokedAndNotUsed() {
        Lease lease = signedIn();
        String text = leases.reconcile(lease, lease.seenText());
        LedgerRows.of(ledger).forEach(ledger::delete);
        maxLength = 100;
        Leases restarted = new Leases(environment);

        Lease rebuilt = restarted.find(
                lease.id(), text, () -> "1001", lease.identity(), OneServer.TIMEOUT_SECONDS, restarted.nanos());
        assertThat(restarted.tokens(rebuilt, restarted.nanos())).isCompletedExceptionally();
        revocations.forEach(Runnable::run);

        assertThat(circle.audit().alive()).isEmpty();
    }
}
