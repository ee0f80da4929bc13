package io.github.circleauth.http;

import io.github.circleauth.Secret;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request of the Auth API, as one field of a JSON object.
 *
 * @param operation the operation of the Auth API
 * @param field the name of the field
 * @param value a String or a Long
 * @param secrets values that must not appear in messages, log lines or exceptions
 */
record TokenRequest(Operation operation, String field, Object value, List<String> secrets) {

    /** The operations of Circle's Headless Auth API. */
    enum Operation {
        OBTAIN("POST", "auth_token"),
        REFRESH("PATCH", "access_token/refresh"),
        REVOKE_ACCESS("POST", "access_token/revoke"),
        REVOKE_REFRESH("POST", "refresh_token/revoke");

        private static final String PREFIX = "/api/v1/headless/";

        private final String method;
        private final String name;

        Operation(String method, String name) {
            this.method = method;
            this.name = name;
        }

        String method() {
            return method;
        }

        String path() {
            return PREFIX + name;
        }

        boolean isRevocation() {
            return this == REVOKE_ACCESS || this == REVOKE_REFRESH;
        }

        /** Returns method and path, for messages and log lines. */
        @Override
        public String toString() {
            return method + " " + name;
        }
    }

    static TokenRequest obtainFromEmail(String email) {
        return withSecret(Operation.OBTAIN, "email", email);
    }

    static TokenRequest obtainFromSsoUserId(String ssoUserId) {
        return withSecret(Operation.OBTAIN, "sso_user_id", ssoUserId);
    }

    static TokenRequest obtainFromCommunityMemberId(long communityMemberId) {
        return new TokenRequest(Operation.OBTAIN, "community_member_id", communityMemberId, List.of());
    }

    static TokenRequest refresh(Secret refreshToken) {
        return withToken(Operation.REFRESH, "refresh_token", "refresh token", refreshToken);
    }

    static TokenRequest revokeRefreshToken(Secret refreshToken) {
        return withToken(Operation.REVOKE_REFRESH, "refresh_token", "refresh token", refreshToken);
    }

    static TokenRequest revokeAccessToken(Secret accessToken) {
        return withToken(Operation.REVOKE_ACCESS, "access_token", "access token", accessToken);
    }

    private static TokenRequest withToken(Operation operation, String field, String description, Secret token) {
        return withSecret(
                operation, field, BearerToken.check(description, token).reveal());
    }

    private static TokenRequest withSecret(Operation operation, String field, String value) {
        return new TokenRequest(operation, field, value, List.of(value));
    }

    /** Returns the values that must not appear in messages when the request is sent with this app token. */
    List<String> secretsWith(Secret appToken) {
        return Stream.concat(secrets.stream(), Stream.of(appToken.reveal())).toList();
    }

    @Override
    public String toString() {
        return operation.toString();
    }
}
