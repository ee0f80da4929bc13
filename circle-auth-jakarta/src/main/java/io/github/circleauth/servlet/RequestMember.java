package io.github.circleauth.servlet;

import io.github.circleauth.Absence;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.TokenState;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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

    /** Asks again if the lease turned out to have ended elsewhere, and another stands in its place now. */
    private <T> T ask(Function<CircleMember, T> question) {
        LeaseMember member = now();
        try {
            return question.apply(member);
        } catch (IllegalStateException ended) {
            LeaseMember another = now();
            if (another.isOfSameLeaseAs(member)) {
                throw ended;
            }
            return question.apply(another);
        }
    }

    @Override
    public boolean isPresent() {
        LeaseMember member = now();
        return member.isPresent() || (member.state() == TokenState.ENDED && now().isPresent());
    }

    @Override
    public AccessToken accessToken() {
        return ask(CircleMember::accessToken);
    }

    @Override
    public CompletionStage<AccessToken> accessTokenAsync() {
        return now().accessTokenAsync();
    }

    @Override
    public long communityMemberId() {
        return ask(CircleMember::communityMemberId);
    }

    @Override
    public long communityId() {
        return ask(CircleMember::communityId);
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
        return ask(member -> member.renew(rejected));
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
