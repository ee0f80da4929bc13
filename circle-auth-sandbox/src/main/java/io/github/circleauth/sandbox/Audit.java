package io.github.circleauth.sandbox;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The record of every token the sandbox issued, and of every call it answered. */
public final class Audit {

    private static final int CALLS_KEPT = 10_000;

    private final Tokens tokens;
    private final InstantSource clock;
    private final Settling settling;
    private final Deque<CallRecord> calls = new ArrayDeque<>();
    private final Map<String, Long> callsByPath = new HashMap<>();

    Audit(Tokens tokens, InstantSource clock, Settling settling) {
        this.tokens = tokens;
        this.clock = clock;
        this.settling = settling;
    }

    /** The two sorts of token. */
    public enum Kind {
        ACCESS,
        REFRESH
    }

    /**
     * One issued token as it stood when it was asked for.
     *
     * @param kind access or refresh
     * @param value the token itself
     * @param communityMemberId whose it is
     * @param issuedBy {@code auth_token} or {@code refresh}
     * @param issuedAt when, by the sandbox's clock
     * @param expiresAt its end, as the answer told it
     * @param delivered whether an answer with it reached its caller
     * @param revokedAt when it was revoked, if it was
     * @param revocations how many revoke calls named it, the refused ones too
     * @param uses how often it was shown: an access token to the Member API, a refresh token to refresh
     * @param usesAfterRevocation how many of the uses came after its revocation
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

        /** Whether it would be accepted: neither revoked nor expired. */
        public boolean alive(Instant now) {
            return revokedAt == null && !expired(now);
        }

        /** Whether its time is over. An access token ends with its JWT's {@code exp}, which knows whole seconds only. */
        public boolean expired(Instant now) {
            Instant end = kind == Kind.ACCESS ? expiresAt.truncatedTo(ChronoUnit.SECONDS) : expiresAt;
            return !now.isBefore(end);
        }

        /** {@code revoked}, {@code expired} or {@code alive}. */
        String state(Instant now) {
            return revokedAt != null ? "revoked" : expired(now) ? "expired" : "alive";
        }

        /** Four characters of the value: enough to tell tokens apart, too few to use one. */
        public String masked() {
            // Every JWT begins alike: the end of one tells more.
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
     * One call that was answered.
     *
     * @param at when, by the sandbox's clock
     * @param method the HTTP method
     * @param path the path
     * @param status the answer's status
     * @param communityMemberId whom it was about, where that was known
     * @param refusal the words it was refused with, if it was
     */
    public record CallRecord(
            Instant at,
            String method,
            String path,
            int status,
            @Nullable Long communityMemberId,
            @Nullable String refusal) {}

    /** Every token ever issued, in order. */
    public List<Token> tokens() {
        settling.await();
        return tokens.all();
    }

    /** The tokens that would be accepted now. */
    public List<Token> alive() {
        Instant now = clock.instant();
        return tokens().stream().filter(token -> token.alive(now)).toList();
    }

    /** One token by its value. */
    public Optional<Token> token(String value) {
        settling.await();
        return tokens.find(value);
    }

    /** The calls of both APIs in order; of very many, the latest 10,000. */
    public List<CallRecord> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** How many calls there were whose path ends so; never forgets any. */
    public long calls(String pathEnding) {
        synchronized (calls) {
            return callsByPath.entrySet().stream()
                    .filter(path -> path.getKey().endsWith(pathEnding))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    /**
     * How many Member API calls carried the token of another member than their header {@code x-sandbox-expect-member}
     * said.
     */
    public long usesForAnotherMember() {
        return tokens.usesForAnotherMember();
    }

    void note(CallRecord call) {
        synchronized (calls) {
            calls.addLast(call);
            if (calls.size() > CALLS_KEPT) {
                calls.removeFirst();
            }
            callsByPath.merge(call.path(), 1L, Long::sum);
        }
    }

    void reset() {
        synchronized (calls) {
            calls.clear();
            callsByPath.clear();
        }
    }
}
