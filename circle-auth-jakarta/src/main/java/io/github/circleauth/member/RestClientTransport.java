package io.github.circleauth.member;

import java.lang.reflect.Field;
import java.net.CookieHandler;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a JAX-RS client that sends its requests, as far as it can be known: JAX-RS has no question for it, so RESTEasy's
 * engine and Jersey's connector are asked by reflection. An unknown one counts as harmless.
 */
final class RestClientTransport {

    /** The fields by which Apache HttpClient 4, which RESTEasy uses, gets to its interceptors. */
    private static final Set<String> CHAIN = Set.of("execChain", "requestExecutor");

    private final @Nullable Object engine;
    private final @Nullable Object connector;
    private final @Nullable Object connectorProvider;

    /**
     * Finds the transport.
     *
     * @param client the JAX-RS client
     * @param configuration the configuration of one of its requests
     */
    RestClientTransport(@Nullable Object client, @Nullable Object configuration) {
        this.engine = ask(client, "httpEngine");
        this.connectorProvider = ask(configuration, "getConnectorProvider");
        Object ofRequest = ask(configuration, "getConnector");
        this.connector = ofRequest != null ? ofRequest : ask(ask(client, "getConfiguration"), "getConnector");
    }

    /**
     * Checks that the client can carry a member's token.
     *
     * @throws IllegalArgumentException if it can't
     */
    void check() {
        if (keepsCookies()) {
            throw new IllegalArgumentException(
                    "This client keeps cookies, and would send those that Circle set for one member along with another"
                            + " member's token. Build one without cookie management for Circle; with HttpURLConnection,"
                            + " the JVM must have no CookieHandler.setDefault(…).");
        }
        if (followsRedirects()) {
            throw new IllegalArgumentException(
                    "This client follows redirects, and would take the member's token along to other hosts. Leave"
                            + " followRedirects off, which is the default.");
        }
    }

    /** Returns whether a RESTEasy client follows redirects: it has no property for it, and takes all headers along. */
    private boolean followsRedirects() {
        return Boolean.TRUE.equals(ask(engine, "isFollowRedirects"));
    }

    /** Returns whether the client keeps the cookies that a server sets, and sends them with its next request. */
    private boolean keepsCookies() {
        if (usesUrlConnection(engine) || usesUrlConnection(connectorProvider)) {
            return CookieHandler.getDefault() != null;
        }
        return ask(connector, "getCookieStore") != null
                || ask(connector, "getCookieHandler") != null
                || hasCookieInterceptor(ask(engine, "getHttpClient"));
    }

    private static boolean usesUrlConnection(@Nullable Object transport) {
        String name = transport == null ? "" : transport.getClass().getSimpleName();
        return name.startsWith("URLConnection") || name.startsWith("HttpUrlConnector");
    }

    private static boolean hasCookieInterceptor(@Nullable Object httpClient4) {
        Object link = httpClient4;
        for (int i = 0; i < 10 && link != null; i++) {
            if (read(read(link, "httpProcessor"), "requestInterceptors") instanceof Object[] interceptors
                    && Arrays.stream(interceptors).anyMatch(RestClientTransport::addsCookies)) {
                return true;
            }
            Object from = link;
            link = CHAIN.stream()
                    .map(name -> read(from, name))
                    .filter(next -> next != null)
                    .findFirst()
                    .orElse(null);
        }
        return false;
    }

    private static boolean addsCookies(Object interceptor) {
        return interceptor.getClass().getSimpleName().equals("RequestAddCookies");
    }

    private static @Nullable Object ask(@Nullable Object object, String method) {
        try {
            return object == null ? null : object.getClass().getMethod(method).invoke(object);
        } catch (ReflectiveOperationException unknown) {
            return null;
        }
    }

    private static @Nullable Object read(@Nullable Object object, String name) {
        try {
            if (object != null) {
                Field field = object.getClass().getDeclaredField(name);
                field.setAccessible(true);
                return field.get(object);
            }
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            // Another version. What can't be known is not refused.
        }
        return null;
    }
}
