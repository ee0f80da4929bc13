package io.github.circleauth.session;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.TokenState;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.ledger.Ledger.LeaseStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One climb of the ladder for one lease: refresh; if that can't help, obtain anew for the same identity; else a failure.
 *
 * <p>It runs once, on one of the library's own threads, and blocks that thread for the calls it makes. Everybody who
 * wants its outcome shares one future, which nobody but the renewal itself completes.
 */
final class Renewal implements Runnable {

    /** For how long an early refresh is not tried again after Circle gave nothing newer for one. */
    private static final Duration NO_EARLY_REFRESH = Duration.ofHours(1);

    private final Lease lease;
    private final LeaseEnvironment parts;
    private final LeaseLedger custody;
    private final RenewalFailures setbacks;
    private final CompletableFuture<MemberTokens> outcome = new CompletableFuture<>();

    /** Whether the gate let this one through. On the worker's thread alone. */
    private boolean letThrough;

    Renewal(Lease lease, LeaseEnvironment parts, LeaseLedger custody, RenewalFailures setbacks) {
        this.lease = lease;
        this.parts = parts;
        this.custody = custody;
        this.setbacks = setbacks;
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
            climb();
        } catch (CircleAuthException failure) {
            fail(failure);
        } catch (RuntimeException | Error bug) { // Whoever waits must learn of it, and the lease must fly again.
            setbacks.unexpected(lease, bug);
            outcome.completeExceptionally(bug);
            throw bug;
        }
    }

    /** Ends the flight without tokens. */
    void fail(CircleAuthException failure) {
        HeldTokens held = lease.holding();
        boolean keepsTokens = setbacks.note(lease, failure, letThrough);
        if (!keepsTokens && held != null) {
            custody.drop(lease, held.tokens());
        }
        outcome.completeExceptionally(failure);
    }

    private void climb() {
        HeldTokens inherited = lease.inherited();
        if (inherited != null) {
            takeOver(inherited);
        }
        HeldTokens held = lease.holding();
        TokenState state = held == null ? TokenState.ABSENT : held.stateAt(parts.nanos());
        if (held != null && (state == TokenState.FRESH || (state == TokenState.STALE && inherited != null))) {
            // Another server was first.
            lease.land(held, false);
            outcome.complete(held.tokens());
            return;
        }
        if (lease.isEnded()) {
            // Elsewhere, or while this waited for a worker: what it would bring would only have to be revoked.
            outcome.completeExceptionally(Leases.ended());
            return;
        }
        MemberTokens tokens = held == null ? obtain(null) : renew(held);
        setbacks.over();
        if (custody.land(lease, tokens, held)) {
            outcome.complete(tokens);
        } else {
            outcome.completeExceptionally(Leases.ended());
        }
    }

    private void takeOver(HeldTokens inherited) {
        LeaseStatus standing = custody.touch(lease, inherited.tokens());
        if (standing == LeaseStatus.ENDED || lease.isEnded()) {
            lease.end();
            custody.end(lease, inherited.tokens());
        } else {
            // What another server may have had revoked is not served, but brings its successor.
            lease.takeOver(standing == LeaseStatus.ACTIVE ? inherited : inherited.rejectedAt(parts.nanos()));
        }
    }

    private boolean isValid(HeldTokens held) {
        return held.isValidAt(parts.nanos());
    }

    private MemberTokens renew(HeldTokens held) {
        boolean early = isValid(held);
        boolean refreshable = held.tokens().refreshTokenExpiresAt().isAfter(parts.now());
        if (refreshable && (!early || lease.mayRefreshEarlyAt(parts.nanos()))) {
            MemberTokens refreshed = refresh(held);
            if (refreshed != null) {
                return refreshed;
            }
            parts.circuitBreaker().recordSuccess(); // Circle is there, whatever becomes of the next rung.
            if (early) {
                lease.refreshEarlyAgainAt(parts.nanos() + NO_EARLY_REFRESH.toNanos());
            }
        }
        return obtain(held);
    }

    /** Returns what a refresh brought, or null if obtaining anew is the next rung. */
    private @Nullable MemberTokens refresh(HeldTokens held) {
        AccessToken brought;
        try {
            brought =
                    circle(held).getMemberAPITokenFromRefreshToken(held.tokens().refreshToken());
        } catch (CircleRefusedException refused) {
            if (RenewalFailures.isOperatorsMatter(refused)) {
                throw refused;
            }
            return null;
        }
        MemberTokens refreshed = held.tokens().with(brought);
        custody.refuseAnotherMember(refreshed, held);
        if (!held.isOutlivedBy(brought)) {
            custody.keep(lease, refreshed);
            return null;
        }
        return refreshed;
    }

    private MemberTokens obtain(@Nullable HeldTokens held) {
        MemberIdentity identity = lease.identity().orElseThrow(Renewal::noIdentity);
        Duration wait = parts.obtainLimit().count(identity);
        if (!wait.isZero()) {
            throw RenewalFailures.notAsked(
                    "Too many tokens were asked for one user within a minute (circle.auth.obtain-limit).", wait);
        }
        MemberTokens obtained = ask(circle(held), identity);
        custody.refuseAnotherMember(obtained, held);
        return obtained;
    }

    private static MemberTokens ask(CircleAuthClient client, MemberIdentity identity) {
        return switch (identity.kind()) {
            case VERIFIED_EMAIL -> client.getMemberAPITokenFromEmail(identity.value());
            case SSO_USER_ID -> client.getMemberAPITokenFromSSOId(identity.value());
            case COMMUNITY_MEMBER_ID -> client.getMemberAPITokenFromCommunityMemberId(identity.asCommunityMemberId());
        };
    }

    /** Lets this renewal through the gate, last of all: whoever is held back otherwise must not be taken for a probe. */
    private CircleAuthClient circle(@Nullable HeldTokens held) {
        setbacks.requirePermit();
        letThrough = true;
        if (held == null) {
            return parts.circle().apply(RequestPriority.SIGN_IN);
        }
        return parts.circle().apply(isValid(held) ? RequestPriority.BEHIND : RequestPriority.AWAITED);
    }

    private static CircleRefusedException noIdentity() {
        return new CircleRefusedException(
                Reason.MEMBER_UNKNOWN, "The application names no Circle identity for this user.", null);
    }
}
