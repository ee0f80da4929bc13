package io.github.circleauth;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One member's key to Circle's Member API, for about an hour.
 *
 * @param value what goes behind {@code Authorization: Bearer} of a Member API call
 * @param expiresAt when Circle stops accepting it, told in this machine's clock: the remaining life that Circle stated
 *     (its {@code access_token_expires_at} minus the answer's {@code Date}) counted from the answer's arrival
 */
public record AccessToken(Secret value, Instant expiresAt) {

    public AccessToken {
        requireNonNull(value, "value");
        requireNonNull(expiresAt, "expiresAt");
    }
}
