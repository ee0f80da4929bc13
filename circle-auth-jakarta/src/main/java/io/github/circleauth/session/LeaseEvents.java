package io.github.circleauth.session;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.event.CircleUnavailable;
import io.github.circleauth.event.FailureReason;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.event.TokenKept;
import io.github.circleauth.event.TokenObtained;
import io.github.circleauth.event.TokenRefused;
import io.github.circleauth.event.TokenRenewed;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Creates the events of leases and passes them on; ends leases. The caller holds no lock.
 *
 * <p>After its end a lease has no event of a renewal. If a renewal and the end meet, the end's event may come first.
 */
record LeaseEvents(LeaseEnvironment environment) {

    private static final Set<FailureReason> REFUSALS = EnumSet.of(
            FailureReason.APP_TOKEN,
            FailureReason.PLAN,
            FailureReason.MEMBER_UNKNOWN,
            FailureReason.NO_IDENTITY,
            FailureReason.TOKEN_DEAD,
            FailureReason.REFUSED_OTHERWISE);

    /**
     * Ends a lease. Returns whether this call did it.
     *
     * @param lease null if this server does not know it: then nothing happens
     */
    boolean end(@Nullable Lease lease, LeaseEnded.Reason reason) {
        if (lease == null) {
            return false;
        }
        OptionalLong member = memberId(lease); // Before the end, which drops the tokens.
        if (!lease.end()) {
            return false;
        }
        environment.events().accept(new LeaseEnded(lease.id(), member, lease.identity(), reason));
        return true;
    }

    /**
     * Ends a lease if it has expired. The ledger has its tokens revoked, unless another server has moved the lease expiry on;
     * a lease that is rebuilt from the session's text finds that out.
     */
    boolean endIfExpired(Lease lease, long nanos) {
        return lease.isExpiredAt(nanos) && end(lease, LeaseEnded.Reason.EXPIRED);
    }

    /** Tells the end of a lease of which this server knows nothing but its session's text. */
    void ended(String id, LeaseText text, LeaseEnded.Reason reason) {
        OptionalLong member = memberId(text.tokens().map(LeaseText.Dated::tokens), text.identity());
        environment.events().accept(new LeaseEnded(id, member, text.identity(), reason));
    }

    /**
     * Tells that a renewal completed with tokens of Circle.
     *
     * @param way how the lease's former tokens were renewed, or null if it had none
     */
    void completed(Lease lease, MemberTokens tokens, TokenRenewed.@Nullable Way way, Duration duration) {
        OptionalLong member = OptionalLong.of(tokens.communityMemberId());
        environment
                .events()
                .accept(
                        way == null
                                ? new TokenObtained(lease.id(), member, lease.identity(), duration)
                                : new TokenRenewed(lease.id(), member, lease.identity(), way, duration));
    }

    /** Tells that a renewal failed, after the failure was recorded. */
    void failed(Lease lease, FailureReason reason, OptionalInt status, Duration duration) {
        if (lease.isEnded()) {
            return;
        }
        long nanos = environment.nanos();
        Lease.Failure failure = lease.failure();
        Duration retryAfter = failure == null ? Duration.ZERO : after(nanos, failure.retryAt());
        HeldTokens held = lease.held();
        String id = lease.id();
        OptionalLong member = memberId(lease);
        Optional<MemberIdentity> identity = lease.identity();
        if (held != null && held.isValidAt(nanos)) {
            Duration validFor = after(nanos, held.expiredAt());
            environment
                    .events()
                    .accept(new TokenKept(id, member, identity, reason, status, validFor, retryAfter, duration));
        } else if (REFUSALS.contains(reason)) {
            environment.events().accept(new TokenRefused(id, member, identity, reason, status, retryAfter, duration));
        } else {
            environment
                    .events()
                    .accept(new CircleUnavailable(id, member, identity, reason, status, retryAfter, duration));
        }
    }

    /** Returns the reason that an exception tells. */
    static FailureReason reason(CircleAuthException failure) {
        boolean responded = failure.status().isPresent();
        if (failure instanceof CircleRefusedException refused) {
            return switch (refused.reason()) {
                case APP_TOKEN -> FailureReason.APP_TOKEN;
                case PLAN -> FailureReason.PLAN;
                case MEMBER_UNKNOWN -> responded ? FailureReason.MEMBER_UNKNOWN : FailureReason.NO_IDENTITY;
                case TOKEN_DEAD -> FailureReason.TOKEN_DEAD;
                case PERMISSION_DENIED, OTHER -> FailureReason.REFUSED_OTHERWISE;
            };
        }
        if (failure instanceof CircleProtocolException) {
            return FailureReason.UNUSABLE_RESPONSE;
        }
        if (responded) {
            return FailureReason.TRY_LATER;
        }
        boolean notSent = failure instanceof NotSentException
                || (failure instanceof CircleUnavailableException limited
                        && limited.retryAfter().isPresent());
        return notSent ? FailureReason.NOT_SENT : FailureReason.NO_RESPONSE;
    }

    private static Duration after(long nanos, long moment) {
        return Duration.ofNanos(Math.max(0, moment - nanos));
    }

    static OptionalLong memberId(Lease lease) {
        HeldTokens held = lease.held();
        HeldTokens known = held != null ? held : lease.inherited();
        return memberId(Optional.ofNullable(known).map(HeldTokens::tokens), lease.identity());
    }

    private static OptionalLong memberId(Optional<MemberTokens> tokens, Optional<MemberIdentity> identity) {
        Optional<Long> named = identity.filter(given -> given.kind() == MemberIdentity.Kind.COMMUNITY_MEMBER_ID)
                .map(MemberIdentity::asCommunityMemberId);
        return tokens.map(MemberTokens::communityMemberId)
                .or(() -> named)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }
}
