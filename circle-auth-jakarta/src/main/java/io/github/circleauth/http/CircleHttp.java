package io.github.circleauth.http;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleTransport.NoResponse;
import io.github.circleauth.http.CircleTransport.Pool;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to Circle, one per deployment: the token endpoint and the Member API over one transport, with one rate limit, since
 * Circle's limit covers all its APIs. Safe for any thread.
 */
public final class CircleHttp implements AutoCloseable {

    private static final Logger LOG = System.getLogger(CircleHttp.class.getName());

    private final URI baseUrl;
    private final Duration callTimeout;
    private final Deadlines deadlines = new Deadlines();
    private final CircleTransport transport;
    private final TokenJson json;
    private final RateLimiter limiter;
    private final InstantSource clock;
    private final TokenEndpoint.Shared shared;
    private final Reachability bodies;
    private final ClockDifference clockDifference = new ClockDifference();

    CircleHttp(CircleHttpBuilder builder, Supplier<Secret> apiToken) {
        if (builder.allowsPlainHttp) {
            warnOfPlainHttp(builder.baseUrl);
        }
        this.baseUrl = builder.baseUrl;
        this.callTimeout = builder.callTimeout;
        this.clock = builder.clock;
        this.bodies = new Reachability(builder.ticker);
        AppToken appToken = new AppToken(apiToken, builder.ticker);
        this.json = new TokenJson();
        this.limiter = new RateLimiter(builder.limit, builder.window, builder.memberApiShare, builder.ticker);
        CircleTransport unobserved =
                builder.transport != null ? builder.transport : new HttpTransport(builder.network(), deadlines);
        this.transport = builder.observer == null
                ? unobserved
                : new ObservedTransport(unobserved, builder.baseUrl, builder.observer);
        this.shared = new TokenEndpoint.Shared(
                transport,
                json,
                limiter,
                appToken,
                builder.callTimeout,
                builder.ticker,
                builder.clock,
                builder.orphans,
                new OperatorAlarm(builder.ticker),
                new Reachability(builder.ticker),
                clockDifference,
                new AtomicBoolean());
    }

    private static void warnOfPlainHttp(URI baseUrl) {
        LOG.log(
                Level.WARNING,
                "CIRCLE-0103: circle.auth.allow-plain-http is on, which is for a sandbox in a test network alone: {0}",
                BaseUrl.isReadableOnTheNetwork(baseUrl)
                        ? "everybody between this server and " + baseUrl
                                + " can read the app token and the members' tokens."
                        : baseUrl + " doesn't need it. Remove it.");
    }

    /** Returns a builder; only the app token has no default. */
    public static CircleHttpBuilder builder() {
        return new CircleHttpBuilder();
    }

    /** Returns the client of the Auth API whose requests count with this priority. */
    public CircleAuthClient tokenEndpoint(RequestPriority priority) {
        return new TokenEndpoint(shared, priority);
    }

    /** Returns the address of Circle: scheme, host and perhaps a port. */
    public URI baseUrl() {
        return baseUrl;
    }

    /** Returns the usual deadline of a request. */
    public Duration callTimeout() {
        return callTimeout;
    }

    /**
     * Runs an action after {@link #callTimeout()}, on the timer thread, unless the returned one is run before. After
     * {@link #close()} it runs at once.
     */
    public Runnable afterCallTimeout(Runnable action) {
        return after(callTimeout, action);
    }

    /** As {@link #afterCallTimeout}, after another time. */
    public Runnable after(Duration time, Runnable action) {
        try {
            Deadlines.Deadline deadline = deadlines.start(time);
            deadline.guard(action);
            return deadline::close;
        } catch (RejectedExecutionException afterClose) {
            action.run();
            return () -> {};
        }
    }

    /**
     * Takes a permit for a request of the Member API that another client sends.
     *
     * @throws RateLimitedException if there is none
     */
    public void requirePermit() {
        requirePermit("A request of the Member API", limiter.acquireForMemberApi());
    }

    /**
     * Takes a permit for a member's handshake with the real-time channel, which counts as a request of the member's pages.
     *
     * @return empty if there was one, otherwise the time until there may be one
     */
    public Optional<Duration> acquireHandshake(long member) {
        return Optional.ofNullable(limiter.acquireForHandshake(member)).map(RateLimiter.Refusal::retryAfter);
    }

    private static void requirePermit(Object request, RateLimiter.@Nullable Refusal refusal) {
        if (refusal != null) {
            throw new RateLimitedException(request, refusal);
        }
    }

    /**
     * Evaluates the response to a request of the Member API that another client sent: a 429 pauses all requests to Circle.
     *
     * @param retryAfter the header {@code Retry-After}, if it occurs once
     * @param date the header {@code Date}, if it occurs once
     */
    public void responded(int status, Optional<String> retryAfter, Optional<String> date) {
        clockDifference.measure(date, clock.instant());
        if (ErrorResponse.isTooManyRequests(status)) {
            limiter.pause(
                    CircleTime.of(date, clock.instant()).retryAfter(retryAfter).orElse(CircleTime.DEFAULT_RETRY_AFTER));
        }
    }

    /**
     * Sends the application's request of the Member API, and returns when the head of the response has arrived.
     *
     * @param deadline the longest time until the last byte of the response has been read. For a single byte the request
     *     waits no longer than {@link #callTimeout()}
     * @throws RateLimitedException if the Member API's share of the rate limit is used up, or all requests pause
     * @throws io.github.circleauth.CircleAuthException if no head arrived
     */
    public CircleResponse send(MemberRequest request, Secret accessToken, Duration deadline) {
        return send(request, accessToken, deadline, 0);
    }

    /**
     * As {@link #send}, for a request that may have been sent before.
     *
     * @param resends how often it has been sent before, with another token
     */
    public CircleResponse send(MemberRequest request, Secret accessToken, Duration deadline, int resends) {
        return send(Pool.MEMBER_API, request, accessToken, deadline, RequestWindow.NO_PAGE, resends);
    }

    /**
     * As {@link #send}, for a page of a member, whose pages may use a quarter of the Member API's share. Uses connections
     * that the application's own requests don't use.
     *
     * @param member the member's {@code community_member_id}
     */
    public CircleResponse sendForPage(MemberRequest request, Secret accessToken, Duration deadline, long member) {
        return sendForPage(request, accessToken, deadline, member, 0);
    }

    /**
     * As {@link #sendForPage}, for a request that may have been sent before.
     *
     * @param resends how often it has been sent before, with another token
     */
    public CircleResponse sendForPage(
            MemberRequest request, Secret accessToken, Duration deadline, long member, int resends) {
        return send(Pool.PROXY, request, accessToken, deadline, member, resends);
    }

    private CircleResponse send(
            Pool pool, MemberRequest request, Secret accessToken, Duration deadline, long member, int resends) {
        BearerToken.check("access token", accessToken);
        requirePermit(request, limiter.acquireForPage(member));
        try {
            CircleResponse response = transport.send(new CircleTransport.Request(
                    pool,
                    request.method(),
                    request.absolutePath(),
                    accessToken,
                    request.headers(),
                    request.body(),
                    callTimeout,
                    deadline,
                    resends));
            shared.reachability().responded();
            responded(response.status(), response.header("retry-after"), response.header("date"));
            return response;
        } catch (NoResponse none) {
            shared.reachability().failed(none);
            throw none.failure(request, !request.isRead());
        }
    }

    /** Returns the last refusal of the app token or the plan, or null if none is, or a request succeeded since. */
    public @Nullable AppRefusal refusal() {
        return shared.alarm().refusal();
    }

    /** Returns the log lines about bodies of the Member API that break off, though each head arrives. */
    public Reachability bodies() {
        return bodies;
    }

    /** Returns a response's {@code Retry-After}, limited to between 1 second and 15 minutes. */
    public Optional<Duration> retryAfter(CircleResponse response) {
        return CircleTime.of(response, clock.instant()).retryAfter(response);
    }

    /**
     * Returns a response of the Member API as an error response.
     *
     * @param body the body, or null if it is longer than {@link ErrorResponse#MAX_ENVELOPE}
     */
    public ErrorResponse error(MemberRequest request, CircleResponse response, byte @Nullable [] body) {
        return new ErrorResponse(
                request.toString(),
                response,
                body == null ? "a body that was not read" : body.length + " bytes",
                response.status() < 400 ? null : json.errorEnvelope(body),
                retryAfter(response),
                List.of(response.bearer().reveal()));
    }

    /** Returns all strings of an error envelope, unchanged; none if the body is null or no envelope. */
    public List<String> errorTexts(byte @Nullable [] body) {
        ErrorEnvelope envelope = json.errorEnvelope(body);
        return envelope == null ? List.of() : envelope.texts();
    }

    /** Returns how much of the rate limit is used now, and by whom. */
    public RateLimitUsage rateLimitUsage() {
        return limiter.usage();
    }

    /** Returns how far Circle's clock is ahead of this server's, within a second, if a response told. */
    public Optional<Duration> clockDifference() {
        return clockDifference.last();
    }

    /** Closes the connections that have been idle for 30 seconds. */
    public void closeIdle() {
        transport.closeIdle();
    }

    /** Closes all connections, those in use included, and ends the timer thread. Later requests fail as unavailable. */
    @Override
    public void close() {
        shared.closed().set(true);
        transport.close();
        deadlines.close();
        json.close();
    }
}
