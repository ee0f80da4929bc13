package io.github.circleauth.servlet;

import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.ErrorResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Circle's response to a page's request: whether it may be passed back, and with which headers.
 *
 * @param body gets the body
 * @param mayBeLong whether the body may be longer than {@link #MAX_IN_MEMORY}: otherwise a thread waits while the page reads
 */
record ProxiedResponse(CircleResponse received, ReceivedBody body, ProxyExchange.Settings settings, boolean mayBeLong) {

    /** The longest response that needs no file, in bytes. */
    static final int MAX_IN_MEMORY = 1024 * 1024;

    private static final int CHUNK = 16 * 1024;
    private static final int END = -1;
    private static final int BROKEN = -2;

    /** Receives the body. Returns the problem to respond with, if the response can't be passed back. */
    Optional<Problem> receive() throws IOException {
        Optional<Problem> problem = problemOfHead();
        if (problem.isPresent() || isReceived()) {
            return problem;
        }
        return Optional.of(isTooLong() ? Problem.TOO_LONG : Problem.UNUSABLE);
    }

    /** Returns whether a response would occupy the container's thread for too long. */
    private boolean isTooLong() {
        return body.length() > MAX_IN_MEMORY && !mayBeLong;
    }

    /** Receives a response's body. Returns false if it breaks off or is too long. */
    private boolean isReceived() throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int read = read(chunk); read != END; read = read(chunk)) {
            if (read == BROKEN || body.length() + read > settings.maxResponseBytes()) {
                return false;
            }
            body.add(chunk, read);
            if (isTooLong()) {
                return false;
            }
        }
        return true;
    }

    /** Reads from Circle. Returns {@link #BROKEN} for a failure, so that an exception is one of the file. */
    private int read(byte[] chunk) {
        try {
            return received.body().read(chunk);
        } catch (IOException brokenOff) {
            // The exception has nothing that the caller could add to its own problem or message.
            return BROKEN;
        }
    }

    private Optional<Problem> problemOfHead() {
        int status = received.status();
        if (ErrorResponse.isLater(status)) {
            return Optional.of(Problem.unavailable(settings.memberAccess().retryAfter(received)));
        }
        if (status < 200
                || (status >= 300 && status < 400)
                || received.length() > settings.maxResponseBytes()
                || !isJsonOrEmpty()) {
            return Optional.of(Problem.UNUSABLE);
        }
        return status == 401 && isRejection() ? Optional.of(Problem.unavailable(Optional.empty())) : Optional.empty();
    }

    private boolean isRejection() {
        try {
            return settings.memberAccess().isTokenDead(received);
        } catch (IOException brokenOff) {
            // Then it can't be passed back either.
            return true;
        }
    }

    /** Only JSON is passed back: an HTML page from Circle, or from a proxy before it, would run in this site's origin. */
    private boolean isJsonOrEmpty() {
        boolean encoded =
                !received.header("content-encoding").orElse("identity").equals("identity");
        return !encoded && (mediaType().isPresent() || isEmpty());
    }

    /** An empty body may have no announced length, and any type. */
    private boolean isEmpty() {
        try {
            return received.status() == 204 || received.peek(0) != null;
        } catch (IOException brokenOff) {
            // Then it can't be passed back either.
            return false;
        }
    }

    private Optional<String> mediaType() {
        return received.header("content-type").flatMap(JsonMediaType::of);
    }

    /** Sets status and headers for the complete body. */
    void writeHead(HttpServletResponse response) {
        response.setStatus(received.status());
        response.setHeader("Cache-Control", "private, no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        received.requestId().ifPresent(id -> response.setHeader("X-Request-Id", id));
        if (body.length() != 0) {
            mediaType().ifPresent(response::setContentType);
        }
        response.setContentLengthLong(body.length());
    }
}
