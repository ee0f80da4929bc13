package io.github.circleauth.session;

import io.github.circleauth.Absence;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.TokenState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The member of one lease, or of none. It knows no request, so that any thread may use it. */
public final class LeaseMember implements CircleMember {

    private final Leases leases;
    private final Duration requestWait;
    private final @Nullable Lease lease;
    private final Absence withoutLease;
    private final long lookedUpAt;

    /**
     * Makes a member.
     *
     * @param lease the lease, or null
     * @param withoutLease why there is none, if there is none
     * @param lookedUpAt when the lease was looked up, in the leases' nanoseconds
     */
    public LeaseMember(
            Leases leases, Duration requestWait, @Nullable Lease lease, Absence withoutLease, long lookedUpAt) {
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

    public boolean isOfSameLeaseAs(LeaseMember other) {
        return lease == other.lease;
    }

    @Override
    public boolean isPresent() {
        return isPresent(leases.nanos());
    }

    private boolean isPresent(long nanos) {
        return isPresent(nanos, deadline(nanos));
    }

    /** As {@link #isPresent()}, at a time that the caller has read, until a deadline. */
    public boolean isPresent(long nanos, long deadline) {
        try {
            return lease != null && tokens(nanos, deadline) != null;
        } catch (CircleAuthException | NotSignedInException absent) {
            return false; // whyAbsent() tells.
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
        return lease == null ? TokenState.ABSENT : leases.state(lease, leases.nanos());
    }

    @Override
    public Optional<Instant> expiresAt() {
        return lease == null ? Optional.empty() : leases.expiresAt(lease);
    }

    @Override
    public long renewals() {
        return lease == null ? 0 : leases.renewals(lease);
    }

    @Override
    public Optional<Absence> whyAbsent() {
        return lease == null ? Optional.of(withoutLease) : leases.whyAbsent(lease, leases.nanos());
    }

    @Override
    public AccessToken renew(AccessToken rejected) {
        long nanos = leases.nanos();
        reject(rejected, nanos);
        return tokens(nanos, deadline(nanos)).accessToken();
    }

    /** Makes sure that a token which Circle has rejected is not served again. */
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

    private Lease required() {
        if (lease == null) {
            throw noLease();
        }
        return lease;
    }

    private NotSignedInException noLease() {
        return new NotSignedInException(withoutLease);
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
            if (!requestWait.isZero()) { // Who doesn't wait has not found out anything about Circle.
                leases.waitRanOut();
            }
            throw new CircleUnavailableException(
                    "Circle did not answer within " + requestWait + " (circle.auth.request-wait).", null, null, false);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CircleUnavailableException(
                    "The thread was interrupted while it waited for a token.", null, null, false);
        } catch (ExecutionException failed) {
            throw failure(failed.getCause());
        }
    }

    /** Gives each waiting thread the failure that all of them share. */
    private static RuntimeException failure(@Nullable Throwable cause) {
        return cause instanceof RuntimeException failure
                ? failure
                : new IllegalStateException("Renewing a token failed.", cause);
    }
}
