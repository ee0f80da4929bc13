package io.github.circleauth;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * An access token: one member's credentials for Circle's Member API, valid for about an hour.
 *
 * @param value the bearer token, for the header {@code Authorization: Bearer} of a Member API request
 * @param expiresAt when the token expires, by this machine's clock: the remaining lifetime according to Circle (its
 *     {@code access_token_expires_at} minus the response's {@code Date} header), added to the time at which the response
 *     was received
 */
public record AccessToken(Secret value, Instant expiresAt) {

    public AccessToken {
        requireNonNull(value, "value");
        requireNonNull(expiresAt, "expiresAt");
    }
}
