package io.github.circleauth.http;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way of a call: checked, counted, sent, read; with another app token once more if Circle refused the first. */
final class Calls implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Calls.class.getName());

    /** When to come back if all connections are in use. */
    private static final Duration CONNECTION_COMES_FREE = Duration.ofSeconds(1);

    private final Exchange network;
    private final Replies replies;
    private final RateLimiter limiter;
    private final AppToken appToken;
    private final Duration callTimeout;
    private final Ticker ticker;
    private final @Nullable Consumer<OrphanedTokens> strays;
    private volatile boolean closed;

    Calls(
            Exchange network,
            Replies replies,
            RateLimiter limiter,
            AppToken appToken,
            Duration callTimeout,
            Ticker ticker,
            @Nullable Consumer<OrphanedTokens> strays) {
        this.network = network;
        this.replies = replies;
        this.limiter = limiter;
        this.appToken = appToken;
        this.callTimeout = callTimeout;
        this.ticker = ticker;
        this.strays = strays;
    }

    MemberTokens obtain(MemberIdentity identity, RequestPriority priority) {
        Request request = Request.obtain(identity);
        Answered<MemberTokens> answered = call(request, priority, replies::obtained);
        MemberTokens tokens = answered.value();
        if (identity.kind() == MemberIdentity.Kind.COMMUNITY_MEMBER_ID
                && identity.asCommunityMemberId() != tokens.communityMemberId()) {
            throw handOver(OrphanedTokens.of(tokens), replies.otherMember(request, answered.reply()));
        }
        return tokens;
    }

    AccessToken refresh(Secret refreshToken, RequestPriority priority) {
        Bearer.check("refresh token", refreshToken);
        return call(Request.with(Operation.REFRESH, refreshToken), priority, replies::refreshed)
                .value();
    }

    void revoke(Operation operation, Secret token, RequestPriority priority) {
        Bearer.check(operation == Operation.REVOKE_REFRESH ? "refresh token" : "access token", token);
        call(Request.with(operation, token), priority, replies::revoked);
    }

    void closeIdle() {
        network.closeIdle();
    }

    @Override
    public void close() {
        closed = true;
        network.close();
        replies.close();
    }

    /** Turns a whole answer into what was asked for, or throws. */
    private interface Reading<T> {
        T read(Request request, RawReply reply);
    }

    private record Answered<T>(T value, RawReply reply) {}

    private <T> Answered<T> call(Request request, RequestPriority priority, Reading<T> reading) {
        long start = ticker.nanos();
        Secret bearer = appToken.current();
        try {
            return once(request.sentBy(bearer), priority, bearer, callTimeout, reading);
        } catch (CircleRefusedException refused) {
            if (refused.reason() != CircleRefusedException.Reason.APP_TOKEN) {
                throw refused;
            }
            Optional<Secret> other = appToken.insteadOf(bearer);
            Duration left = callTimeout.minusNanos(ticker.nanos() - start);
            if (other.isEmpty() || left.isNegative() || left.isZero()) {
                throw refused;
            }
            return once(request.sentBy(other.get()), priority, other.get(), left, reading);
        }
    }

    private <T> Answered<T> once(
            Request request, RequestPriority priority, Secret bearer, Duration time, Reading<T> reading) {
        if (closed) {
            throw unsent(request, "this client is closed", null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw unsent(request, "the calling thread is interrupted", null);
        }
        Secret body = replies.write(request);
        Duration wait = limiter.acquire(priority);
        if (!wait.isZero()) {
            throw unsent(request, "the rate limit of calls to Circle is used up", RetryAfter.clamp(wait));
        }
        RawReply reply = send(request, new RawCall(request.operation(), bearer, body, time));
        try {
            return new Answered<>(reading.read(request, reply), reply);
        } catch (CircleUnavailableException later) {
            if (Replies.meansTooMany(reply)) {
                later.retryAfter().ifPresent(limiter::close);
            }
            throw later;
        } catch (CircleProtocolException unusable) {
            throw handOver(replies.strays(request, reply), unusable);
        }
    }

    private RawReply send(Request request, RawCall call) {
        long start = ticker.nanos();
        try {
            RawReply reply = network.send(call);
            log(request, start, reply.status() + Replies.requestIdNote(request, reply));
            return reply;
        } catch (NoReply none) {
            log(request, start, "no answer (" + none.stage() + ")");
            if (none.stage() == NoReply.Stage.UNREADABLE) {
                throw new CircleProtocolException(
                        "Circle's answer to " + request.operation() + " can't be read: " + none.getMessage() + ".",
                        null);
            }
            if (none.stage() == NoReply.Stage.BUSY) {
                throw unsent(request, none.getMessage(), CONNECTION_COMES_FREE);
            }
            // A revocation can be sent again without harm, and loses no token: nothing about it is ambiguous.
            boolean ambiguous =
                    none.stage() == NoReply.Stage.SENT && !request.operation().isRevocation();
            throw new CircleUnavailableException(
                    "Circle gave no answer to " + request.operation() + ": " + none.getMessage() + ".",
                    null,
                    null,
                    ambiguous);
        }
    }

    private void log(Request request, long start, String outcome) {
        if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
            long millis = Duration.ofNanos(ticker.nanos() - start).toMillis();
            LOG.log(System.Logger.Level.DEBUG, request.operation() + ": " + outcome + " in " + millis + " ms");
        }
    }

    private static CircleUnavailableException unsent(
            Request request, @Nullable String why, @Nullable Duration retryAfter) {
        return new CircleUnavailableException(
                "Circle was not asked (" + request.operation() + "): " + why + ".", null, retryAfter, false);
    }

    private CircleProtocolException handOver(OrphanedTokens tokens, CircleProtocolException failure) {
        if (tokens.isEmpty()) {
            return failure;
        }
        if (strays != null) {
            attempt(() -> strays.accept(tokens), failure);
        } else {
            tokens.refreshToken()
                    .ifPresent(token -> attempt(
                            () -> revoke(Operation.REVOKE_REFRESH, token, RequestPriority.REVOCATION), failure));
            tokens.accessToken()
                    .ifPresent(token ->
                            attempt(() -> revoke(Operation.REVOKE_ACCESS, token, RequestPriority.REVOCATION), failure));
        }
        return failure;
    }

    private static void attempt(Runnable step, CircleProtocolException failure) {
        try {
            step.run();
        } catch (CircleAuthException notRevoked) {
            failure.addSuppressed(notRevoked);
        } catch (RuntimeException broken) {
            // Whose code this was, and so what its text quotes, isn't known here.
            failure.addSuppressed(new IllegalStateException("The consumer of stray tokens failed with "
                    + broken.getClass().getName() + "."));
        }
    }
}
