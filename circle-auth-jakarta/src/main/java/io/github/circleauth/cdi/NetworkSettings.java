package io.github.circleauth.cdi;

import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.CircleHttpBuilder;
import io.github.circleauth.live.LiveNetwork;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How Circle is reached.
 *
 * @param baseUrl {@code circle.auth.base-url}
 * @param allowPlainHttp {@code circle.auth.allow-plain-http}
 * @param proxy {@code circle.auth.proxy}
 * @param credentials {@code circle.auth.proxy-user} and {@code circle.auth.proxy-password}
 * @param connectTimeout {@code circle.auth.connect-timeout}
 * @param callTimeout {@code circle.auth.call-timeout}
 */
record NetworkSettings(
        URI baseUrl,
        boolean allowPlainHttp,
        Optional<URI> proxy,
        Optional<Credentials> credentials,
        Duration connectTimeout,
        Duration callTimeout) {

    /** A user and a password that can be used, to check the other one of the two. */
    private static final Secret USABLE = Secret.of("usable");

    /** The user of the proxy. */
    record Credentials(String user, Secret password) {}

    static NetworkSettings read(SettingsReader reader) {
        boolean allowPlainHttp = reader.choice(ConfigKey.ALLOW_PLAIN_HTTP, List.of("true", "false"))
                .equals("true");
        return new NetworkSettings(
                baseUrl(reader, allowPlainHttp),
                allowPlainHttp,
                proxy(reader),
                credentials(reader),
                reader.duration(ConfigKey.CONNECT_TIMEOUT),
                reader.duration(ConfigKey.CALL_TIMEOUT));
    }

    private static URI baseUrl(SettingsReader reader, boolean allowPlainHttp) {
        String text = reader.text(ConfigKey.BASE_URL).orElseThrow();
        try {
            // The builder checks it.
            CircleHttpBuilder unused = withBaseUrl(CircleHttp.builder(), text, allowPlainHttp);
            return URI.create(text);
        } catch (IllegalArgumentException unusable) {
            reader.addFault(ConfigKey.BASE_URL, "can't be used: " + unusable.getMessage());
            return URI.create(ConfigKey.BASE_URL.defaultValue().orElseThrow());
        }
    }

    private static CircleHttpBuilder withBaseUrl(CircleHttpBuilder http, String url, boolean allowPlainHttp) {
        return allowPlainHttp ? http.baseUrlAllowingPlainHttp(url) : http.baseUrl(url);
    }

    private static Optional<URI> proxy(SettingsReader reader) {
        Optional<String> text = reader.text(ConfigKey.PROXY);
        try {
            // The builder checks it.
            text.ifPresent(url -> CircleHttp.builder().proxy(url));
            return text.map(URI::create);
        } catch (IllegalArgumentException unusable) {
            reader.addFault(ConfigKey.PROXY, "can't be used: " + unusable.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Credentials> credentials(SettingsReader reader) {
        Optional<String> user = reader.text(ConfigKey.PROXY_USER);
        Optional<Secret> password = reader.text(ConfigKey.PROXY_PASSWORD).map(Secret::of);
        boolean any = user.isPresent() || password.isPresent();
        if (any && reader.text(ConfigKey.PROXY).isEmpty()) {
            reader.addFault(
                    ConfigKey.PROXY,
                    "is missing. circle.auth.proxy-user and circle.auth.proxy-password are for the proxy that it names, such"
                            + " as http://proxy.corp:3128.");
        }
        if (any && user.isEmpty()) {
            reader.addFault(ConfigKey.PROXY_USER, "is missing. circle.auth.proxy-password is of no use without it.");
        }
        if (any && password.isEmpty()) {
            reader.addFault(ConfigKey.PROXY_PASSWORD, "is missing. circle.auth.proxy-user is of no use without it.");
        }
        if (user.isEmpty() || password.isEmpty()) {
            return Optional.empty();
        }
        checkCredentials(reader, ConfigKey.PROXY_USER, user.get(), USABLE);
        checkCredentials(reader, ConfigKey.PROXY_PASSWORD, USABLE.reveal(), password.get());
        return Optional.of(new Credentials(user.get(), password.get()));
    }

    private static void checkCredentials(SettingsReader reader, ConfigKey key, String user, Secret password) {
        try {
            // The builder checks them.
            CircleHttpBuilder unused = CircleHttp.builder().proxyCredentials(user, password);
        } catch (IllegalArgumentException unusable) {
            reader.addFault(key, "can't be used: " + unusable.getMessage());
        }
    }

    /** Returns a builder with these settings. */
    CircleHttpBuilder http() {
        CircleHttpBuilder http = withBaseUrl(CircleHttp.builder(), baseUrl.toString(), allowPlainHttp)
                .connectTimeout(connectTimeout)
                .callTimeout(callTimeout);
        proxy.ifPresent(http::proxy);
        credentials.ifPresent(each -> http.proxyCredentials(each.user(), each.password()));
        return http;
    }

    /** Returns how the real-time channel is reached: by the same way. */
    LiveNetwork live(Optional<SSLContext> tls) {
        return new LiveNetwork(
                baseUrl,
                tls,
                proxy,
                credentials.map(each -> new LiveNetwork.ProxyUser(each.user(), each.password())),
                connectTimeout,
                callTimeout);
    }

    /** Returns from where and by which way members' tokens come, for the log. */
    String describe() {
        if (proxy.isEmpty()) {
            return baseUrl.toString();
        }
        boolean usesProxy = baseUrl.getScheme().equalsIgnoreCase("https");
        return baseUrl
                + (usesProxy
                        ? " through the proxy " + proxy.get()
                        : " directly (circle.auth.proxy is not used for plain http)");
    }
}
