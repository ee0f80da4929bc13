package io.github.circleauth.session;

import io.github.circleauth.Absence;
import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.TokenState;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The member of one lease, or of none. It depends on no request, so any thread may use it. An application may store it in a
 * session; when the session is passivated or replicated, the copy is an {@link EndedMember}.
 */
public final class LeaseMember implements CircleMember, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient Leases leases;
    private final transient Duration requestWait;
    private final transient @Nullable Lease lease;
    private final transient Cause withoutLease;
    private final transient long lookedUpAt;

    /**
     * Creates a member.
     *
     * @param requestWait how long a request waits for tokens at most
     * @param lease the lease, or null
     * @param withoutLease why there is no lease, if there is none
     * @param lookedUpAt when the lease was looked up, in the leases' nanoseconds
     */
    public LeaseMember(
            Leases leases, Duration requestWait, @Nullable Lease lease, Cause withoutLease, long lookedUpAt) {
        this.leases = leases;
        this.requestWait = requestWait;
        this.lease = lease;
        this.withoutLease = withoutLease;
        this.lookedUpAt = lookedUpAt;
    }

    /** Returns when the lease was looked up, so that its first use needs no second reading of the ticker. */
    public long lookedUpAt() {
        return lookedUpAt;
    }

    /** Returns whether this member has a lease, and another one than a former member. */
    public boolean hasAnotherLeaseThan(LeaseMember former) {
        return lease != null && lease != former.lease;
    }

    @Override
    public boolean isPresent() {
        long nanos = leases.nanos();
        return isPresent(nanos, deadline(nanos));
    }

    /** As {@link #isPresent()}, with {@linkplain #tokens(long, long) the caller's time and deadline}. */
    public boolean isPresent(long nanos, long deadline) {
        try {
            return lease != null && tokens(nanos, deadline) != null;
        } catch (CircleAuthException | IllegalStateException absent) {
            // No member, or a renewal that failed unexpectedly; whyAbsent() returns the reason.
            return false;
        }
    }

    @Override
    public AccessToken accessToken() {
        return tokens().accessToken();
    }

    @Override
    public CompletableFuture<AccessToken> accessTokenAsync() {
        return lease == null
                ? CompletableFuture.failedFuture(noLease())
                : leases.tokens(lease, leases.nanos()).thenApply(MemberTokens::accessToken);
    }

    @Override
    public long communityMemberId() {
        return tokens().communityMemberId();
    }

    @Override
    public long communityId() {
        return tokens().communityId();
    }

    @Override
    public TokenState state() {
        return lease == null ? TokenState.ABSENT : lease.stateAt(leases.nanos());
    }

    @Override
    public Optional<Instant> expiresAt() {
        HeldTokens held = lease == null ? null : lease.held();
        return Optional.ofNullable(held)
                .map(known -> known.tokens().accessToken().expiresAt());
    }

    /** Returns how long an access token is served from now on, by the monotonic clock; zero if the lease no longer has it. */
    public Duration servedFor(AccessToken token) {
        HeldTokens held = lease == null ? null : lease.held();
        return held == null || !held.tokens().accessToken().equals(token)
                ? Duration.ZERO
                : Duration.ofNanos(Math.max(0, held.expiredAt() - leases.nanos()));
    }

    @Override
    public long renewals() {
        return lease == null ? 0 : lease.renewals();
    }

    @Override
    public Optional<Absence> whyAbsent() {
        return absenceDetail().map(AbsenceDetail::absence);
    }

    @Override
    public Optional<AbsenceDetail> absenceDetail() {
        return lease == null
                ? Optional.of(AbsenceDetail.of(withoutLease))
                : new Absences(leases.environment()).of(lease, leases.nanos());
    }

    @Override
    public AccessToken renew(AccessToken rejected) {
        long nanos = leases.nanos();
        reject(rejected, nanos);
        return tokens(nanos, deadline(nanos)).accessToken();
    }

    /** Makes a token that Circle rejected count as expired: see {@link Leases#reject}. */
    public void reject(AccessToken rejected, long nanos) {
        leases.reject(required(), rejected, nanos);
    }

    @Override
    public void retry() {
        if (lease != null) {
            lease.retry();
        }
    }

    @Override
    public CircleMember capture() {
        return this;
    }

    private Object writeReplace() {
        boolean staysAbsent = lease == null && withoutLease != Cause.SESSIONLESS_LIMIT;
        return new EndedMember(staysAbsent ? withoutLease : Cause.HANDLE_COPIED);
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("Only an ended handle is ever written.");
    }

    /**
     * Returns the lease.
     *
     * @throws NotSignedInException if there is none
     */
    public Lease required() {
        if (lease == null) {
            throw noLease();
        }
        return lease;
    }

    private RuntimeException noLease() {
        return withoutLease == Cause.SESSIONLESS_LIMIT
                ? new NotSentException(withoutLease, Duration.ofNanos(UserLeases.IN_USE))
                : new NotSignedInException(withoutLease.absence());
    }

    /** Returns the deadline of a wait that starts at a time, both in the leases' nanoseconds. */
    public long deadline(long nanos) {
        return nanos + requestWait.toNanos();
    }

    private MemberTokens tokens() {
        long nanos = leases.nanos();
        return tokens(nanos, deadline(nanos));
    }

    /**
     * Returns the tokens, and waits for them if necessary: the only place where a request waits. Reads no clock if the
     * tokens are valid.
     *
     * @param nanos the current time, in the leases' nanoseconds
     * @param deadline until when to wait, in the leases' nanoseconds
     */
    public MemberTokens tokens(long nanos, long deadline) {
        Lease held = required();
        MemberTokens valid = leases.current(held, nanos);
        if (valid != null) {
            leases.renewIfDue(held, nanos);
            return valid;
        }
        try {
            return leases.tokens(held, nanos).get(deadline - leases.nanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException ranOut) {
            if (!requestWait.isZero()) { // Without a wait, nothing was learned about Circle.
                leases.environment().circuitBreaker().recordTimeout();
            }
            throw new CircleUnavailableException(
                    "Circle did not respond within " + requestWait + " (circle.auth.request-wait).", null, null, false);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CircleUnavailableException(
                    "The thread was interrupted while it waited for a token.", null, null, false);
        } catch (ExecutionException failed) {
            throw failure(failed.getCause());
        }
    }

    /** Returns the failure to throw: all waiting threads get the same one. */
    private static RuntimeException failure(@Nullable Throwable cause) {
        return cause instanceof RuntimeException failure
                ? failure
                : new IllegalStateException("Renewing a token failed.", cause);
    }
}
