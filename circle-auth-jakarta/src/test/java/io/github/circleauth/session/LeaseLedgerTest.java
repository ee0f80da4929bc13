package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.event.LeaseEnded;
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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Due rows may be revoked between any two steps of a renewal. */
class LeaseLedgerTest {

    private final Circle circle =
            Circle.builder().clock(() -> OneServer.START).seed(1).build();
    private final MemoryLedger ledger = new MemoryLedger();

    /** Whether the random generator fails, so that the dates of new tokens can't be computed. */
    private boolean randomFails;

    private final Random random = new Random(1) {
        private static final long serialVersionUID = 1L;

        @Override
        public long nextLong(long bound) {
            if (randomFails) {
                throw new IllegalStateException("No random number.");
            }
            return super.nextLong(bound);
        }
    };
    /** The tasks of the revoker, which run on other threads outside the tests. */
    private final Queue<Runnable> revocations = new ArrayDeque<>();

    private final CircleHttp client = InProcessCircle.client(
            circle, () -> circle.clock().offset().toNanos(), circle.clock(), InProcessCircle.Hooks.NONE, tokens -> {});
    private final Revoker revoker = new Revoker(
            ledger, client.tokenEndpoint(RequestPriority.REVOCATION), revocations::add, circle.clock(), random);

    /** Tokens of more characters are too long for the ledger. */
    private int maxLength = Integer.MAX_VALUE;

    /** The ledger's method that does nothing and returns that the lease has ended, elsewhere. */
    private String endedFor = "";

    /** Runs after each method of the ledger. */
    private Runnable meanwhile = () -> {};

    /** A ledger after each of whose methods the revoker revokes all due tokens. */
    private final Ledger busy = (Ledger) Proxy.newProxyInstance(
            Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, args) -> {
                if (method.getName().equals(endedFor)) {
                    return method.getReturnType() == Ledger.LeaseStatus.class ? Ledger.LeaseStatus.ENDED : false;
                }
                if (method.getName().equals("canHold")) {
                    return ((Secret) args[0]).reveal().length() <= maxLength;
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

    private final LeaseEnvironment environment = new LeaseEnvironment(
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
    private final Leases leases = new Leases(environment);

    private Lease signedIn() {
        Lease lease = leases.open(
                () -> "1001",
                Optional.of(MemberIdentity.communityMemberId(1001)),
                OneServer.TIMEOUT_SECONDS,
                leases.nanos());
        leases.tokens(lease, leases.nanos()).join();
        return lease;
    }

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
