package io.github.circleauth.http;

import java.time.Duration;

/**
 * How much of the rate limit of requests to Circle is used.
 *
 * @param limit {@code circle.auth.rate-limit}
 * @param window {@code circle.auth.rate-limit-window}
 * @param signIns the requests for first tokens within the window
 * @param renewals those that renewed tokens, or that the application sent with its own client
 * @param revocations those that revoked tokens
 * @param memberApi those of the Member API
 * @param pause for how long all requests pause after a 429; zero if they don't
 */
public record RateLimitUsage(
        int limit, Duration window, int signIns, int renewals, int revocations, int memberApi, Duration pause) {

    /** Returns the number of requests within the window. */
    public int total() {
        return signIns + renewals + revocations + memberApi;
    }
}
