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

/** The store of issued tokens. What must happen as one step is done while holding its monitor. */
final class Tokens {

    private final Map<String, Token> byValue = new LinkedHashMap<>();
    private final Map<Long, String> latestRefreshOf = new HashMap<>();
    private final Map<String, List<String>> accessOf = new HashMap<>();
    private long usesForAnotherMember;

    /** A new refresh token. */
    synchronized Token issueRefresh(String value, long member, Instant now, Instant expiresAt) {
        latestRefreshOf.put(member, value);
        return put(new Token(Kind.REFRESH, value, member, "auth_token", now, expiresAt, false, null, 0, 0, 0));
    }

    /** A new access token that goes back to a refresh token. */
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

    /** Ends a token; what is ended already stays as it was. */
    synchronized void revoke(Token token, Instant now) {
        Token current = current(token);
        if (current.revokedAt() == null) {
            put(new Token(
                    current.kind(),
                    current.value(),
                    current.communityMemberId(),
                    current.issuedBy(),
                    current.issuedAt(),
                    current.expiresAt(),
                    current.delivered(),
                    now,
                    current.revocations(),
                    current.uses(),
                    current.usesAfterRevocation()));
        }
    }

    /** Ends what was issued for a refresh token and still lives. */
    synchronized void revokeAccessOf(Token refresh, Instant now) {
        for (String value : accessOf.getOrDefault(refresh.value(), List.of())) {
            find(value).filter(access -> access.alive(now)).ifPresent(access -> revoke(access, now));
        }
    }

    synchronized void namedForRevocation(Token token) {
        count(token, false, 1, 0);
    }

    synchronized void used(Token token) {
        count(token, false, 0, 1);
    }

    synchronized void delivered(Token token) {
        // After a reset the token of an answer still on its way is nobody's.
        if (byValue.containsKey(token.value())) {
            count(token, true, 0, 0);
        }
    }

    synchronized void usedForAnotherMember() {
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
    }

    private void count(Token token, boolean delivered, int revocations, int uses) {
        Token current = current(token);
        put(new Token(
                current.kind(),
                current.value(),
                current.communityMemberId(),
                current.issuedBy(),
                current.issuedAt(),
                current.expiresAt(),
                current.delivered() || delivered,
                current.revokedAt(),
                current.revocations() + revocations,
                current.uses() + uses,
                current.usesAfterRevocation() + (current.revokedAt() == null ? 0 : uses)));
    }

    private Token current(Token token) {
        return byValue.getOrDefault(token.value(), token);
    }

    private Token put(Token token) {
        byValue.put(token.value(), token);
        return token;
    }
}
