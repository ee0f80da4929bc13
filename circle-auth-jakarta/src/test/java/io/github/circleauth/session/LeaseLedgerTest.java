package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.InProcessCircle;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import io.github.circleauth.seal.Seal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** The tick may deal with due rows between any two steps of a renewal. */
class LeaseLedgerTest {

    private final Circle circle =
            Circle.builder().clock(() -> OneServer.START).seed(1).build();
    private final MemoryLedger ledger = new MemoryLedger();

    /** Whether nothing more can be drawn, so that dates can't be fixed for tokens that arrive. */
    private boolean nothingCanBeDrawn;

    private final Random random = new Random(1) {
        private static final long serialVersionUID = 1L;

        @Override
        public long nextLong(long bound) {
            if (nothingCanBeDrawn) {
                throw new IllegalStateException("Nothing can be drawn.");
            }
            return super.nextLong(bound);
        }
    };
    private final CircleHttp client = InProcessCircle.client(
            circle, () -> circle.clock().offset().toNanos(), circle.clock(), InProcessCircle.Hooks.NONE, tokens -> {});
    private final Revoker revoker =
            new Revoker(ledger, client.tokenEndpoint(RequestPriority.REVOCATION), work -> {}, circle.clock(), random);

    /** What the ledger does nothing for and answers with no, as one does that knows of an end elsewhere. */
    private String answersNo = "";

    /** What happens between two steps besides. */
    private Runnable meanwhile = () -> {};

    /** A ledger after each of whose calls the revoker has dealt with all that is due. */
    private final Ledger busy = (Ledger) Proxy.newProxyInstance(
            Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, args) -> {
                if (method.getName().equals(answersNo)) {
                    return method.getReturnType() == Ledger.LeaseStatus.class ? Ledger.LeaseStatus.ENDED : false;
                }
                try {
                    return method.invoke(ledger, args);
                } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                } finally {
                    meanwhile.run();
                    revoker.drain(() -> true);
                }
            });

    private final LeaseEnvironment parts = new LeaseEnvironment(
            client::tokenEndpoint,
            busy,
            revoker,
            Seal.derivedFrom(Secret.of("app-token")),
            SimulatedNode.SCHEDULE,
            new CircuitBreaker(() -> circle.clock().offset().toNanos(), random),
            new ObtainLimit(60, () -> circle.clock().offset().toNanos()),
            Runnable::run,
            () -> circle.clock().offset().toNanos(),
            circle.clock(),
            random);
    private final Leases leases = new Leases(parts);

    private Lease signedIn() {
        Lease lease = leases.open(
                "1001", Optional.of(MemberIdentity.communityMemberId(1001)), OneServer.TIMEOUT_SECONDS, leases.nanos());
        leases.tokens(lease, leases.nanos()).join();
        return lease;
    }

    @Test
    void tokensOfAMemberWhomCircleNoLongerKnowsAreRevokedWheneverTheTickComes() {
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
    void aReplacedRefreshTokenIsRevokedWheneverTheTickComes() {
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
    void tokensOfAnotherMemberAreRefusedAndRevokedThoughTheyThemselvesSayNothing() {
        Lease lease = signedIn();
        MemberTokens own = leases.current(lease, leases.nanos());
        MemberTokens others = new MemberTokens(
                new AccessToken(Secret.of("opaque"), own.accessToken().expiresAt()),
                Secret.of("another"),
                own.refreshTokenExpiresAt(),
                1002,
                own.communityId());

        assertThatThrownBy(() -> new LeaseLedger(parts).refuseAnotherMember(others, lease.held()))
                .isInstanceOf(CircleProtocolException.class);

        assertThat(circle.audit().calls("/refresh_token/revoke")).isEqualTo(1);
        assertThat(circle.audit().calls("/access_token/revoke")).isEqualTo(1);
    }

    @Test
    void tokensThatArriveStandInTheLedgerThoughWhatIsDoneWithThemNextFails() {
        Lease lease = leases.open(
                "1001", Optional.of(MemberIdentity.communityMemberId(1001)), OneServer.TIMEOUT_SECONDS, leases.nanos());
        nothingCanBeDrawn = true;

        assertThatThrownBy(() -> leases.tokens(lease, leases.nanos())).hasMessage("Nothing can be drawn.");
        assertThat(ledger.size()).isEqualTo(2);
        leases.end(lease.id(), null);
        revoker.drain(() -> true);

        assertThat(circle.audit().tokens()).hasSize(2);
        assertThat(circle.audit().alive()).isEmpty();
    }

    @Test
    void tokensOfALeaseThatEndsAfterTheyWereEnteredAndBeforeTheyLandAreRevoked() {
        Lease lease = leases.open(
                "1001", Optional.of(MemberIdentity.communityMemberId(1001)), OneServer.TIMEOUT_SECONDS, leases.nanos());
        meanwhile = lease::end;

        assertThat(leases.tokens(lease, leases.nanos())).isCompletedExceptionally();
        revoker.drain(() -> true);

        assertThat(circle.audit().tokens()).hasSize(2);
        assertThat(circle.audit().alive()).isEmpty();
    }

    @Test
    void ofALeaseThatEndedElsewhereWhatARenewalBringsIsRevoked() {
        Lease lease = signedIn();
        circle.clock().advance(OneServer.UNTIL_EXPIRED);
        answersNo = "add";

        assertThat(leases.tokens(lease, leases.nanos())).isCompletedExceptionally();

        assertThat(lease.isEnded()).isTrue();
        assertThat(leases.current(lease, leases.nanos())).isNull();
    }

    /** As when the database was away from their arrival until their server's death. */
    @Test
    void tokensOfATextOfWhichTheLedgerNeverHeardAreRevokedIfTheyMayNotBeTakenOver() {
        Lease lease = signedIn();
        String text = leases.reconcile(lease, lease.seenText());
        LedgerRows.of(ledger).forEach(ledger::delete);
        answersNo = "touch";
        Leases restarted = new Leases(parts);

        Lease rebuilt = restarted.find(lease.id(), text, () -> "1001", OneServer.TIMEOUT_SECONDS, restarted.nanos());
        assertThat(restarted.tokens(rebuilt, restarted.nanos())).isCompletedExceptionally();
        revoker.drain(() -> true);

        assertThat(rebuilt.isEnded()).isTrue();
        assertThat(circle.audit().tokens()).hasSize(2);
        assertThat(circle.audit().alive()).isEmpty();
    }

    @Test
    void afterAnUnexpectedFailureWhoeverWaitedIsToldAndTheLeaseCanTryAgain() {
        Lease lease = leases.open(
                "1001", Optional.of(MemberIdentity.communityMemberId(1001)), OneServer.TIMEOUT_SECONDS, leases.nanos());
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
    void whoAsksWhileTheApplicationIsUndeployedIsToldSoAtOnce() {
        Leases undeployed = new Leases(new LeaseEnvironment(
                client::tokenEndpoint,
                ledger,
                revoker,
                parts.seal(),
                SimulatedNode.SCHEDULE,
                parts.circuitBreaker(),
                parts.obtainLimit(),
                work -> {
                    throw new RejectedExecutionException();
                },
                () -> circle.clock().offset().toNanos(),
                circle.clock(),
                random));
        Lease lease = undeployed.open(
                "1001",
                Optional.of(MemberIdentity.communityMemberId(1001)),
                OneServer.TIMEOUT_SECONDS,
                undeployed.nanos());

        assertThat(undeployed.tokens(lease, undeployed.nanos()))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("The application is being undeployed.");
        assertThat(lease.renewal()).isNull();
    }
}
