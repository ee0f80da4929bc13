package io.github.circleauth.servlet;

import io.github.circleauth.Absence;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.TokenState;
import io.github.circleauth.session.LeaseMember;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The member of whatever request the calling thread has: looked up at each call, so that it is right after a sign-in, a
 * sign-out or a change of user within the request too.
 */
public final class RequestMember implements CircleMember {

    private final Supplier<CircleAuthRuntime> runtime;
    private final Supplier<HttpServletRequest> request;

    /**
     * Makes the member.
     *
     * @param runtime throws {@link IllegalStateException} where the library is not switched on
     * @param request throws {@link IllegalStateException} on a thread without a request
     */
    public RequestMember(Supplier<CircleAuthRuntime> runtime, Supplier<HttpServletRequest> request) {
        this.runtime = runtime;
        this.request = request;
    }

    private LeaseMember now() {
        return runtime.get().memberOf(request.get());
    }

    private LeaseMember at(long nanos) {
        return runtime.get().memberOf(request.get(), nanos);
    }

    private long nanos() {
        return runtime.get().nanos();
    }

    /**
     * Asks again, in what is left of the time, if the lease turned out to have ended elsewhere and another stands in its
     * place now.
     */
    private MemberTokens tokens() {
        long nanos = nanos();
        return tokens(at(nanos), nanos);
    }

    private MemberTokens tokens(LeaseMember member, long nanos) {
        long deadline = member.deadline(nanos);
        try {
            return member.tokens(nanos, deadline);
        } catch (NotSignedInException ended) {
            long later = nanos();
            LeaseMember another = at(later);
            if (another.isOfSameLeaseAs(member)) {
                throw ended;
            }
            return another.tokens(later, deadline);
        }
    }

    @Override
    public boolean isPresent() {
        long nanos = nanos();
        LeaseMember member = at(nanos);
        long deadline = member.deadline(nanos);
        if (member.isPresent(nanos, deadline)) {
            return true;
        }
        long later = nanos();
        return member.state() == TokenState.ENDED && at(later).isPresent(later, deadline);
    }

    @Override
    public AccessToken accessToken() {
        return tokens().accessToken();
    }

    /** Asks again as well, if it is known by now: later there may be no request that could be given another lease. */
    @Override
    public CompletionStage<AccessToken> accessTokenAsync() {
        LeaseMember member = now();
        CompletableFuture<AccessToken> token = member.accessTokenAsync();
        if (token.isCompletedExceptionally()) {
            LeaseMember another = now();
            return another.isOfSameLeaseAs(member) ? token : another.accessTokenAsync();
        }
        return token;
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
        return now().state();
    }

    @Override
    public Optional<Instant> expiresAt() {
        return now().expiresAt();
    }

    @Override
    public long renewals() {
        return now().renewals();
    }

    @Override
    public Optional<Absence> whyAbsent() {
        return now().whyAbsent();
    }

    @Override
    public AccessToken renew(AccessToken rejected) {
        long nanos = nanos();
        LeaseMember member = at(nanos);
        member.reject(rejected, nanos);
        return tokens(member, nanos).accessToken();
    }

    @Override
    public void retry() {
        now().retry();
    }

    @Override
    public CircleMember capture() {
        return now();
    }
}
