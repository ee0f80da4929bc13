package io.github.circleauth.live;

import io.github.circleauth.live.Upstream.UpstreamEnd;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Why a handshake failed.
 *
 * @param detail for the log. Of an exception it has the type alone: its message may quote what came
 * @param response Circle's response, if there was one
 */
record HandshakeFailure(UpstreamEnd end, String detail, Optional<HttpResponse<?>> response) {

    /** Only this response of a proxy looks like one of Circle's. */
    private static final int PROXY_WANTS_A_USER = 407;

    static HandshakeFailure of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
            return of(refused.getResponse());
        }
        String detail = cause instanceof IllegalArgumentException
                ? "the handshake's Origin or token is no header value"
                : "the handshake failed with " + names(cause);
        return new HandshakeFailure(UpstreamEnd.LOST, detail, Optional.empty());
    }

    private static HandshakeFailure of(HttpResponse<?> response) {
        int status = response.statusCode();
        if (status == PROXY_WANTS_A_USER) {
            return new HandshakeFailure(UpstreamEnd.LOST, "the proxy wants a user and a password", Optional.empty());
        }
        UpstreamEnd end = status == 401 || status == 403 ? UpstreamEnd.TOKEN_REFUSED : UpstreamEnd.LOST;
        return new HandshakeFailure(end, "the handshake was answered with status " + status, Optional.of(response));
    }

    private static String names(Throwable failure) {
        Throwable cause = failure.getCause();
        String name = failure.getClass().getSimpleName();
        return cause == null ? name : name + " of " + cause.getClass().getSimpleName();
    }
}
