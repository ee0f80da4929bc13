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

    /**
     * Asks again, in what is left of the time, if the lease turned out to have ended elsewhere and another stands in its
     * place now.
     */
    private MemberTokens tokens(LeaseMember member) {
        long latestAnswer = member.latestAnswer();
        try {
            return member.tokens(latestAnswer);
        } catch (NotSignedInException ended) {
            LeaseMember another = now();
            if (another.isOfSameLeaseAs(member)) {
                throw ended;
            }
            return another.tokens(latestAnswer);
        }
    }

    @Override
    public boolean isPresent() {
        LeaseMember member = now();
        long latestAnswer = member.latestAnswer();
        return member.isPresent(latestAnswer) || (member.state() == TokenState.ENDED && now().isPresent(latestAnswer));
    }

    @Override
    public AccessToken accessToken() {
        return tokens(now()).accessToken();
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
        return tokens(now()).communityMemberId();
    }

    @Override
    public long communityId() {
        return tokens(now()).communityId();
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
        LeaseMember member = now();
        member.reject(rejected);
        return tokens(member).accessToken();
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
