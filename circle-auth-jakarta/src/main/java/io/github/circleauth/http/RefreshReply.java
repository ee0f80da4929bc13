package io.github.circleauth.http;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;

/** A success of {@code PATCH access_token/refresh}, as it stands on the wire: no other refresh token, no ids. */
record RefreshReply(
        @JsonbProperty("access_token") String accessToken,
        @JsonbProperty("access_token_expires_at") String accessTokenExpiresAt) {

    @JsonbCreator
    RefreshReply {}

    @Override
    public String toString() {
        return "RefreshReply[…]";
    }
}
