package io.github.circleauth.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.circleauth.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/**
 * How Circle's real-time channel is reached.
 *
 * @param circle Circle's base URL
 * @param tls the trusted certificates, if they are not those of the JVM
 * @param proxy the HTTP proxy; not used for plain http
 * @param proxyUser the user of the proxy, if it wants one
 * @param connectTimeout the longest time for a TCP connection
 * @param handshakeTimeout the longest time for all of the handshakes
 */
public record LiveNetwork(
        URI circle,
        Optional<SSLContext> tls,
        Optional<URI> proxy,
        Optional<ProxyUser> proxyUser,
        Duration connectTimeout,
        Duration handshakeTimeout) {

    private static final String DISABLED = "jdk.http.auth.tunneling.disabledSchemes";

    /** The user of the proxy. */
    public record ProxyUser(String name, Secret password) {}

    /** Checks that the parts are there. */
    public LiveNetwork {
        requireNonNull(circle, "circle");
    }

    /**
     * Returns whether this JVM's WebSocket client can give a proxy a user and a password. As delivered, it can't: Basic
     * authentication for tunnels is switched off, and its setting is read once, when the JVM makes its first client.
     */
    public static boolean canAuthenticateToProxy() {
        String disabled = System.getProperty(DISABLED);
        return Arrays.stream((disabled == null ? jvmDefault() : disabled).split(",", -1))
                .noneMatch(scheme -> scheme.strip().equalsIgnoreCase("Basic"));
    }

    private static String jvmDefault() {
        Path file = Path.of(System.getProperty("java.home"), "conf", "net.properties");
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
            return properties.getProperty(DISABLED, "");
        } catch (IOException unreadable) {
            return "Basic";
        }
    }

    /** Returns the proxy that is used: none for plain http, since it would see each token. */
    Optional<URI> usedProxy() {
        return circle.getScheme().equals("https") ? proxy : Optional.empty();
    }

    /** Returns the value of {@code Proxy-Authorization}, if there is a proxy that wants a user. */
    Optional<Secret> proxyAuthorization() {
        return usedProxy().flatMap(used -> proxyUser).map(user -> {
            String pair = user.name() + ":" + user.password().reveal();
            return Secret.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
        });
    }

    /** Returns the address of the channel. */
    URI cable() {
        return URI.create(circle.toString().replaceFirst("^http", "ws") + "/cable");
    }
}
