package io.github.circleauth.http;

import io.github.circleauth.Secret;
import java.util.Optional;

/**
 * Tokens of a response that can't be used: it was for another member than requested, or a part of it can't be read. They are
 * valid at Circle and belong to no lease, so they must be revoked.
 *
 * @param accessToken the access token, if one could be read
 * @param refreshToken the refresh token, if one could be read
 */
public record OrphanedTokens(Optional<Secret> accessToken, Optional<Secret> refreshToken) {

    boolean isEmpty() {
        return accessToken.isEmpty() && refreshToken.isEmpty();
    }
}
