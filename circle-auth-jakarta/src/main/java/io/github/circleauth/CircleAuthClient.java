package io.github.circleauth;

/**
 * Circle's Headless Auth API: the six methods of Circle's own SDK, under the same names.
 *
 * <p>{@code @Inject CircleAuthClient} gives one that is configured by {@code circle.auth.*};
 * {@link io.github.circleauth.http.HttpCircleAuthClient#builder()} gives one without CDI. Every method blocks for at
 * most {@code circle.auth.call-timeout}, may be called on any thread, and fails by one of the three kinds of
 * {@link CircleAuthException}. Tokens obtained through these methods are the caller's to revoke; the tokens of signed-in
 * users ({@link CircleMember}) are not touched by them.
 *
 * @see <a href="https://api.circle.so/apis/headless/quick-start">Circle: Headless quick start</a>
 */
public interface CircleAuthClient {

    /**
     * Obtains tokens for a member by Circle's number of the member ({@code POST auth_token} with
     * {@code community_member_id}).
     *
     * @throws IllegalArgumentException if the id is not positive
     * @throws CircleProtocolException if Circle answers for another member; the tokens of that answer are revoked
     */
    MemberTokens getMemberAPITokenFromCommunityMemberId(long communityMemberId);

    /**
     * Obtains tokens for a member by an e-mail address ({@code POST auth_token} with {@code email}). Use only addresses
     * that your application has verified.
     *
     * @throws IllegalArgumentException if the address can't be sent, see {@link MemberIdentity}
     */
    MemberTokens getMemberAPITokenFromEmail(String email);

    /**
     * Obtains tokens for a member by the single sign-on's user id ({@code POST auth_token} with {@code sso_user_id}).
     *
     * @throws IllegalArgumentException if the id can't be sent, see {@link MemberIdentity}
     */
    MemberTokens getMemberAPITokenFromSSOId(String ssoUserId);

    /**
     * Asks for another access token ({@code PATCH access_token/refresh}). The refresh token stays as it is.
     *
     * @throws CircleRefusedException with {@link CircleRefusedException.Reason#TOKEN_DEAD} if the refresh token is
     *     unknown to Circle, revoked or expired
     */
    AccessToken getMemberAPITokenFromRefreshToken(Secret refreshToken);

    /** Revokes a refresh token ({@code POST refresh_token/revoke}). One that is dead already counts as revoked. */
    void revokeRefreshToken(Secret refreshToken);

    /** Revokes an access token ({@code POST access_token/revoke}). One that is dead already counts as revoked. */
    void revokeMemberAPIToken(Secret accessToken);
}
