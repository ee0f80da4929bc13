package io.github.circleauth.http;

import io.github.circleauth.Secret;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.SandboxRequest;
import io.github.circleauth.sandbox.SandboxResponse;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The real client, talking to a sandbox in the same JVM without a network. */
public final class InProcessCircle {

    private InProcessCircle() {}

    /** Where a simulation gets a word in: on the calling thread, before a call takes effect and before its answer. */
    public interface Pauses {
        Pauses NONE = new Pauses() {};

        default void beforeEffect() {}

        default void beforeAnswer() {}

        /** Returns whether calls get nowhere: they take no effect, and end without an answer. */
        default boolean getNowhere() {
            return false;
        }

        /** The client is closed, which ends the calls that are under way: none of them takes effect any more. */
        default void closed() {}
    }

    /** Makes a client that knows no limit of its own. */
    public static HttpCircleAuthClient client(
            Circle circle, Ticker ticker, InstantSource clock, Pauses pauses, Consumer<OrphanedTokens> strays) {
        return over(circle, pauses)
                .rateLimit(10_000, Duration.ofMillis(1))
                .ticker(ticker)
                .clock(clock)
                .strays(strays)
                .build();
    }

    /** As {@link #client}, with the Member API over a real network, at an address of a test's. */
    public static HttpCircleAuthClient online(Circle circle, URI memberApi, Ticker ticker) {
        return over(circle, Pauses.NONE)
                .baseUrl(memberApi)
                .rateLimit(10_000, Duration.ofMillis(1))
                .ticker(ticker)
                .clock(circle.clock())
                .strays(tokens -> {})
                .build();
    }

    /** Makes a client that keeps to a limit of so many calls in five minutes. */
    public static HttpCircleAuthClient limited(Circle circle, Ticker ticker, int calls) {
        return over(circle, Pauses.NONE)
                .rateLimit(calls, Duration.ofMinutes(5))
                .ticker(ticker)
                .clock(circle.clock())
                .build();
    }

    private static HttpCircleAuthClient.Builder over(Circle circle, Pauses pauses) {
        return HttpCircleAuthClient.builder()
                .apiToken(() -> Secret.of(circle.apiToken()))
                .exchange(new WithoutNetwork(circle, pauses));
    }

    private static final class WithoutNetwork implements Exchange {
        private final Circle circle;
        private final Pauses pauses;
        private volatile boolean closed;

        WithoutNetwork(Circle circle, Pauses pauses) {
            this.circle = circle;
            this.pauses = pauses;
        }

        @Override
        public RawReply send(RawCall call) throws NoReply {
            pauses.beforeEffect();
            if (pauses.getNowhere()) {
                throw new NoReply(NoReply.Stage.UNCONNECTED, "Circle is away");
            }
            if (closed) {
                throw new NoReply(NoReply.Stage.SENT, "this client was closed");
            }
            SandboxResponse answer = circle.handle(SandboxRequest.json(
                    call.operation().method(),
                    call.operation().path(),
                    call.bearer().reveal(),
                    call.body().reveal()));
            pauses.beforeAnswer();
            if (answer.lost()) {
                throw new NoReply(NoReply.Stage.SENT, "The answer was lost.");
            }
            answer.delivered();
            return new RawReply(answer.status(), answer.headers(), answer.body());
        }

        @Override
        public void close() {
            closed = true;
            pauses.closed();
        }
    }
}
