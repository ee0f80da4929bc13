package io.github.circleauth.http;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Circle's Headless Auth API over HTTP, for code without CDI:
 *
 * <pre>{@code
 * try (HttpCircleAuthClient circle = HttpCircleAuthClient.builder()
 *         .apiToken(Secret.of(System.getenv("CIRCLE_AUTH_API_TOKEN")))
 *         .build()) {
 *     MemberTokens tokens = circle.getMemberAPITokenFromCommunityMemberId(1001);
 *     circle.revokeMemberAPIToken(tokens.accessToken().value());
 *     circle.revokeRefreshToken(tokens.refreshToken());
 * }
 * }</pre>
 *
 * <p>It is safe for many threads. Use one client per app token, since it counts the requests for Circle's rate limit. It
 * follows no redirect, keeps no cookie, uses no HTTP proxy but {@linkplain Builder#proxy its own}, and repeats no request of which a
 * byte may have been sent. System properties of the JDK itself apply: trusted certificates, and a SOCKS proxy.
 *
 * <p>Every method blocks for at most the {@linkplain Builder#callTimeout call timeout}, counted from the moment the host's
 * name is resolved, which only the operating system limits. If the thread is interrupted before the request, or while it
 * waits for a free connection, the method fails as unavailable and the interrupt flag stays set; a thread that waits for
 * Circle's response ignores the interrupt until the response arrives.
 */
public final class HttpCircleAuthClient implements CircleAuthClient, AutoCloseable {

    private final CircleHttp http;
    private final CircleAuthClient tokens;

    HttpCircleAuthClient(CircleHttp http) {
        this.http = http;
        this.tokens = http.tokenEndpoint(RequestPriority.AWAITED);
    }

    /** Returns a builder; only the app token has no default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Closes the connections that have been idle for 30 seconds. Call it now and then; the client has no thread for it. */
    public void closeIdle() {
        http.closeIdle();
    }

    /** Closes all connections, those in use included, and ends the one timer thread. Later requests fail as unavailable. */
    @Override
    public void close() {
        http.close();
    }

    @Override
    public MemberTokens getMemberAPITokenFromCommunityMemberId(long communityMemberId) {
        return tokens.getMemberAPITokenFromCommunityMemberId(communityMemberId);
    }

    @Override
    public MemberTokens getMemberAPITokenFromEmail(String email) {
        return tokens.getMemberAPITokenFromEmail(email);
    }

    @Override
    public MemberTokens getMemberAPITokenFromSSOId(String ssoUserId) {
        return tokens.getMemberAPITokenFromSSOId(ssoUserId);
    }

    @Override
    public AccessToken getMemberAPITokenFromRefreshToken(Secret refreshToken) {
        return tokens.getMemberAPITokenFromRefreshToken(refreshToken);
    }

    @Override
    public void revokeRefreshToken(Secret refreshToken) {
        tokens.revokeRefreshToken(refreshToken);
    }

    @Override
    public void revokeMemberAPIToken(Secret accessToken) {
        tokens.revokeMemberAPIToken(accessToken);
    }

    /** The settings of a client. Not thread-safe. */
    public static final class Builder {

        private final CircleHttpBuilder http = CircleHttp.builder();

        private Builder() {}

        /**
         * Circle's app token, of the type "Headless Auth". Required, unless it has a {@linkplain #apiToken(Supplier) source}.
         *
         * @throws IllegalArgumentException if it is no bearer token
         */
        public Builder apiToken(Secret token) {
            http.apiToken(token);
            return this;
        }

        /**
         * The source of the app token. It is read when the client is built, and again on the requesting thread, at most once
         * a minute, after Circle refused the token: if it then returns another one, the refused request is repeated with it,
         * once. An exception of the source reaches the caller of {@link #build()}; later it counts as the same token.
         */
        public Builder apiToken(Supplier<Secret> source) {
            http.apiToken(source);
            return this;
        }

        /**
         * The address of Circle; {@code https://app.circle.so} unless set. Plain http is allowed to loopback addresses only.
         *
         * @throws IllegalArgumentException if it has more than a scheme, a host and a port
         */
        public Builder baseUrl(URI url) {
            http.baseUrl(url);
            return this;
        }

        /**
         * As {@link #baseUrl}, and plain http is allowed to every host but Circle's, for a sandbox on another machine of a
         * test network: everybody between the two can read the app token and the members' tokens. Each client that is built
         * logs a warning.
         *
         * @throws IllegalArgumentException if it has more than a scheme, a host and a port, or is plain http to
         *     {@code circle.so} or below
         */
        public Builder baseUrlAllowingPlainHttp(URI url) {
            http.baseUrlAllowingPlainHttp(url);
            return this;
        }

        /**
         * The HTTP proxy through which Circle is reached, such as {@code http://proxy.corp:3128}; none unless set. It is asked
         * for a tunnel by {@code CONNECT}, so it sees Circle's host name and encrypted bytes. A base URL of plain http is
         * reached without it.
         *
         * @throws IllegalArgumentException if it has more or less than the scheme http, a host and a port
         */
        public Builder proxy(URI url) {
            http.proxy(url);
            return this;
        }

        /**
         * The user and the password that the proxy requires, for Basic authentication. They are sent to the proxy alone.
         *
         * @throws IllegalArgumentException if the user has a colon, or either has a control character
         */
        public Builder proxyCredentials(String user, Secret password) {
            http.proxyCredentials(user, password);
            return this;
        }

        /**
         * The certificates that are trusted, and the client's own if a gateway requires one; those of the JVM's trust store
         * and none unless set. Host names are checked, and TLS is 1.2 or later, whatever the context.
         *
         * @throws IllegalArgumentException if it is not initialized
         */
        public Builder sslContext(SSLContext context) {
            http.sslContext(context);
            return this;
        }

        /** The longest time for opening a connection; 1 second unless set, at most a day. */
        public Builder connectTimeout(Duration timeout) {
            http.connectTimeout(timeout);
            return this;
        }

        /**
         * The longest time for a request, from waiting for a connection to the last byte of the response; 5 seconds unless
         * set, at most a day.
         */
        public Builder callTimeout(Duration timeout) {
            http.callTimeout(timeout);
            return this;
        }

        /**
         * The number of requests within a sliding window; 1,600 in 5 minutes unless set. Circle allows 2,000 for one IP
         * address, over all its APIs.
         */
        public Builder rateLimit(int requests, Duration window) {
            http.rateLimit(requests, window);
            return this;
        }

        /**
         * Creates the client. It opens no connection yet.
         *
         * @throws IllegalArgumentException if the app token is no bearer token
         * @throws IllegalStateException if no app token was set, or credentials for a proxy and no proxy, or if a library that the client needs is missing on the
         *     class path or too old. The message is a sentence that names it
         */
        public HttpCircleAuthClient build() {
            return new HttpCircleAuthClient(http.build());
        }
    }
}
