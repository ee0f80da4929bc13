package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Audit.CallRecord;
import io.github.circleauth.sandbox.Audit.Token;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Writes the audit as JSON. Token values are masked unless the client requests them. */
final class AuditJson {

    private static final int CALLS_SHOWN = 200;

    private AuditJson() {}

    static JsonObject of(Circle circle, boolean withValues) {
        Instant now = circle.clock().instant();
        List<Token> tokens = circle.audit().tokens();
        JsonArrayBuilder tokenList = Json.array();
        tokens.forEach(token -> tokenList.add(token(token, now, withValues)));
        List<CallRecord> calls = circle.audit().calls();
        JsonArrayBuilder callList = Json.array();
        calls.subList(Math.max(0, calls.size() - CALLS_SHOWN), calls.size()).forEach(call -> callList.add(call(call)));
        return Json.object()
                .add("issued", tokens.size())
                .add("alive", count(tokens, now, "alive"))
                .add("revoked", count(tokens, now, "revoked"))
                .add("expired", count(tokens, now, "expired"))
                .add(
                        "undelivered",
                        tokens.stream().filter(token -> !token.delivered()).count())
                .add("uses_for_another_member", circle.audit().usesForAnotherMember())
                .add("calls_made", circle.audit().calls(""))
                .add("tokens", tokenList)
                .add("calls", callList)
                .build();
    }

    private static long count(List<Token> tokens, Instant now, String state) {
        return tokens.stream().filter(token -> token.state(now).equals(state)).count();
    }

    private static JsonObject token(Token token, Instant now, boolean withValue) {
        JsonObjectBuilder json = Json.object()
                .add("kind", token.kind().name().toLowerCase(Locale.ROOT))
                .add("value", withValue ? token.value() : token.masked())
                .add("community_member_id", token.communityMemberId())
                .add("state", token.state(now))
                .add("issued_by", token.issuedBy())
                .add("issued_at", Timestamps.iso(token.issuedAt()))
                .add("expires_at", Timestamps.iso(token.expiresAt()))
                .add("delivered", token.delivered())
                .add("revocations", token.revocations())
                .add("uses", token.uses())
                .add("uses_after_revocation", token.usesAfterRevocation());
        Instant revokedAt = token.revokedAt();
        return (revokedAt == null ? json : json.add("revoked_at", Timestamps.iso(revokedAt))).build();
    }

    private static JsonObject call(CallRecord call) {
        JsonObjectBuilder json = Json.object()
                .add("at", Timestamps.iso(call.at()))
                .add("method", call.method())
                .add("path", call.path())
                .add("status", call.status());
        Long member = call.communityMemberId();
        if (member != null) {
            json.add("community_member_id", member);
        }
        String refusal = call.refusal();
        if (refusal != null) {
            json.add("refusal", refusal);
        }
        if (call.example()) {
            json.add("example", true);
        }
        return json.build();
    }
}
