package io.github.circleauth.http;

import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How Circle is reached.
 *
 * @param circle the base URL
 * @param configuredProxy the HTTP proxy, or null
 * @param tls the trusted certificates, and perhaps one of the client's own, or null for those of the JVM
 * @param connectTimeout the longest time for a TCP connection
 * @param handshakeTimeout the longest time for a TLS handshake
 */
record Network(
        URI circle,
        @Nullable OutboundProxy configuredProxy,
        @Nullable SSLContext tls,
        Duration connectTimeout,
        Duration handshakeTimeout) {

    /** Returns the proxy that is used: none for plain http, since it would see each token. */
    @Nullable OutboundProxy proxy() {
        return circle.getScheme().equals("https") ? configuredProxy : null;
    }
}
