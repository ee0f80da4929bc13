package io.github.circleauth;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The current user as a Circle member. {@code @Inject CircleMember member} works in every CDI bean, and
 * {@code #{circleMember}} in JSP and Faces. Both look the user up at each call, in the calling thread's request.
 *
 * <p>{@link #isPresent()}, {@link #accessToken()}, {@link #communityMemberId()}, {@link #communityId()} and {@link #renew}
 * return at once while the token is valid; otherwise they wait for one, at most {@code circle.auth.request-wait}. All other
 * methods return at once.
 *
 * <p>Every method throws {@link IllegalStateException} on a thread without an active request. The object returned by
 * {@link #capture()} works on any thread.
 */
public interface CircleMember {

    /**
     * Returns whether the user has a valid access token; if not, {@link #whyAbsent()} returns the reason. Waits as described
     * above. Throws no {@link CircleAuthException}.
     */
    boolean isPresent();

    /**
     * Returns a valid access token. Waits as described above.
     *
     * @throws CircleAuthException if there is no valid token, and none could be obtained from Circle
     * @throws NotSignedInException if no user is signed in, there is no session, or the session has ended
     */
    AccessToken accessToken();

    /**
     * Returns a valid access token asynchronously. Never blocks. While the token is valid, the stage is already complete;
     * otherwise it completes with the renewal, normally or with an exception of {@link #accessToken()}. Cancelling it affects
     * no other caller.
     *
     * <p>The stage completes on one of the library's few threads, so dependent stages must not block, unless they run on
     * another executor.
     *
     * <p>If the tokens were revoked while the session continued (by another server, or by a redeployment that kept the
     * session), the first call detects it, and its stage fails with {@link NotSignedInException}. The session's next request
     * gets new tokens.
     */
    CompletionStage<AccessToken> accessTokenAsync();

    /** Returns the member's {@code community_member_id}. Waits and throws as {@link #accessToken()} does. */
    long communityMemberId();

    /** Returns the member's {@code community_id}. Waits and throws as {@link #accessToken()} does. */
    long communityId();

    /** Returns the current state of the access token. Never waits, and starts no renewal. */
    TokenState state();

    /** Returns when the current access token expires, by this machine's clock. Never waits, and starts no renewal. */
    Optional<Instant> expiresAt();

    /**
     * Returns how often this server has renewed the access token since the sign-in. Never waits, and starts no renewal.
     */
    long renewals();

    /**
     * Returns why there is no valid access token; empty if there is one, or if the reason is not yet known. Never waits, and
     * starts no renewal. {@link #absenceDetail()} says more.
     */
    Optional<Absence> whyAbsent();

    /**
     * Returns why there is no valid access token, in detail: the cause and what to do about it in words, Circle's last failure,
     * and when it is tried again. Empty when {@link #whyAbsent()} is. Never waits, and starts no renewal.
     */
    default Optional<AbsenceDetail> absenceDetail() {
        return whyAbsent().map(AbsenceDetail.Cause::of).map(AbsenceDetail::of);
    }

    /**
     * Returns another access token after Circle's Member API rejected one with 401. Callers with the same rejected token
     * share one renewal. If the token was renewed meanwhile, returns the new one. Waits and throws as
     * {@link #accessToken()} does.
     *
     * <p>If Circle rejects the renewed token too, the next renewal waits, from 1 to 60 seconds. Until then this method changes
     * nothing and returns the newest token, which may be the rejected one.
     *
     * @param rejected the rejected token
     */
    AccessToken renew(AccessToken rejected);

    /**
     * Forgets the last failure, so that the next use requests a token from Circle at once. For a page on which users state
     * that they have become members.
     */
    void retry();

    /**
     * Returns this member for use on other threads. The returned object is bound to the current user and session, and has no
     * token after the end of the session. For a user without a session ({@code circle.auth.sessionless=per-user}), that is
     * {@code circle.auth.sessionless-idle} after the user's last request.
     *
     * <p>It can be stored in a session. When that session is passivated or replicated, the copy is one that has ended; no
     * token is written.
     */
    CircleMember capture();
}
