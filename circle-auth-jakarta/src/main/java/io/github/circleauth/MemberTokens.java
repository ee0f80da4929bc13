package io.github.circleauth;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What Circle gives for a member's identity: both tokens, and whose they are.
 *
 * @param accessToken the key to the Member API
 * @param refreshToken what a new access token is asked for with. Circle may hand the same one to all of a member's
 *     sessions
 * @param refreshTokenExpiresAt when the refresh token ends, told in this machine's clock
 * @param communityMemberId the member the tokens belong to
 * @param communityId the community the member belongs to
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

    /** Returns these tokens with another access token, as a refresh brings it: it changes nothing else. */
    public MemberTokens with(AccessToken newAccessToken) {
        return new MemberTokens(newAccessToken, refreshToken, refreshTokenExpiresAt, communityMemberId, communityId);
    }
}
