package io.github.circleauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleTransport.NoResponse;
import io.github.circleauth.http.CircleTransport.Pool;
import io.github.circleauth.http.TokenErrors.Meaning;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Circle's token endpoint: obtains, refreshes and revokes, and counts each request with its priority. A request that Circle
 * refused because of the app token is repeated once with another one, if its source has one by then.
 */
final class TokenEndpoint implements CircleAuthClient {

    private static final System.Logger LOG = System.getLogger(TokenEndpoint.class.getName());

    private static final Map<String, String> HEADERS =
            Map.of("Accept", "application/json", "Content-Type", "application/json; charset=UTF-8");

    /** The objects that the endpoints of all priorities share. */
    record Shared(
            CircleTransport transport,
            TokenJson json,
            RateLimiter limiter,
            AppToken appToken,
            Duration callTimeout,
            Ticker ticker,
            InstantSource clock,
            @Nullable Consumer<OrphanedTokens> orphans,
            OperatorAlarm alarm,
            Reachability reachability,
            ClockDifference clockDifference,
            AtomicBoolean closed) {}

    private final Shared shared;
    private final RequestPriority priority;

    TokenEndpoint(Shared shared, RequestPriority priority) {
        this.shared = shared;
        this.priority = priority;
    }

    @Override
    public MemberTokens getMemberAPITokenFromCommunityMemberId(long communityMemberId) {
        long checked = MemberIdentity.communityMemberId(communityMemberId).asCommunityMemberId();
        return execute(TokenRequest.obtainFromCommunityMemberId(checked), exchange -> {
            MemberTokens tokens = exchange.memberTokens();
            if (tokens.communityMemberId() != checked) {
                throw exchange.error().unusable("it is for another member than requested");
            }
            return tokens;
        });
    }

    @Override
    public MemberTokens getMemberAPITokenFromEmail(String email) {
        String checked = MemberIdentity.verifiedEmail(email).value();
        return execute(TokenRequest.obtainFromEmail(checked), TokenExchange::memberTokens);
    }

    @Override
    public MemberTokens getMemberAPITokenFromSSOId(String ssoUserId) {
        String checked = MemberIdentity.ssoUserId(ssoUserId).value();
        return execute(TokenRequest.obtainFromSsoUserId(checked), TokenExchange::memberTokens);
    }

    @Override
    public AccessToken getMemberAPITokenFromRefreshToken(Secret refreshToken) {
        return execute(TokenRequest.refresh(refreshToken), TokenExchange::accessToken);
    }

    @Override
    public void revokeRefreshToken(Secret refreshToken) {
        boolean unused = execute(TokenRequest.revokeRefreshToken(refreshToken), TokenExchange::revoked);
    }

    @Override
    public void revokeMemberAPIToken(Secret accessToken) {
        boolean unused = execute(TokenRequest.revokeAccessToken(accessToken), TokenExchange::revoked);
    }

    /** Turns a complete response into a result, or throws a failure. */
    private interface Reader<T> {
        T read(TokenExchange exchange);
    }

    /** An attempt to send a request: the first, or the only other one, with another app token. */
    private record Attempt(Secret appToken, Duration deadline, boolean isFirst) {}

    private <T> T execute(TokenRequest request, Reader<T> reader) {
        Attempt first = new Attempt(shared.appToken.current(), shared.callTimeout, true);
        return execute(request, reader, first, shared.ticker.nanos());
    }

    private <T> T execute(TokenRequest request, Reader<T> reader, Attempt attempt, long start) {
        TokenExchange exchange = exchange(request, attempt);
        T result;
        try {
            result = reader.read(exchange);
        } catch (CircleAuthException failure) {
            Optional<Attempt> second = attempt.isFirst() ? second(failure, attempt, start) : Optional.empty();
            if (second.isPresent()) {
                return execute(request, reader, second.get(), start);
            }
            shared.alarm.failed(request.operation(), exchange.meaning(), failure);
            throw completed(failure, exchange);
        }
        shared.alarm.succeeded(request.operation());
        return result;
    }

    /** Returns the second attempt, if Circle refused the app token, there is another one, and time is left. */
    private Optional<Attempt> second(CircleAuthException failure, Attempt first, long start) {
        if (!(failure instanceof CircleRefusedException refused) || refused.reason() != Reason.APP_TOKEN) {
            return Optional.empty();
        }
        Optional<Secret> another = shared.appToken.insteadOf(first.appToken());
        Duration remaining = first.deadline().minusNanos(shared.ticker.nanos() - start);
        return another.filter(token -> !remaining.isNegative() && !remaining.isZero())
                .map(token -> new Attempt(token, remaining, false));
    }

    /** Takes the further steps that a failure requires before it is thrown. */
    private CircleAuthException completed(CircleAuthException failure, TokenExchange exchange) {
        return failure instanceof CircleProtocolException unusable
                ? withOrphansRevoked(unusable, exchange.orphanedTokens())
                : failure;
    }

    private TokenExchange exchange(TokenRequest request, Attempt attempt) {
        if (shared.closed.get()) {
            throw notSent(request, "this client is closed", null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw notSent(request, "the calling thread is interrupted", null);
        }
        byte[] body = shared.json.write(request).reveal().getBytes(UTF_8);
        RateLimiter.Refusal refusal = shared.limiter.acquire(priority);
        if (refusal != null) {
            throw notSent(request, refusal.cause(), CircleTime.clampRetryAfter(refusal.retryAfter()));
        }
        return send(request, attempt, body);
    }

    private TokenExchange send(TokenRequest request, Attempt attempt, byte[] body) {
        long start = shared.ticker.nanos();
        try (CircleResponse response = shared.transport.send(new CircleTransport.Request(
                request.operation().isRevocation() ? Pool.REVOCATIONS : Pool.TOKENS,
                request.operation().method(),
                request.operation().path(),
                attempt.appToken(),
                HEADERS,
                new RequestBody.Bytes(body),
                attempt.deadline(),
                attempt.deadline(),
                attempt.isFirst() ? 0 : 1))) {
            evaluate(response, start);
            TokenExchange exchange =
                    new TokenExchange(request, response, bodyOf(response), shared.json, shared.clock.instant());
            shared.reachability.responded();
            log(request, start, exchange.outcome());
            return exchange;
        } catch (NoResponse none) {
            shared.reachability.failed(none);
            log(request, start, "no response (" + none.stage() + ")");
            // A revocation can be sent again without harm, and loses no token: nothing about it is ambiguous.
            CircleAuthException failure =
                    none.failure(request, !request.operation().isRevocation());
            if (failure instanceof CircleProtocolException) {
                shared.alarm.failed(request.operation(), Meaning.UNUSABLE, failure);
            }
            throw failure;
        } catch (IOException impossible) {
            throw new IllegalStateException("The transport's bodies fail with NoResponse alone.", impossible);
        }
    }

    /** A 429 begins or continues a pause, and any other response ends it, whether or not its body arrives. */
    private void evaluate(CircleResponse response, long sentAt) {
        shared.clockDifference.measure(response.header("date"), shared.clock.instant());
        if (ErrorResponse.isTooManyRequests(response.status())) {
            shared.limiter.pause(CircleTime.of(response, shared.clock.instant())
                    .retryAfter(response)
                    .orElse(CircleTime.DEFAULT_RETRY_AFTER));
        } else {
            shared.limiter.responded(sentAt);
        }
    }

    /** Returns the body, or null if it is longer than an error envelope, or belongs to a redirect. */
    private static byte @Nullable [] bodyOf(CircleResponse response) throws IOException {
        boolean redirect = response.status() / 100 == 3;
        return redirect ? null : response.peek(ErrorResponse.MAX_ENVELOPE);
    }

    private void log(TokenRequest request, long start, String outcome) {
        if (LOG.isLoggable(Level.DEBUG)) {
            long millis = Duration.ofNanos(shared.ticker.nanos() - start).toMillis();
            LOG.log(Level.DEBUG, "CIRCLE-0090: " + request + ": " + outcome + ", in " + millis + " ms");
        }
    }

    private static CircleUnavailableException notSent(
            TokenRequest request, String cause, @Nullable Duration retryAfter) {
        return new CircleUnavailableException(
                request + " was not sent to Circle: " + cause + ".", null, retryAfter, false);
    }

    /** Hands orphaned tokens to their consumer, or revokes them here, before the failure is thrown. */
    private CircleProtocolException withOrphansRevoked(CircleProtocolException failure, OrphanedTokens tokens) {
        if (tokens.isEmpty()) {
            return failure;
        }
        Consumer<OrphanedTokens> orphans = shared.orphans;
        if (orphans != null) {
            attempt(() -> orphans.accept(tokens), failure);
        } else {
            TokenEndpoint revocations = new TokenEndpoint(shared, RequestPriority.REVOCATION);
            tokens.refreshToken().ifPresent(token -> attempt(() -> revocations.revokeRefreshToken(token), failure));
            tokens.accessToken().ifPresent(token -> attempt(() -> revocations.revokeMemberAPIToken(token), failure));
        }
        return failure;
    }

    private static void attempt(Runnable step, CircleProtocolException failure) {
        try {
            step.run();
        } catch (CircleAuthException notRevoked) {
            failure.addSuppressed(notRevoked);
        } catch (RuntimeException broken) {
            // The consumer's exception may quote a secret.
            failure.addSuppressed(new IllegalStateException("The consumer of orphaned tokens failed with "
                    + broken.getClass().getName() + "."));
        }
    }
}
