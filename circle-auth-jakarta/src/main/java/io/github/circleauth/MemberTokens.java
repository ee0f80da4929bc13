package io.github.circleauth;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The tokens that Circle issues for a member's identity, with the ids of the member and the community.
 *
 * @param accessToken the token for Member API requests
 * @param refreshToken the token for obtaining new access tokens. Circle may issue the same one for all sessions of a
 *     member
 * @param refreshTokenExpiresAt when the refresh token expires, by this machine's clock
 * @param communityMemberId the id of the member
 * @param communityId the id of the community
 */
public record MemberTokens(
        AccessToken accessToken,
        Secret refreshToken,
        Instant refreshTokenExpiresAt,
        long communityMemberId,
        long communityId) {

    public MemberTokens {
        requireNonNull(accessToken, "accessToken");
        requireNonNull(refreshToken, "refreshToken");
        requireNonNull(refreshTokenExpiresAt, "refreshTokenExpiresAt");
    }

    /** Returns these tokens with a new access token, the only part that a refresh changes. */
    public MemberTokens with(AccessToken newAccessToken) {
        return new MemberTokens(newAccessToken, refreshToken, refreshTokenExpiresAt, communityMemberId, communityId);
    }
}
