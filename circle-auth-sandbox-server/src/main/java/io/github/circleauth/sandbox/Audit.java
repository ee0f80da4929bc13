package io.github.circleauth.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The record of every token that the sandbox issued, and of every call (request and response) that it handled. */
public final class Audit {

    private static final int CALLS_KEPT = 10_000;

    private final TokenStore tokens;
    private final InstantSource clock;
    private final PendingDeliveries deliveries;
    private final Deque<CallRecord> calls = new ArrayDeque<>();
    private final Map<String, Long> callsByPath = new HashMap<>();

    Audit(TokenStore tokens, InstantSource clock, PendingDeliveries deliveries) {
        this.tokens = tokens;
        this.clock = clock;
        this.deliveries = deliveries;
    }

    /** The two kinds of token. */
    public enum Kind {
        ACCESS,
        REFRESH
    }

    /**
     * A snapshot of one issued token.
     *
     * @param kind access or refresh
     * @param value the token itself
     * @param communityMemberId the member it was issued for
     * @param issuedBy {@code auth_token} or {@code refresh}
     * @param issuedAt when it was issued, by the sandbox's clock
     * @param expiresAt its expiry, as in the response
     * @param delivered whether a response with this token reached the client
     * @param revokedAt when it was revoked, or null
     * @param revocations the number of requests to revoke it, including refused ones
     * @param uses the number of requests that used it: an access token for the Member API, a refresh token to refresh
     * @param usesAfterRevocation the number of uses after its revocation
     */
    public record Token(
            Kind kind,
            String value,
            long communityMemberId,
            String issuedBy,
            Instant issuedAt,
            Instant expiresAt,
            boolean delivered,
            @Nullable Instant revokedAt,
            int revocations,
            int uses,
            int usesAfterRevocation) {

        /** Whether the sandbox would accept it: it is neither revoked nor expired. */
        public boolean alive(Instant now) {
            return revokedAt == null && !expired(now);
        }

        /** Whether it has expired. An access token expires with its JWT's {@code exp}, which is in whole seconds. */
        public boolean expired(Instant now) {
            Instant end = kind == Kind.ACCESS ? expiresAt.truncatedTo(ChronoUnit.SECONDS) : expiresAt;
            return !now.isBefore(end);
        }

        /** Returns {@code revoked}, {@code expired} or {@code alive}. */
        String state(Instant now) {
            return revokedAt != null ? "revoked" : expired(now) ? "expired" : "alive";
        }

        /** Returns four characters of the value: enough to tell tokens apart, too few to use one. */
        public String masked() {
            // All JWTs begin with the same characters, so their end is shown.
            return kind == Kind.REFRESH
                    ? value.substring(0, Math.min(4, value.length())) + "…"
                    : "…" + value.substring(Math.max(0, value.length() - 4));
        }

        @Override
        public String toString() {
            return kind + " " + masked() + " of member " + communityMemberId + " by " + issuedBy + " at " + issuedAt
                    + " until " + expiresAt + (delivered ? ", delivered" : ", not delivered")
                    + (revokedAt == null ? "" : ", revoked at " + revokedAt);
        }
    }

    /**
     * One call: a request and the outcome of its response.
     *
     * @param at when it was handled, by the sandbox's clock
     * @param method the HTTP method
     * @param path the path
     * @param status the status of the response
     * @param communityMemberId the member it concerned, or null if unknown
     * @param refusal the message with which it was refused, or null
     * @param example whether the response was an example of the documentation
     */
    public record CallRecord(
            Instant at,
            String method,
            String path,
            int status,
            @Nullable Long communityMemberId,
            @Nullable String refusal,
            boolean example) {}

    /** Returns all tokens, in the order in which they were issued. */
    public List<Token> tokens() {
        deliveries.awaitNone();
        return tokens.all();
    }

    /** Returns the tokens that the sandbox would accept now. */
    public List<Token> alive() {
        deliveries.awaitNone();
        return aliveNow();
    }

    /**
     * Waits until at least this many tokens are alive. An application may obtain tokens behind a request: a sign-in brings two,
     * an access token and a refresh token.
     *
     * @throws AssertionError if there are fewer when the time is over; the message lists all tokens
     */
    public void awaitAlive(int count, Duration atMost) {
        await(alive -> alive.size() >= count, atMost, "fewer than " + count + " tokens are alive");
    }

    /**
     * Waits until no token is alive, at once if there is none yet: {@linkplain #awaitAlive wait for the tokens} first. An
     * application may revoke tokens behind the request that ends a session.
     *
     * @throws AssertionError if a token is alive when the time is over; the message lists all tokens
     */
    public void awaitNoneAlive(Duration atMost) {
        await(List::isEmpty, atMost, "tokens are still alive");
    }

    private void await(Predicate<List<Token>> condition, Duration atMost, String otherwise) {
        long start = System.nanoTime();
        synchronized (tokens) {
            for (List<Token> alive = aliveNow(); !condition.test(alive); alive = aliveNow()) {
                Duration left = atMost.minusNanos(System.nanoTime() - start);
                if (left.isNegative() || left.isZero()) {
                    throw new AssertionError("After " + atMost + " " + otherwise + ":" + described(tokens.all()));
                }
                waitForChange(left, alive);
            }
        }
        deliveries.awaitNone();
    }

    /** Waits until a token or the clock changes, or until the next token may have expired by itself. */
    private void waitForChange(Duration left, List<Token> alive) {
        Instant now = clock.instant();
        long millis = alive.stream()
                .map(token -> Duration.between(now, token.expiresAt()))
                .reduce(left, (one, other) -> one.compareTo(other) < 0 ? one : other)
                .toMillis();
        try {
            tokens.wait(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for tokens", e);
        }
    }

    private String described(List<Token> all) {
        Instant now = clock.instant();
        return all.isEmpty()
                ? " none was issued"
                : all.stream()
                        .map(token -> "\n  " + token.state(now) + ": " + token)
                        .collect(Collectors.joining());
    }

    private List<Token> aliveNow() {
        Instant now = clock.instant();
        return tokens.all().stream().filter(token -> token.alive(now)).toList();
    }

    /** Returns the token with this value. */
    public Optional<Token> token(String value) {
        deliveries.awaitNone();
        return tokens.find(value);
    }

    /** Returns the calls of both APIs in order, at most the latest 10,000. */
    public List<CallRecord> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** Returns the number of all calls with a path that ends with this text. */
    public long calls(String pathEnding) {
        synchronized (calls) {
            return callsByPath.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith(pathEnding))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    /**
     * Returns the number of Member API calls with a token of another member than the one named in their header
     * {@code x-sandbox-expect-member}.
     */
    public long usesForAnotherMember() {
        return tokens.usesForAnotherMember();
    }

    void add(CallRecord call) {
        synchronized (calls) {
            calls.addLast(call);
            if (calls.size() > CALLS_KEPT) {
                calls.removeFirst();
            }
            // The number of different paths is without limit.
            boolean counted = callsByPath.size() < CALLS_KEPT || callsByPath.containsKey(call.path());
            callsByPath.merge(counted ? call.path() : "(other paths)", 1L, Long::sum);
        }
    }

    void reset() {
        synchronized (calls) {
            calls.clear();
            callsByPath.clear();
        }
    }
}
