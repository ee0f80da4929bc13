package io.github.circleauth.servlet;

import io.github.circleauth.Absence;
import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.TokenState;
import io.github.circleauth.session.LeaseMember;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The current member of a request, looked up at each use: so it is right after a sign-in, a sign-out or a change of user
 * within the request too.
 */
public final class RequestMember implements PageMember {

    private final Supplier<LeaseMember> current;

    /**
     * Creates the member.
     *
     * @param current looks the request's member up; throws {@link IllegalStateException} on a thread without a request,
     *     and where the library is not switched on
     */
    public RequestMember(Supplier<LeaseMember> current) {
        this.current = current;
    }

    /**
     * Returns the tokens. If the lease turns out to have ended on another server, and the session has a new lease by now,
     * waits for that lease's tokens in the time that is left.
     */
    private MemberTokens tokens(LeaseMember member) {
        long nanos = member.lookedUpAt();
        long deadline = member.deadline(nanos);
        try {
            return member.tokens(nanos, deadline);
        } catch (NotSignedInException ended) {
            LeaseMember another = current.get();
            if (!another.hasAnotherLeaseThan(member)) {
                throw ended;
            }
            return another.tokens(another.lookedUpAt(), deadline);
        }
    }

    @Override
    public boolean isPresent() {
        LeaseMember member = current.get();
        long deadline = member.deadline(member.lookedUpAt());
        if (member.isPresent(member.lookedUpAt(), deadline)) {
            return true;
        }
        if (member.state() != TokenState.ENDED) {
            return false;
        }
        LeaseMember another = current.get();
        return another.isPresent(another.lookedUpAt(), deadline);
    }

    @Override
    public AccessToken accessToken() {
        return tokens(current.get()).accessToken();
    }

    /**
     * Looks the lease up a second time as well, but only if it has ended by now: later, the thread may have no request
     * whose session could get a new lease.
     */
    @Override
    public CompletionStage<AccessToken> accessTokenAsync() {
        LeaseMember member = current.get();
        CompletableFuture<AccessToken> token = member.accessTokenAsync();
        if (token.isCompletedExceptionally()) {
            LeaseMember another = current.get();
            return another.hasAnotherLeaseThan(member) ? another.accessTokenAsync() : token;
        }
        return token;
    }

    @Override
    public long communityMemberId() {
        return tokens(current.get()).communityMemberId();
    }

    @Override
    public long communityId() {
        return tokens(current.get()).communityId();
    }

    @Override
    public TokenState state() {
        return current.get().state();
    }

    @Override
    public Optional<Instant> expiresAt() {
        return current.get().expiresAt();
    }

    @Override
    public long renewals() {
        return current.get().renewals();
    }

    @Override
    public Optional<Absence> whyAbsent() {
        return current.get().whyAbsent();
    }

    @Override
    public Optional<AbsenceDetail> absenceDetail() {
        return current.get().absenceDetail();
    }

    @Override
    public AccessToken renew(AccessToken rejected) {
        LeaseMember member = current.get();
        member.reject(rejected, member.lookedUpAt());
        return tokens(member).accessToken();
    }

    @Override
    public void retry() {
        current.get().retry();
    }

    @Override
    public CircleMember capture() {
        return current.get();
    }
}
