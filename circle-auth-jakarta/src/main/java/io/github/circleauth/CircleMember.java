package io.github.circleauth;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The Circle member who the current user is. {@code @Inject CircleMember member} works in every CDI bean, and
 * {@code #{circleMember}} in JSP and Faces; both look at the request of the calling thread, at each call.
 *
 * <p>{@link #isPresent()}, {@link #accessToken()}, {@link #communityMemberId()} and {@link #communityId()} wait for a
 * token that is not there yet, at most {@code circle.auth.request-wait}; while a token is valid nobody waits. Everything
 * else answers at once.
 *
 * <p>Called on a thread that has no active request, every method throws {@link IllegalStateException}; what
 * {@link #capture()} returned on the request's thread works on any thread.
 */
public interface CircleMember {

    /** Returns whether there is a valid access token. Waits as described above, and throws no Circle failure. */
    boolean isPresent();

    /**
     * Returns a valid access token.
     *
     * @throws CircleAuthException if Circle refused or can't be reached and no valid token is left
     * @throws NotSignedInException if nobody is signed in, there is no session, or the session has ended
     */
    AccessToken accessToken();

    /**
     * Returns the same without ever blocking: complete at once while a token is valid. It is completed on one of the
     * library's own few threads, so what is chained to it without an executor must not block. Cancelling it cancels
     * nobody else's.
     *
     * <p>Where the tokens were revoked elsewhere while the session went on (on another server, or by a redeployment that kept
     * it), the first call finds that out and fails with {@link NotSignedInException}; the session's next request has new ones.
     */
    CompletionStage<AccessToken> accessTokenAsync();

    /** Returns Circle's number of the member; waits and throws as {@link #accessToken()} does. */
    long communityMemberId();

    /** Returns Circle's number of the community; waits and throws as {@link #accessToken()} does. */
    long communityId();

    /** Returns how the token stands now. Never waits, starts nothing. */
    TokenState state();

    /** Returns when the current token ends, by this machine's clock. Never waits, starts nothing. */
    Optional<Instant> expiresAt();

    /** Returns how often the token of this sign-in was renewed on this server. Never waits, starts nothing. */
    long renewals();

    /** Returns why there is no token, as far as it is known by now. Never waits, starts nothing. */
    Optional<Absence> whyAbsent();

    /**
     * Returns a token that is not the given one, which Circle's Member API has just rejected with 401: renews once for
     * all who were rejected with the same token, or returns the one that came meanwhile. Waits and throws as
     * {@link #accessToken()} does.
     *
     * @param rejected the token that was rejected
     */
    AccessToken renew(AccessToken rejected);

    /**
     * Forgets the last failure, so that the next use asks Circle at once: for the page on which a user says "I am a
     * member now".
     */
    void retry();

    /** Returns a plain handle to the current user's token, for other threads. It ends when the user's session ends. */
    CircleMember capture();
}
