package io.github.circleauth.session;

import io.github.circleauth.Absence;
import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.TokenState;
import io.github.circleauth.event.FailureReason;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.event.TokenRenewed.Way;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.ledger.Ledger.LeaseStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One renewal of one lease. Its policy: refresh; if that can't help, obtain new tokens for the same identity; else fail.
 *
 * <p>It runs once, on one of the library's own threads, and blocks that thread during its requests. All callers that wait
 * for its outcome share one future, which the renewal alone completes.
 */
final class Renewal implements Runnable {

    /** For how long no early refresh is tried again after one brought nothing newer. */
    private static final Duration NO_EARLY_REFRESH = Duration.ofHours(1);

    /** The status of a refusal that concerns every request of the application. */
    private static final int FORBIDDEN = 403;

    private final Lease lease;
    private final LeaseEnvironment environment;
    private final LeaseLedger ledger;
    private final RenewalFailures failures;
    private final LeaseEvents events;
    private final CompletableFuture<MemberTokens> outcome = new CompletableFuture<>();

    /** Whether the circuit breaker gave this renewal a permit. Accessed on the worker's thread alone. */
    private boolean hasPermit;

    /** How long the requests to Circle took. Accessed on the worker's thread alone. */
    private Duration duration = Duration.ZERO;

    private Way way = Way.OBTAIN;

    Renewal(Lease lease, LeaseEnvironment environment, LeaseLedger ledger, RenewalFailures failures) {
        this.lease = lease;
        this.environment = environment;
        this.ledger = ledger;
        this.failures = failures;
        this.events = new LeaseEvents(environment);
    }

    Lease lease() {
        return lease;
    }

    CompletableFuture<MemberTokens> outcome() {
        return outcome;
    }

    @Override
    public void run() {
        try {
            followPolicy();
        } catch (CircleAuthException failure) {
            fail(failure);
        } catch (RuntimeException
                | Error bug) { // Callers that wait must get it, and the lease must be renewable again.
            failures.recordUnexpected(lease, bug);
            events.failed(lease, FailureReason.UNEXPECTED, OptionalInt.empty(), duration);
            outcome.completeExceptionally(bug);
            throw bug;
        }
    }

    /** Ends this renewal without tokens. */
    void fail(CircleAuthException failure) {
        HeldTokens held = lease.held();
        boolean keepsTokens = failures.record(lease, failure, hasPermit);
        events.failed(lease, LeaseEvents.reason(failure), failure.status(), duration);
        if (!keepsTokens && held != null) {
            ledger.drop(lease, held.tokens());
        }
        outcome.completeExceptionally(failure);
    }

    private void followPolicy() {
        boolean tookOver = takeOverInherited();
        HeldTokens held = lease.held();
        if (held != null && wasRenewedElsewhere(held, tookOver)) {
            if (lease.completeWith(held)) {
                outcome.complete(held.tokens());
                return;
            }
            held = lease.held(); // The token was rejected in between, or the lease ended.
        }
        if (lease.isEnded()) { // Elsewhere, or before a worker was free: new tokens would only have to be revoked.
            outcome.completeExceptionally(ended());
            return;
        }
        Instant requestedAt = environment.now();
        MemberTokens tokens = held == null ? obtain(null) : renew(held);
        failures.recordSuccess();
        if (ledger.complete(lease, tokens, requestedAt, held)) {
            events.completed(lease, tokens, held == null ? null : way, duration);
            outcome.complete(tokens);
        } else {
            outcome.completeExceptionally(ended());
        }
    }

    private boolean wasRenewedElsewhere(HeldTokens held, boolean tookOver) {
        TokenState state = held.stateAt(environment.nanos());
        return state == TokenState.FRESH || (state == TokenState.STALE && tookOver);
    }

    /** Takes over the tokens of other servers' texts, also those that arrive meanwhile. Returns whether there were any. */
    private boolean takeOverInherited() {
        boolean tookOver = false;
        HeldTokens inherited = lease.inherited();
        while (inherited != null) {
            takeOver(inherited);
            tookOver = true;
            inherited = lease.isEnded() ? null : lease.inherited();
        }
        return tookOver;
    }

    private void takeOver(HeldTokens inherited) {
        LeaseStatus status = ledger.touch(lease, inherited.tokens());
        if (status == LeaseStatus.ENDED || lease.isEnded()) {
            if (lease.held() != null) {
                events.end(lease, LeaseEnded.Reason.ENDED_ELSEWHERE);
            }
            lease.end(); // Without an event if it had ended before this server knew it.
            ledger.end(lease.id(), inherited.tokens());
        } else {
            // A token that another server may have had revoked is not served, but can be renewed.
            boolean servable = status == LeaseStatus.ACTIVE;
            lease.takeOver(inherited, servable ? inherited : inherited.rejectedAt(environment.nanos()));
        }
    }

    private boolean isValid(HeldTokens held) {
        return held.isValidAt(environment.nanos());
    }

    private MemberTokens renew(HeldTokens held) {
        boolean early = isValid(held);
        boolean refreshable = held.tokens().refreshTokenExpiresAt().isAfter(environment.now());
        if (refreshable && (!early || lease.mayRefreshEarlyAt(environment.nanos()))) {
            MemberTokens refreshed = refresh(held);
            if (refreshed != null) {
                return refreshed;
            }
            environment.circuitBreaker().recordSuccess(); // Circle responded, whether or not the obtain succeeds.
            if (early) {
                lease.refreshEarlyAgainAt(environment.nanos() + NO_EARLY_REFRESH.toNanos());
            }
        }
        return obtain(held);
    }

    /** Returns the tokens after a refresh, or null if the next step is to obtain new ones. */
    private @Nullable MemberTokens refresh(HeldTokens held) {
        AccessToken brought;
        try {
            CircleAuthClient client = client(held);
            brought = timed(
                    () -> client.getMemberAPITokenFromRefreshToken(held.tokens().refreshToken()));
        } catch (CircleRefusedException refused) {
            if (refused.status().orElse(0) == FORBIDDEN) {
                throw refused;
            }
            // The refresh token or the app token: obtaining decides.
            return null;
        }
        MemberTokens refreshed = held.tokens().with(brought);
        ledger.check(refreshed, held);
        if (!held.isOutlivedBy(brought)) {
            ledger.add(lease, refreshed);
            return null;
        }
        way = Way.REFRESH;
        return refreshed;
    }

    private MemberTokens obtain(@Nullable HeldTokens held) {
        MemberIdentity identity = lease.identity().orElseThrow(Renewal::noIdentity);
        Duration wait = environment.obtainLimit().count(identity);
        if (!wait.isZero()) {
            throw new NotSentException(Cause.OBTAIN_LIMIT, wait);
        }
        CircleAuthClient client = client(held);
        MemberTokens obtained = timed(() -> obtain(client, identity));
        environment.ledger().obtainedFrom(obtained.communityId());
        ledger.check(obtained, held);
        return obtained;
    }

    /** Performs a request and adds its time, unless it is not sent. */
    private <T> T timed(Supplier<T> request) {
        long start = environment.nanos();
        boolean isSent = true;
        try {
            return request.get();
        } catch (CircleAuthException failure) {
            isSent = !RenewalFailures.wasNotSent(failure);
            throw failure;
        } finally {
            if (isSent) {
                duration = duration.plusNanos(environment.nanos() - start);
            }
        }
    }

    private static MemberTokens obtain(CircleAuthClient client, MemberIdentity identity) {
        return switch (identity.kind()) {
            case VERIFIED_EMAIL -> client.getMemberAPITokenFromEmail(identity.value());
            case SSO_USER_ID -> client.getMemberAPITokenFromSSOId(identity.value());
            case COMMUNITY_MEMBER_ID -> client.getMemberAPITokenFromCommunityMemberId(identity.asCommunityMemberId());
        };
    }

    /**
     * Returns the client for a request. Acquires the circuit breaker's permit, after all other checks: a renewal that one of
     * them stops must not be the probe.
     */
    private CircleAuthClient client(@Nullable HeldTokens held) {
        failures.requirePermit();
        hasPermit = true;
        if (held == null) {
            return environment.circle().apply(RequestPriority.SIGN_IN);
        }
        return environment.circle().apply(isValid(held) ? RequestPriority.BACKGROUND : RequestPriority.AWAITED);
    }

    /** Returns the failure of a renewal of a lease that has ended. */
    static NotSignedInException ended() {
        return new NotSignedInException(Absence.ENDED);
    }

    private static CircleRefusedException noIdentity() {
        return new CircleRefusedException(
                Reason.MEMBER_UNKNOWN, "The application names no Circle identity for this user.", null);
    }
}
