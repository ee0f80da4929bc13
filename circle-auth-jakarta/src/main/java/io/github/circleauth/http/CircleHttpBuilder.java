package io.github.circleauth.http;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.Secret;
import io.github.circleauth.http.BaseUrl.PlainHttp;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link CircleHttp}, each checked when it is set. Not thread-safe. */
public final class CircleHttpBuilder {

    private static final Duration MAX = Duration.ofDays(1);

    @Nullable Supplier<Secret> apiToken;

    URI baseUrl = BaseUrl.CIRCLE;
    boolean allowsPlainHttp;
    private @Nullable URI proxy;
    private @Nullable Secret proxyAuthorization;
    private @Nullable SSLContext tls;
    Duration connectTimeout = Duration.ofSeconds(1);
    Duration callTimeout = Duration.ofSeconds(5);
    int limit = 1600;
    Duration window = Duration.ofMinutes(5);
    int memberApiShare = 80;
    Ticker ticker = Ticker.system();
    InstantSource clock = InstantSource.system();

    @Nullable Consumer<OrphanedTokens> orphans;

    @Nullable RequestObserver observer;

    @Nullable CircleTransport transport;

    CircleHttpBuilder() {}

    /** See {@link HttpCircleAuthClient.Builder#apiToken(Secret)}. */
    public CircleHttpBuilder apiToken(Secret token) {
        Secret checked = BearerToken.check("app token", requireNonNull(token, "token"));
        return apiToken(() -> checked);
    }

    /** See {@link HttpCircleAuthClient.Builder#apiToken(Supplier)}. */
    public CircleHttpBuilder apiToken(Supplier<Secret> source) {
        this.apiToken = requireNonNull(source, "source");
        return this;
    }

    /** See {@link HttpCircleAuthClient.Builder#baseUrl}. */
    public CircleHttpBuilder baseUrl(URI url) {
        return baseUrl(BaseUrl.check(requireNonNull(url, "url"), PlainHttp.LOOPBACK), false);
    }

    /**
     * See {@link HttpCircleAuthClient.Builder#baseUrl}. Unlike {@link URI#create}, it never repeats the text, which may
     * contain a password.
     */
    public CircleHttpBuilder baseUrl(String url) {
        return baseUrl(BaseUrl.check(url, PlainHttp.LOOPBACK), false);
    }

    /** See {@link HttpCircleAuthClient.Builder#baseUrlAllowingPlainHttp}. */
    public CircleHttpBuilder baseUrlAllowingPlainHttp(URI url) {
        return baseUrl(BaseUrl.check(requireNonNull(url, "url"), PlainHttp.ANYWHERE), true);
    }

    /** See {@link HttpCircleAuthClient.Builder#baseUrlAllowingPlainHttp}. As {@link #baseUrl(String)}, it never repeats the text. */
    public CircleHttpBuilder baseUrlAllowingPlainHttp(String url) {
        return baseUrl(BaseUrl.check(url, PlainHttp.ANYWHERE), true);
    }

    private CircleHttpBuilder baseUrl(URI checked, boolean plainHttpAllowed) {
        this.baseUrl = checked;
        this.allowsPlainHttp = plainHttpAllowed;
        return this;
    }

    /** See {@link HttpCircleAuthClient.Builder#proxy}. */
    public CircleHttpBuilder proxy(URI url) {
        this.proxy = OutboundProxy.check(requireNonNull(url, "url"));
        return this;
    }

    /** See {@link HttpCircleAuthClient.Builder#proxy}. As {@link #baseUrl(String)}, it never repeats the text. */
    public CircleHttpBuilder proxy(String url) {
        this.proxy = OutboundProxy.check(url);
        return this;
    }

    /** See {@link HttpCircleAuthClient.Builder#proxyCredentials}. */
    public CircleHttpBuilder proxyCredentials(String user, Secret password) {
        this.proxyAuthorization = OutboundProxy.basic(user, password);
        return this;
    }

    /** See {@link HttpCircleAuthClient.Builder#sslContext}. */
    public CircleHttpBuilder sslContext(SSLContext context) {
        try {
            Object unused = context.getSocketFactory();
        } catch (IllegalStateException notInitialized) {
            throw new IllegalArgumentException("The SSLContext is not initialized. Call its init method first.");
        } catch (UnsupportedOperationException ofDatagrams) {
            throw new IllegalArgumentException("The SSLContext is for DTLS. Use SSLContext.getInstance(\"TLS\").");
        }
        this.tls = context;
        return this;
    }

    /** See {@link HttpCircleAuthClient.Builder#connectTimeout}. */
    public CircleHttpBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = inRange(timeout, "connect timeout");
        return this;
    }

    /** See {@link HttpCircleAuthClient.Builder#callTimeout}. */
    public CircleHttpBuilder callTimeout(Duration timeout) {
        this.callTimeout = inRange(timeout, "call timeout");
        return this;
    }

    /** See {@link HttpCircleAuthClient.Builder#rateLimit}. */
    public CircleHttpBuilder rateLimit(int requests, Duration window) {
        if (requests < 1 || requests > RateLimiter.MAX_REQUESTS) {
            throw new IllegalArgumentException(
                    "The rate limit is " + requests + " requests; it must be 1 to " + RateLimiter.MAX_REQUESTS + ".");
        }
        this.window = inRange(window, "rate limit's window");
        this.limit = requests;
        return this;
    }

    /** The share of the rate limit that requests of the Member API may use, in per cent; 80 unless set. */
    public CircleHttpBuilder memberApiShare(int percent) {
        if (percent < 1 || percent > 99) {
            throw new IllegalArgumentException(
                    "The Member API's share is " + percent + " per cent; it must be 1 to 99.");
        }
        this.memberApiShare = percent;
        return this;
    }

    /** The monotonic clock; the machine's own unless set. */
    public CircleHttpBuilder ticker(Ticker ticker) {
        this.ticker = requireNonNull(ticker, "ticker");
        return this;
    }

    /** The clock for the time of day; the machine's own unless set. */
    public CircleHttpBuilder clock(InstantSource clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /**
     * The consumer of orphaned tokens, called on the requesting thread before the request fails with a
     * {@link io.github.circleauth.CircleProtocolException}. Unless set, they are revoked at once, which may take up to
     * two more call timeouts; a failure of that is {@linkplain Throwable#getSuppressed() suppressed} in the exception.
     */
    public CircleHttpBuilder orphans(Consumer<OrphanedTokens> orphans) {
        this.orphans = requireNonNull(orphans, "orphans");
        return this;
    }

    /** The observer of all requests; none unless set. */
    public CircleHttpBuilder observer(RequestObserver observer) {
        this.observer = requireNonNull(observer, "observer");
        return this;
    }

    /** A stand-in for Circle, which replaces the network. */
    public CircleHttpBuilder standIn(CircleStandIn standIn) {
        return transport(new StandInTransport(requireNonNull(standIn, "standIn")));
    }

    /** Replaces the network, for tests. */
    CircleHttpBuilder transport(CircleTransport transport) {
        this.transport = transport;
        return this;
    }

    /**
     * Creates the object. It opens no connection yet.
     *
     * @throws IllegalArgumentException if the app token is no bearer token
     * @throws IllegalStateException if no app token was set, or credentials for a proxy and no proxy, or if a library is
     *     missing or too old
     */
    public CircleHttp build() {
        if (apiToken == null) {
            throw new IllegalStateException(
                    "No app token is set. Call apiToken(…) with one of the type \"Headless Auth\".");
        }
        if (proxy == null && proxyAuthorization != null) {
            throw new IllegalStateException("Credentials for a proxy are set, but no proxy is. Call proxy(…) too.");
        }
        RequiredLibraries.check();
        try {
            return new CircleHttp(this, apiToken);
        } catch (LinkageError unfit) {
            throw RequiredLibraries.mismatch(unfit);
        }
    }

    Network network() {
        OutboundProxy outbound = proxy == null ? null : new OutboundProxy(proxy, proxyAuthorization);
        return new Network(baseUrl, outbound, tls, connectTimeout, callTimeout);
    }

    private static Duration inRange(Duration value, String name) {
        Duration min = Duration.ofMillis(1);
        if (value.compareTo(min) < 0 || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    "The " + name + " is " + value + "; it must be between " + min + " and " + MAX + ".");
        }
        return value;
    }
}
