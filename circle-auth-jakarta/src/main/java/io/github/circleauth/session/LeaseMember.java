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

    /**
     * Makes a member.
     *
     * @param lease the lease, or null
     * @param withoutLease why there is none, if there is none
     */
    public LeaseMember(Leases leases, Duration requestWait, @Nullable Lease lease, Absence withoutLease) {
        this.leases = leases;
        this.requestWait = requestWait;
        this.lease = lease;
        this.withoutLease = withoutLease;
    }

    public boolean isOfSameLeaseAs(LeaseMember other) {
        return lease == other.lease;
    }

    @Override
    public boolean isPresent() {
        return isPresent(latestAnswer());
    }

    public boolean isPresent(long latestAnswer) {
        try {
            return lease != null && tokens(latestAnswer) != null;
        } catch (CircleAuthException | NotSignedInException absent) {
            return false; // whyAbsent() tells.
        }
    }

    @Override
    public AccessToken accessToken() {
        return tokens(latestAnswer()).accessToken();
    }

    @Override
    public CompletableFuture<AccessToken> accessTokenAsync() {
        return lease == null
                ? CompletableFuture.failedFuture(noLease())
                : leases.tokens(lease).thenApply(MemberTokens::accessToken);
    }

    @Override
    public long communityMemberId() {
        return tokens(latestAnswer()).communityMemberId();
    }

    @Override
    public long communityId() {
        return tokens(latestAnswer()).communityId();
    }

    @Override
    public TokenState state() {
        return lease == null ? TokenState.ABSENT : leases.state(lease);
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
        return lease == null ? Optional.of(withoutLease) : leases.whyAbsent(lease);
    }

    @Override
    public AccessToken renew(AccessToken rejected) {
        reject(rejected);
        return accessToken();
    }

    /** Makes sure that a token which Circle has rejected is not served again. */
    public void reject(AccessToken rejected) {
        leases.reject(required(), rejected);
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

    /** Returns until when a question that is asked now may wait, in the leases' nanoseconds. */
    public long latestAnswer() {
        return leases.nanos() + requestWait.toNanos();
    }

    /** The one place where a request waits: until then at most. */
    public MemberTokens tokens(long latestAnswer) {
        Lease held = required();
        MemberTokens valid = leases.current(held);
        if (valid != null) {
            leases.renewIfDue(held);
            return valid;
        }
        try {
            return leases.tokens(held).get(latestAnswer - leases.nanos(), TimeUnit.NANOSECONDS);
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
