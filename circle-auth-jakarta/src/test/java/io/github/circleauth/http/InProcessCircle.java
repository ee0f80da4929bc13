package io.github.circleauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.Secret;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.SandboxRequest;
import io.github.circleauth.sandbox.SandboxResponse;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The real client, over a transport to a sandbox in the same JVM. */
public final class InProcessCircle {

    private InProcessCircle() {}

    /** Hooks of a simulation, called on the requesting thread before a request takes effect and before its response. */
    public interface Hooks {
        Hooks NONE = new Hooks() {};

        default void beforeEffect() {}

        default void beforeResponse() {}

        /** Returns whether Circle is unreachable: requests take no effect, and get no response. */
        default boolean isUnreachable() {
            return false;
        }

        /** The client is closed, which aborts the requests in progress: none of them takes effect any more. */
        default void closed() {}

        /** The client closes its idle connections. */
        default void closedIdle() {}
    }

    /** Returns a client without a rate limit of its own. */
    public static CircleHttp client(
            Circle circle, Ticker ticker, InstantSource clock, Hooks hooks, Consumer<OrphanedTokens> orphans) {
        return over(circle, hooks, null)
                .rateLimit(10_000, Duration.ofMillis(1))
                .ticker(ticker)
                .clock(clock)
                .orphans(orphans)
                .build();
    }

    /** As {@link #client}, with the Member API over a real network, at an address of the test. */
    public static CircleHttp online(Circle circle, URI memberApi, Ticker ticker) {
        return online(circle, memberApi, ticker, 10_000, Duration.ofMillis(1));
    }

    /** As {@link #online}, with a rate limit. */
    public static CircleHttp online(Circle circle, URI memberApi, Ticker ticker, int requests, Duration window) {
        Duration timeout = Duration.ofSeconds(5);
        return over(
                        circle,
                        Hooks.NONE,
                        new HttpTransport(new Network(memberApi, null, null, timeout, timeout), new Deadlines()))
                .baseUrl(memberApi)
                .rateLimit(requests, window)
                .ticker(ticker)
                .clock(circle.clock())
                .orphans(tokens -> {})
                .build();
    }

    /** Returns a client with a rate limit of so many requests in five minutes. */
    public static CircleHttp limited(Circle circle, Ticker ticker, int requests) {
        return over(circle, Hooks.NONE, null)
                .rateLimit(requests, Duration.ofMinutes(5))
                .ticker(ticker)
                .clock(circle.clock())
                .build();
    }

    private static CircleHttpBuilder over(Circle circle, Hooks hooks, @Nullable HttpTransport memberApi) {
        return CircleHttp.builder()
                .apiToken(() -> Secret.of(circle.apiToken()))
                .transport(new InProcessTransport(circle, hooks, memberApi));
    }

    private static final class InProcessTransport implements CircleTransport {
        private final Circle circle;
        private final Hooks hooks;
        private final @Nullable HttpTransport memberApi;
        private volatile boolean closed;

        InProcessTransport(Circle circle, Hooks hooks, @Nullable HttpTransport memberApi) {
            this.circle = circle;
            this.hooks = hooks;
            this.memberApi = memberApi;
        }

        @Override
        public CircleResponse send(Request request) throws NoResponse {
            if ((request.pool() == Pool.MEMBER_API || request.pool() == Pool.PROXY) && memberApi != null) {
                return memberApi.send(request);
            }
            hooks.beforeEffect();
            if (hooks.isUnreachable()) {
                throw new NoResponse(NoResponse.Stage.UNCONNECTED, "Circle is unreachable");
            }
            if (closed) {
                throw new NoResponse(NoResponse.Stage.SENT, "this client was closed");
            }
            SandboxResponse response = circle.handle(SandboxRequest.json(
                    request.method(),
                    request.path(),
                    request.bearer().reveal(),
                    new String(((RequestBody.Bytes) request.body()).bytes(), UTF_8)));
            hooks.beforeResponse();
            if (response.lost()) {
                throw new NoResponse(NoResponse.Stage.SENT, "The response was lost.");
            }
            response.delivered();
            return new CannedResponse(response.status(), response.headers(), response.body()).to(request);
        }

        @Override
        public void closeIdle() {
            hooks.closedIdle();
            if (memberApi != null) {
                memberApi.closeIdle();
            }
        }

        @Override
        public void close() {
            closed = true;
            hooks.closed();
            if (memberApi != null) {
                memberApi.close();
            }
        }
    }
}
