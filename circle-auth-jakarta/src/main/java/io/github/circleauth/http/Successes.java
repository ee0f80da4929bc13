package io.github.circleauth.http;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;

/**
 * Circle's two successes, as they stand on the wire. The records are public because JSON-B providers can't make others;
 * inside this class they are out of everybody's reach all the same.
 *
 * <p>Times are texts here: JSON-B providers read more kinds of date than Circle sends, and quote the rest in exceptions.
 */
final class Successes {

    private Successes() {}

    /** Of {@code POST auth_token}. */
    public record Obtained(
            @JsonbProperty("access_token") String accessToken,
            @JsonbProperty("access_token_expires_at") String accessTokenExpiresAt,
            @JsonbProperty("refresh_token") String refreshToken,
            @JsonbProperty("refresh_token_expires_at") String refreshTokenExpiresAt,
            @JsonbProperty("community_member_id") long communityMemberId,
            @JsonbProperty("community_id") long communityId) {

        @JsonbCreator
        public Obtained {}

        @Override
        public String toString() {
            return "Obtained[…]";
        }
    }

    /** Of {@code PATCH access_token/refresh}: no other refresh token, no ids. */
    public record Refreshed(
            @JsonbProperty("access_token") String accessToken,
            @JsonbProperty("access_token_expires_at") String accessTokenExpiresAt) {

        @JsonbCreator
        public Refreshed {}

        @Override
        public String toString() {
            return "Refreshed[…]";
        }
    }
}
