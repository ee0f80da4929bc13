package io.github.circleauth.http;

import io.github.circleauth.Secret;
import java.io.IOException;
import java.net.URI;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel to Circle through an HTTP proxy, opened by {@code CONNECT}. HttpClient returns the response of a proxy that
 * refuses as if Circle had sent it, so it is checked here, before HttpClient gets it. The proxy's user and password are sent
 * with that request alone.
 */
final class ProxyTunnel {

    /** The proxy opened no tunnel. The message is our own wording. */
    static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        private Refused(String message) {
            super(message);
        }
    }

    /** Sends a request and receives the head of its response. */
    interface Exchange {
        ClassicHttpResponse run() throws IOException, HttpException;
    }

    private final @Nullable Secret authorization;
    private final String target;

    ProxyTunnel(@Nullable Secret authorization, URI circle) {
        this.authorization = authorization;
        this.target = circle.getHost() + ":" + (circle.getPort() < 0 ? 443 : circle.getPort());
    }

    /** Returns whether a request is the one for a tunnel. */
    static boolean isFor(ClassicHttpRequest request) {
        return Method.CONNECT.isSame(request.getMethod());
    }

    /**
     * Asks the proxy for the tunnel.
     *
     * @throws Refused if it responds with anything but the tunnel
     */
    ClassicHttpResponse open(ClassicHttpRequest request, HttpClientConnection connection, Exchange exchange)
            throws IOException, HttpException {
        if (authorization != null) {
            request.setHeader("Proxy-Authorization", authorization.reveal());
        }
        ClassicHttpResponse response = exchange.run();
        if (response.getCode() / 100 != 2) {
            throw new Refused("the proxy refused to connect to " + target + ", with status " + response.getCode()
                    + hint(response));
        }
        if (connection.isDataAvailable(Timeout.ofMilliseconds(1))) {
            // Circle sends nothing before our TLS handshake. HttpClient would read these bytes as Circle's response.
            throw new Refused("the proxy sent bytes of its own instead of connecting to " + target);
        }
        // Each 2xx opens the tunnel (RFC 9110, 9.3.6). HttpClient knows 200 alone.
        response.setCode(HttpStatus.SC_OK);
        response.setEntity(null);
        return response;
    }

    private String hint(ClassicHttpResponse response) {
        int status = response.getCode();
        // Tinyproxy sends 401 for a wrong password.
        if (status != HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED && status != HttpStatus.SC_UNAUTHORIZED) {
            return "";
        }
        return authorization == null
                ? ": it requires a user and a password"
                : ": it rejects the user or the password, or doesn't accept Basic authentication";
    }
}
