package io.github.circleauth.http;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;

/**
 * A success of {@code POST auth_token}, as it stands on the wire.
 *
 * <p>Times are texts here: JSON-B providers read more kinds of date than Circle sends, and quote the rest in exceptions.
 */
record ObtainReply(
        @JsonbProperty("access_token") String accessToken,
        @JsonbProperty("access_token_expires_at") String accessTokenExpiresAt,
        @JsonbProperty("refresh_token") String refreshToken,
        @JsonbProperty("refresh_token_expires_at") String refreshTokenExpiresAt,
        @JsonbProperty("community_member_id") long communityMemberId,
        @JsonbProperty("community_id") long communityId) {

    @JsonbCreator
    ObtainReply {}

    @Override
    public String toString() {
        return "ObtainReply[…]";
    }
}
