package io.github.circleauth.http;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tokens in a success: checked field by field, then mapped, then told in our clock. */
final class TokenReader {

    private static final String ACCESS_TOKEN = "access_token";
    private static final String REFRESH_TOKEN = "refresh_token";
    private static final String EXPIRES_AT = "_expires_at";

    /**
     * Shorter lives can't be told from none, since Circle's {@code Date} knows whole seconds. And every request would renew
     * such a token, without a failure after which to back off.
     */
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(1);

    private static final byte[] NOTHING = {};

    private final Wire wire;

    TokenReader(Wire wire) {
        this.wire = wire;
    }

    MemberTokens memberTokens(byte[] body, CircleTime time) throws Unreadable {
        StrictJson json = wire.check(body);
        checkToken(json, ACCESS_TOKEN);
        checkToken(json, REFRESH_TOKEN);
        json.id("community_member_id");
        json.id("community_id");
        Successes.Obtained reply = wire.map(json, Successes.Obtained.class);
        if (reply.accessToken().equals(reply.refreshToken())) {
            throw new Unreadable(ACCESS_TOKEN + " and " + REFRESH_TOKEN + " are the same");
        }
        return new MemberTokens(
                fresh(reply.accessToken(), reply.accessTokenExpiresAt(), time),
                Secret.of(reply.refreshToken()),
                time.expiry(REFRESH_TOKEN + EXPIRES_AT, reply.refreshTokenExpiresAt()),
                reply.communityMemberId(),
                reply.communityId());
    }

    AccessToken accessToken(byte[] body, CircleTime time) throws Unreadable {
        StrictJson json = wire.check(body);
        checkToken(json, ACCESS_TOKEN);
        Successes.Refreshed reply = wire.map(json, Successes.Refreshed.class);
        return fresh(reply.accessToken(), reply.accessTokenExpiresAt(), time);
    }

    /** Returns the tokens that stand where they should, whatever else is wrong with the body. */
    OrphanedTokens strays(byte @Nullable [] body) {
        try {
            StrictJson json = wire.check(body == null ? NOTHING : body);
            return new OrphanedTokens(token(json, ACCESS_TOKEN), token(json, REFRESH_TOKEN));
        } catch (Unreadable noObject) {
            return new OrphanedTokens(Optional.empty(), Optional.empty());
        }
    }

    private static Optional<Secret> token(StrictJson json, String name) {
        return Optional.ofNullable(json.stringOrNull(name))
                .filter(Bearer::isWellFormed)
                .map(Secret::of);
    }

    private static void checkToken(StrictJson json, String name) throws Unreadable {
        json.token(name);
        json.string(name + EXPIRES_AT);
    }

    private static AccessToken fresh(String value, String toldExpiry, CircleTime time) throws Unreadable {
        Instant expiresAt = time.expiry(ACCESS_TOKEN + EXPIRES_AT, toldExpiry);
        if (expiresAt.isBefore(time.ours().plus(SHORTEST_LIFE))) {
            throw new Unreadable("the new access token has expired already, or does within a second");
        }
        return new AccessToken(Secret.of(value), expiresAt);
    }
}
