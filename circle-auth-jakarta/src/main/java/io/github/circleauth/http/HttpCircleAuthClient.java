package io.github.circleauth.http;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Circle's Headless Auth API over HTTP, for code that does without CDI:
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
 * <p>It may be used by many threads at once; one for each app token is right, since Circle's limit is counted in it. It
 * follows no redirect, keeps no cookie, goes through no HTTP proxy whatever system properties say, and repeats nothing of
 * which a single byte may have been sent. What they tell the JDK itself holds for it too: whose certificates are trusted,
 * and a SOCKS proxy for all that the server connects to.
 *
 * <p>Every method blocks for at most the {@linkplain Builder#callTimeout call timeout} once the host's name is resolved,
 * which only the operating system bounds. A thread that is interrupted before its call, or while it waits for a free
 * connection, keeps its interrupt flag, and the call fails as unavailable; one that waits for Circle's answer waits on.
 */
public final class HttpCircleAuthClient implements CircleAuthClient, AutoCloseable {

    private final Calls calls;
    private final MemberCalls memberCalls;
    private final CircleAuthClient own;

    private HttpCircleAuthClient(Calls calls, MemberCalls memberCalls) {
        this.calls = calls;
        this.memberCalls = memberCalls;
        this.own = new PrioritizedClient(calls, RequestPriority.AWAITED);
    }

    /** Begins a client; only the app token has no default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns this client, with the same connections and the same limit, for calls that count with another priority.
     * Calls of the client itself count as {@link RequestPriority#AWAITED}.
     */
    public CircleAuthClient at(RequestPriority priority) {
        return new PrioritizedClient(calls, requireNonNull(priority, "priority"));
    }

    /** Returns the way to Circle's Member API, whose calls count within the same limit. It is closed with this client. */
    public MemberCalls memberCalls() {
        return memberCalls;
    }

    /** Closes the connections that have been idle for 30 seconds. Nothing calls this but you: no thread is kept for it. */
    public void closeIdle() {
        calls.closeIdle();
        memberCalls.closeIdle();
    }

    /** Ends all connections, those in use too, and the one thread there is. Calls after it fail as unavailable. */
    @Override
    public void close() {
        memberCalls.close();
        calls.close();
    }

    @Override
    public MemberTokens getMemberAPITokenFromCommunityMemberId(long communityMemberId) {
        return own.getMemberAPITokenFromCommunityMemberId(communityMemberId);
    }

    @Override
    public MemberTokens getMemberAPITokenFromEmail(String email) {
        return own.getMemberAPITokenFromEmail(email);
    }

    @Override
    public MemberTokens getMemberAPITokenFromSSOId(String ssoUserId) {
        return own.getMemberAPITokenFromSSOId(ssoUserId);
    }

    @Override
    public AccessToken getMemberAPITokenFromRefreshToken(Secret refreshToken) {
        return own.getMemberAPITokenFromRefreshToken(refreshToken);
    }

    @Override
    public void revokeRefreshToken(Secret refreshToken) {
        own.revokeRefreshToken(refreshToken);
    }

    @Override
    public void revokeMemberAPIToken(Secret accessToken) {
        own.revokeMemberAPIToken(accessToken);
    }

    /** What a client is made of. Not for several threads. */
    public static final class Builder {

        private static final Duration LONGEST = Duration.ofDays(1);

        private @Nullable Supplier<Secret> apiToken;
        private URI baseUrl = BaseUrl.CIRCLE;
        private Duration connectTimeout = Duration.ofSeconds(1);
        private Duration callTimeout = Duration.ofSeconds(5);
        private int limit = 1600;
        private Duration window = Duration.ofMinutes(5);
        private Ticker ticker = Ticker.system();
        private InstantSource clock = InstantSource.system();
        private @Nullable Consumer<OrphanedTokens> strays;
        private @Nullable Exchange exchange;

        private Builder() {}

        /**
         * Circle's app token, of the type "Headless Auth". Required, in this way or the other.
         *
         * @throws IllegalArgumentException if it is no bearer token
         */
        public Builder apiToken(Secret token) {
            Secret checked = Bearer.check("app token", requireNonNull(token, "token"));
            return apiToken(() -> checked);
        }

        /**
         * Where the app token is read. It is asked when the client is built, and again on a calling thread, at most once
         * a minute, after Circle refused the token: if it gives another one then, the refused call is repeated with that,
         * once. What it throws at building reaches the caller; later it counts as the same token.
         */
        public Builder apiToken(Supplier<Secret> source) {
            this.apiToken = requireNonNull(source, "source");
            return this;
        }

        /**
         * Where Circle is; {@code https://app.circle.so} unless set. Plain http is allowed to this machine itself only.
         *
         * @throws IllegalArgumentException if it is anything else than scheme, host and perhaps a port
         */
        public Builder baseUrl(URI url) {
            this.baseUrl = BaseUrl.check(requireNonNull(url, "url"));
            return this;
        }

        /** How long making a connection may take; 1 second unless set. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = atLeast(Duration.ofMillis(1), timeout, "connect timeout");
            return this;
        }

        /** How long a whole call may take, from waiting for a connection to the answer's last byte; 5 seconds unless set. */
        public Builder callTimeout(Duration timeout) {
            this.callTimeout = atLeast(Duration.ofMillis(1), timeout, "call timeout");
            return this;
        }

        /**
         * How many calls are made within a time; 1,600 in 5 minutes unless set. Circle allows 2,000 for one IP address,
         * counting every use of its APIs.
         */
        public Builder rateLimit(int calls, Duration window) {
            if (calls < 1 || calls > RateLimiter.MOST_CALLS) {
                throw new IllegalArgumentException(
                        "The rate limit is " + calls + " calls; it must be 1 to " + RateLimiter.MOST_CALLS + ".");
            }
            this.window = atLeast(Duration.ofMillis(1), window, "rate limit's window");
            this.limit = calls;
            return this;
        }

        /** What time is measured with; the machine's own unless set. */
        public Builder ticker(Ticker ticker) {
            this.ticker = requireNonNull(ticker, "ticker");
            return this;
        }

        /** What tells the time of day; the machine's own unless set. */
        public Builder clock(InstantSource clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Who gets the tokens of an answer that can't be used, on the calling thread, before the call fails with a
         * {@link CircleProtocolException}. Unless set, they are revoked at once, which may take up to two more call
         * timeouts; what fails then is {@linkplain Throwable#getSuppressed() suppressed} in that exception.
         */
        public Builder strays(Consumer<OrphanedTokens> strays) {
            this.strays = requireNonNull(strays, "strays");
            return this;
        }

        /** For tests of this package: answers without a network. */
        Builder exchange(Exchange exchange) {
            this.exchange = exchange;
            return this;
        }

        /**
         * Makes the client. It connects to nothing yet.
         *
         * @throws IllegalArgumentException if the app token is no bearer token
         * @throws IllegalStateException if no app token was set
         */
        public HttpCircleAuthClient build() {
            if (apiToken == null) {
                throw new IllegalStateException(
                        "No app token is set. Call apiToken(…) with one of the type \"Headless Auth\".");
            }
            AppToken appToken = new AppToken(apiToken, ticker);
            Wire wire = new Wire();
            Replies replies = new Replies(wire, clock);
            Exchange network = exchange == null ? new Transport(baseUrl, connectTimeout, callTimeout) : exchange;
            RateLimiter limiter = new RateLimiter(limit, window, ticker);
            return new HttpCircleAuthClient(
                    new Calls(network, replies, limiter, appToken, callTimeout, ticker, strays),
                    new MemberCalls(
                            baseUrl, connectTimeout, callTimeout, limiter, new MemberReplies(wire, limiter, clock)));
        }

        private static Duration atLeast(Duration least, Duration value, String what) {
            if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "The " + what + " is " + value + "; it must be between " + least + " and " + LONGEST + ".");
            }
            return value;
        }
    }
}
