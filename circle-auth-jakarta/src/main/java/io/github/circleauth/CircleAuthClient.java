package io.github.circleauth;

/**
 * A client of Circle's Headless Auth API. Its six methods have the names of those in Circle's own SDK.
 *
 * <p>{@code @Inject CircleAuthClient} provides one that is configured by {@code circle.auth.*};
 * {@link io.github.circleauth.http.HttpCircleAuthClient#builder()} creates one without CDI. It is thread-safe. Every method
 * blocks for at most {@code circle.auth.call-timeout}, and throws one of the three kinds of {@link CircleAuthException} if
 * the request fails.
 *
 * <p>The caller is responsible for the revocation of tokens obtained by these methods. The tokens of signed-in users
 * ({@link CircleMember}) are independent of them.
 *
 * @see <a href="https://api.circle.so/apis/headless/quick-start">Circle: Headless quick start</a>
 */
public interface CircleAuthClient {

    /**
     * Obtains tokens for a member by the community member id ({@code POST auth_token} with {@code community_member_id}).
     *
     * @throws IllegalArgumentException if the id is not positive
     * @throws CircleProtocolException if the response is for another member; its tokens are revoked
     * @throws CircleAuthException if the request fails
     */
    MemberTokens getMemberAPITokenFromCommunityMemberId(long communityMemberId);

    /**
     * Obtains tokens for a member by an e-mail address ({@code POST auth_token} with {@code email}). Pass only addresses
     * that your application has verified: anyone who signs in with an unverified address gets that member's access.
     *
     * @throws IllegalArgumentException if the address is invalid, see {@link MemberIdentity}
     * @throws CircleAuthException if the request fails
     */
    MemberTokens getMemberAPITokenFromEmail(String email);

    /**
     * Obtains tokens for a member by the user id of the single sign-on ({@code POST auth_token} with
     * {@code sso_user_id}).
     *
     * @throws IllegalArgumentException if the id is invalid, see {@link MemberIdentity}
     * @throws CircleAuthException if the request fails
     */
    MemberTokens getMemberAPITokenFromSSOId(String ssoUserId);

    /**
     * Obtains a new access token with a refresh token ({@code PATCH access_token/refresh}). The refresh token does
     * not change.
     *
     * @throws CircleRefusedException with {@link CircleRefusedException.Reason#TOKEN_DEAD} if Circle responds with 401, 404 or
     *     422: the refresh token is unknown, revoked or expired, and whether new tokens can be had shows when they are obtained
     * @throws CircleAuthException if the request fails
     */
    AccessToken getMemberAPITokenFromRefreshToken(Secret refreshToken);

    /**
     * Revokes a refresh token ({@code POST refresh_token/revoke}). Returns normally if the token is unknown, revoked or
     * expired already.
     *
     * @throws CircleAuthException if the request fails
     */
    void revokeRefreshToken(Secret refreshToken);

    /**
     * Revokes an access token ({@code POST access_token/revoke}). Returns normally if the token is unknown, revoked or
     * expired already.
     *
     * @throws CircleAuthException if the request fails
     */
    void revokeMemberAPIToken(Secret accessToken);
}
