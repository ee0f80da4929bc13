package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleAuthException.ErrorDetails;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Secret;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.FailureReason;
import io.github.circleauth.event.RevocationDelayed;
import io.github.circleauth.event.TokenKind;
import io.github.circleauth.event.TokenRevoked;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.ledger.Row;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The events of revocations: one for each token that died, and for each attempt that failed. */
class RevocationEventsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final MemoryLedger ledger = new MemoryLedger();
    private final List<CircleEvent> events = new ArrayList<>();
    private @Nullable CircleAuthException failure;
    private Duration passed = Duration.ZERO;

    private final CircleAuthClient circle = (CircleAuthClient) Proxy.newProxyInstance(
            CircleAuthClient.class.getClassLoader(), new Class<?>[] {CircleAuthClient.class}, (proxy, method, args) -> {
                passed = passed.plus(TWO_SECONDS);
                if (failure != null) {
                    throw failure;
                }
                return null;
            });

    private final Revoker revoker = new Revoker(
            ledger, circle, Runnable::run, () -> NOW.plus(passed), new Random(1), () -> passed.toNanos(), events::add);

    private static Row row(Row.Kind kind) {
        return Row.of(kind, Secret.of("token"), "lease", NOW.plus(Duration.ofDays(1)), NOW);
    }

    private List<CircleEvent> revoking(Row.Kind kind) {
        ledger.enter(List.of(row(kind)));
        revoker.drain(() -> events.isEmpty());
        return events;
    }

    private static ErrorDetails status(int status) {
        return new ErrorDetails(status, null, null);
    }

    private static RevocationDelayed delayed(FailureReason reason, OptionalInt status, @Nullable Duration retryAfter) {
        return new RevocationDelayed(
                "lease", TokenKind.ACCESS, reason, status, Optional.ofNullable(retryAfter), TWO_SECONDS);
    }

    @Test
    void aRevokedTokenSaysItsKindAndTheTimeOfItsRequest() {
        assertThat(revoking(Row.Kind.ACCESS)).containsExactly(new TokenRevoked("lease", TokenKind.ACCESS, TWO_SECONDS));
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aRefreshTokenIsToldAsSuch() {
        assertThat(revoking(Row.Kind.REFRESH))
                .containsExactly(new TokenRevoked("lease", TokenKind.REFRESH, TWO_SECONDS));
    }

    @Test
    void whileCircleIsAwayTheEventSaysWhenTheNextAttemptIs() {
        failure = new CircleUnavailableException("Later.", status(503), WAIT, false);

        assertThat(revoking(Row.Kind.ACCESS))
                .containsExactly(delayed(FailureReason.TRY_LATER, OptionalInt.of(503), WAIT));
        passed = passed.plus(WAIT);
        failure = null;
        events.clear();
        revoker.drain(() -> true);
        assertThat(events).containsExactly(new TokenRevoked("lease", TokenKind.ACCESS, TWO_SECONDS));
    }

    @Test
    void theOwnRateLimitDelaysToo() {
        failure = new CircleUnavailableException("Limited.", null, WAIT, false);

        assertThat(revoking(Row.Kind.ACCESS))
                .containsExactly(new RevocationDelayed(
                        "lease",
                        TokenKind.ACCESS,
                        FailureReason.NOT_SENT,
                        OptionalInt.empty(),
                        Optional.of(WAIT),
                        Duration.ZERO));
    }

    @Test
    void aTokenThatCircleRefusesToRevokeIsDelayedForThatReason() {
        failure = new CircleRefusedException(Reason.OTHER, "No.", status(422));

        RevocationDelayed event = (RevocationDelayed) revoking(Row.Kind.ACCESS).get(0);

        assertThat(event.reason()).isEqualTo(FailureReason.REFUSED_OTHERWISE);
        assertThat(event.retryAfter()).isPresent();
    }

    @Test
    void theTimeOfTheLedgerIsNotThatOfTheRequest() {
        Ledger slow = (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (p, method, args) -> {
                    boolean takesTime = Set.of("delete", "postpone").contains(method.getName());
                    passed = passed.plus(takesTime ? WAIT : Duration.ZERO);
                    return method.invoke(ledger, args);
                });
        Revoker withSlowLedger = new Revoker(
                slow,
                circle,
                Runnable::run,
                () -> NOW.plus(passed),
                new Random(1),
                () -> passed.toNanos(),
                events::add);
        failure = new CircleRefusedException(Reason.OTHER, "No.", status(422));
        ledger.enter(List.of(row(Row.Kind.ACCESS)));
        withSlowLedger.drain(events::isEmpty);
        failure = null;
        ledger.enter(List.of(row(Row.Kind.REFRESH)));
        withSlowLedger.drain(() -> events.size() < 2);

        assertThat(((RevocationDelayed) events.get(0)).duration()).isEqualTo(TWO_SECONDS);
        assertThat(((TokenRevoked) events.get(1)).duration()).isEqualTo(TWO_SECONDS);
    }

    @Test
    void aTokenThatTheLedgerCannotHoldIsNotTriedAgain() {
        failure = new CircleUnavailableException("No response.", null, null, false);

        revoker.revokeOnce(row(Row.Kind.ACCESS));
        failure = null;
        revoker.revokeOnce(row(Row.Kind.ACCESS));

        assertThat(events)
                .containsExactly(
                        delayed(FailureReason.NO_RESPONSE, OptionalInt.empty(), null),
                        new TokenRevoked("lease", TokenKind.ACCESS, TWO_SECONDS));
    }
}
