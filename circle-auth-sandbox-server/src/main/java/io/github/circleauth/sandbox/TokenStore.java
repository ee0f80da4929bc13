package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Audit.Kind;
import io.github.circleauth.sandbox.Audit.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The issued tokens. Steps that must be atomic are executed while holding this object's monitor. */
final class TokenStore {

    private final Map<String, Token> byValue = new LinkedHashMap<>();
    private final Map<Long, String> latestRefreshOf = new HashMap<>();
    private final Map<String, List<String>> accessOf = new HashMap<>();
    private long usesForAnotherMember;
    private volatile Runnable onRevocation = () -> {};

    /** Adds a new refresh token. */
    synchronized Token issueRefresh(String value, long member, Instant now, Instant expiresAt) {
        latestRefreshOf.put(member, value);
        return put(new Token(Kind.REFRESH, value, member, "auth_token", now, expiresAt, false, null, 0, 0, 0));
    }

    /** Adds a new access token that belongs to a refresh token. */
    synchronized Token issueAccess(
            String value, long member, String by, Token refresh, Instant now, Instant expiresAt) {
        accessOf.computeIfAbsent(refresh.value(), key -> new ArrayList<>()).add(value);
        return put(new Token(Kind.ACCESS, value, member, by, now, expiresAt, false, null, 0, 0, 0));
    }

    synchronized Optional<Token> find(String value) {
        return Optional.ofNullable(byValue.get(value));
    }

    synchronized Optional<Token> find(Kind kind, @Nullable String value) {
        return value == null ? Optional.empty() : find(value).filter(token -> token.kind() == kind);
    }

    synchronized Optional<Token> latestRefreshOf(long member) {
        return Optional.ofNullable(latestRefreshOf.get(member)).flatMap(this::find);
    }

    synchronized Optional<Token> latestAccessOf(Token refresh) {
        List<String> issued = accessOf.getOrDefault(refresh.value(), List.of());
        return issued.isEmpty() ? Optional.empty() : find(issued.get(issued.size() - 1));
    }

    /** Revokes a token. A token that is revoked already is unchanged. */
    synchronized void revoke(Token token, Instant now) {
        if (current(token).revokedAt() == null) {
            update(token, false, now, 0, 0);
            onRevocation.run();
        }
    }

    /** Revokes the access tokens that were issued for a refresh token and are still alive. */
    synchronized void revokeAccessOf(Token refresh, Instant now) {
        for (String value : accessOf.getOrDefault(refresh.value(), List.of())) {
            find(value).filter(access -> access.alive(now)).ifPresent(access -> revoke(access, now));
        }
    }

    /** Counts a request to revoke this token. */
    synchronized void countRevocation(Token token) {
        update(token, false, null, 1, 0);
    }

    /** Counts a use of this token. */
    synchronized void countUse(Token token) {
        update(token, false, null, 0, 1);
    }

    synchronized void markDelivered(Token token) {
        // After a reset, the token of a response that is still being sent is no longer in the store.
        if (byValue.containsKey(token.value())) {
            update(token, true, null, 0, 0);
        }
    }

    synchronized void countUseForAnotherMember() {
        usesForAnotherMember++;
    }

    synchronized long usesForAnotherMember() {
        return usesForAnotherMember;
    }

    synchronized List<Token> all() {
        return List.copyOf(byValue.values());
    }

    synchronized void reset() {
        byValue.clear();
        latestRefreshOf.clear();
        accessOf.clear();
        usesForAnotherMember = 0;
        changed();
        onRevocation.run();
    }

    /** Updates a token. Counters are increments; false and null leave the current value. */
    private void update(Token token, boolean delivered, @Nullable Instant revokedAt, int revocations, int uses) {
        Token current = current(token);
        put(new Token(
                current.kind(),
                current.value(),
                current.communityMemberId(),
                current.issuedBy(),
                current.issuedAt(),
                current.expiresAt(),
                current.delivered() || delivered,
                revokedAt == null ? current.revokedAt() : revokedAt,
                current.revocations() + revocations,
                current.uses() + uses,
                current.usesAfterRevocation() + (current.revokedAt() == null ? 0 : uses)));
    }

    private Token current(Token token) {
        return byValue.getOrDefault(token.value(), token);
    }

    private Token put(Token token) {
        byValue.put(token.value(), token);
        changed();
        return token;
    }

    /** Sets an action that is executed when a token has been revoked, or all have been removed. It must not wait for anything. */
    void whenRevoked(Runnable action) {
        this.onRevocation = action;
    }

    /** Wakes the threads that wait at this object's monitor for a change of the tokens, or of the clock. */
    synchronized void changed() {
        notifyAll();
    }
}
