package io.github.circleauth.member;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.ErrorResponse;
import io.github.circleauth.http.MemberRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Access to the Member API as a member: sends requests with the member's token, and once more with another one if Circle
 * rejects the first. All requests whose token was rejected share one renewal. One per deployment; safe for any thread.
 */
public final class MemberAccess implements AutoCloseable {

    private final CircleHttp http;
    private final MemberJson json = new MemberJson();

    /** Creates the access. The JSON providers are looked up by the calling thread's class loader. */
    public MemberAccess(CircleHttp http) {
        this.http = http;
    }

    /** Returns the Member API as a member. */
    public MemberApi api(CircleMember member) {
        return new HttpMemberApi(() -> this, member);
    }

    /** Returns the authorization of the application's own HTTP clients as a member. */
    public OwnMemberAuthorization authorization(CircleMember member) {
        return new HttpMemberAuthorization(() -> this, member);
    }

    MemberJson json() {
        return json;
    }

    /**
     * Runs an action after a time, on the timer thread, unless the returned one is run before. After the deployment's end it
     * runs at once.
     */
    public Runnable after(Duration time, Runnable action) {
        return http.after(time, action);
    }

    CircleHttp http() {
        return http;
    }

    /** Returns the usual deadline of a request. */
    public Duration callTimeout() {
        return http.callTimeout();
    }

    /** Returns a response's {@code Retry-After}, limited to between 1 second and 15 minutes. */
    public Optional<Duration> retryAfter(CircleResponse response) {
        return http.retryAfter(response);
    }

    /** One attempt to send a request. */
    private interface Attempt {
        CircleResponse with(AccessToken token, int resends);
    }

    /**
     * Sends the application's request, and returns when the head of the response has arrived.
     *
     * @param deadline the longest time for one attempt, until the last byte of its response has been read
     * @throws io.github.circleauth.http.RateLimitedException if the Member API's share of the rate limit is used up
     * @throws io.github.circleauth.CircleAuthException if there is no token or no response, or a 401 breaks off
     * @throws io.github.circleauth.NotSignedInException if nobody is signed in, or there is no session, or it has ended
     */
    public CircleResponse send(CircleMember member, MemberRequest request, Duration deadline) {
        return send(member, request, (token, resends) -> http.send(request, token.value(), deadline, resends));
    }

    /**
     * As {@link #send}, for a page of the member, whose pages may use a quarter of the Member API's share, over connections
     * that the application's own requests don't use.
     */
    public CircleResponse sendForPage(CircleMember member, MemberRequest request, Duration deadline) {
        return send(
                member,
                request,
                (token, resends) ->
                        http.sendForPage(request, token.value(), deadline, member.communityMemberId(), resends));
    }

    private CircleResponse send(CircleMember member, MemberRequest request, Attempt attempt) {
        AccessToken token = member.accessToken();
        CircleResponse response = attempt.with(token, 0);
        if (!isTokenRejected(response, request)) {
            return response;
        }
        AccessToken another;
        try {
            another = member.renew(token);
        } catch (RuntimeException failure) {
            response.close();
            throw failure;
        }
        if (another.equals(token)) { // It was renewed just before, in vain: the response is the caller's.
            return response;
        }
        response.close();
        return attempt.with(another, 1);
    }

    private boolean isTokenRejected(CircleResponse response, MemberRequest request) {
        try {
            return isTokenRejected(response);
        } catch (IOException brokenOff) {
            response.close();
            throw http.bodies().brokenOff(request, brokenOff);
        }
    }

    /**
     * Returns whether a response says, in Circle's words, that the token of its request is dead. The body can still be read.
     *
     * @throws IOException if the response breaks off
     */
    public boolean isTokenDead(CircleResponse response) throws IOException {
        return response.status() == 401
                && MemberErrors.isTokenDead(
                        response.status(), http.errorTexts(response.peek(ErrorResponse.MAX_ENVELOPE)));
    }

    private boolean isTokenRejected(CircleResponse response) throws IOException {
        return response.status() == 401
                && isTokenRejected(response.status(), response.peek(ErrorResponse.MAX_ENVELOPE), null);
    }

    /**
     * Returns whether a response rejects the token of its request: the one rule for all HTTP clients.
     *
     * @param body the body, or null if it is longer than an error envelope
     * @param contentEncoding the {@code Content-Encoding}, if there is one
     */
    boolean isTokenRejected(int status, byte @Nullable [] body, @Nullable String contentEncoding) {
        byte[] decoded = body == null || contentEncoding == null ? body : MemberErrors.decoded(body, contentEncoding);
        return MemberErrors.isTokenRejected(status, http.errorTexts(decoded));
    }

    ErrorResponse error(MemberRequest request, CircleResponse response, byte @Nullable [] body) {
        return http.error(request, response, body);
    }

    @Override
    public void close() {
        json.close();
    }
}
