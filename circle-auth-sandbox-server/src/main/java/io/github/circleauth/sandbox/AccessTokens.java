package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Audit.Kind;
import io.github.circleauth.sandbox.Audit.Token;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Checks the access tokens of requests, for the Member API and for the handshake of the real-time channel. */
final class AccessTokens {

    private static final String EXPECTED_MEMBER = "x-sandbox-expect-member";

    private final Circle circle;
    private final TokenStore tokens;

    AccessTokens(Circle circle, TokenStore tokens) {
        this.circle = circle;
        this.tokens = tokens;
    }

    /**
     * Returns the member to whom the token of a request belongs.
     *
     * @param substitute replaces that member
     * @throws Refusal.RefusedException if the token is not accepted
     */
    Person member(SandboxRequest request, UnaryOperator<Person> substitute) {
        return circle.person(token(request).communityMemberId())
                .map(substitute)
                .orElseThrow(Refusal.COMMUNITY_MEMBER_NOT_FOUND::exception);
    }

    private Token token(SandboxRequest request) {
        Token token = tokens.find(Kind.ACCESS, request.bearer()).orElseThrow(Refusal.ACCESS_TOKEN_INVALID::exception);
        tokens.countUse(token);
        String expected = request.header(EXPECTED_MEMBER);
        if (expected != null && !expected.strip().equals(Long.toString(token.communityMemberId()))) {
            tokens.countUseForAnotherMember();
        }
        Refusal refusal = refusalOf(token);
        if (refusal != null) {
            throw refusal.exception();
        }
        return token;
    }

    private @Nullable Refusal refusalOf(Token token) {
        Instant now = circle.clock().instant();
        if (token.expired(now)) {
            return Refusal.ACCESS_TOKEN_EXPIRED;
        }
        if (token.revokedAt() != null) {
            return Refusal.ACCESS_TOKEN_NOT_FOUND;
        }
        return circle.eligible() ? null : Refusal.COMMUNITY_NOT_ELIGIBLE;
    }
}
