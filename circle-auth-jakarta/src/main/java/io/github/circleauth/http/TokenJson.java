package io.github.circleauth.http;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import jakarta.json.Json;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.stream.JsonParserFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the Auth API. Request bodies are written by JSON-B; responses are parsed once, strictly, and the values that
 * passed are used as they are.
 *
 * <p>The providers are looked up when this object is created, by the class loader of that thread: a worker thread's may see
 * none.
 */
final class TokenJson implements AutoCloseable {

    private static final String ACCESS_TOKEN = "access_token";
    private static final String REFRESH_TOKEN = "refresh_token";
    private static final String EXPIRES_AT = "_expires_at";
    private static final Pattern MEDIA_TYPE = Pattern.compile("application/json(?:;charset=(?:utf-8|\"utf-8\"))?");

    /**
     * A shorter life can't be distinguished from none, since Circle's {@code Date} has whole seconds. Every request would
     * renew such a token, and no failure would start a back-off.
     */
    private static final Duration MIN_LIFE = Duration.ofSeconds(1);

    private final Jsonb jsonb = JsonbBuilder.create();
    private final JsonParserFactory parsers = Json.createParserFactory(Map.of());

    /** Returns the body of a request, as text: a secret, since it holds a token or an identity. */
    Secret write(TokenRequest request) {
        try {
            return Secret.of(jsonb.toJson(Map.of(request.field(), request.value())));
        } catch (RuntimeException notWritten) { // A provider's exception may quote the token.
            throw new IllegalStateException("The request could not be written as JSON ("
                    + notWritten.getClass().getName() + ").");
        }
    }

    MemberTokens memberTokens(CircleResponse response, byte @Nullable [] body, CircleTime time)
            throws StrictJson.Unreadable {
        StrictJson json = parse(jsonBody(response, body));
        AccessToken accessToken = accessToken(json, time);
        Secret refreshToken = Secret.of(json.token(REFRESH_TOKEN));
        if (accessToken.value().equals(refreshToken)) {
            throw new StrictJson.Unreadable(ACCESS_TOKEN + " and " + REFRESH_TOKEN + " are the same");
        }
        return new MemberTokens(
                accessToken,
                refreshToken,
                time.expiry(REFRESH_TOKEN + EXPIRES_AT, json.string(REFRESH_TOKEN + EXPIRES_AT)),
                json.id("community_member_id"),
                json.id("community_id"));
    }

    AccessToken accessToken(CircleResponse response, byte @Nullable [] body, CircleTime time)
            throws StrictJson.Unreadable {
        return accessToken(parse(jsonBody(response, body)), time);
    }

    private static AccessToken accessToken(StrictJson json, CircleTime time) throws StrictJson.Unreadable {
        Secret value = Secret.of(json.token(ACCESS_TOKEN));
        Instant expiresAt = time.expiry(ACCESS_TOKEN + EXPIRES_AT, json.string(ACCESS_TOKEN + EXPIRES_AT));
        if (expiresAt.isBefore(time.ours().plus(MIN_LIFE))) {
            throw new StrictJson.Unreadable("the new access token has expired already, or does within a second");
        }
        return new AccessToken(value, expiresAt);
    }

    /** Returns the well-formed tokens of a body, even if its other fields or its media type are wrong. */
    OrphanedTokens orphanedTokens(byte @Nullable [] body) {
        try {
            StrictJson json = parse(body == null ? new byte[0] : body);
            return new OrphanedTokens(optionalToken(json, ACCESS_TOKEN), optionalToken(json, REFRESH_TOKEN));
        } catch (StrictJson.Unreadable noObject) {
            return new OrphanedTokens(Optional.empty(), Optional.empty());
        }
    }

    private static Optional<Secret> optionalToken(StrictJson json, String name) {
        return Optional.ofNullable(json.stringOrNull(name))
                .filter(BearerToken::isWellFormed)
                .map(Secret::of);
    }

    /** Returns the Auth API's error envelope, or null if the response has none. */
    @Nullable ErrorEnvelope errorEnvelope(CircleResponse response, byte @Nullable [] body) {
        try {
            return response.status() < 400 ? null : errorEnvelope(jsonBody(response, body));
        } catch (StrictJson.Unreadable noEnvelope) {
            return null;
        }
    }

    /** Returns the error envelope, or null if the body is null or no JSON object. */
    @Nullable ErrorEnvelope errorEnvelope(byte @Nullable [] body) {
        try {
            return body == null ? null : ErrorEnvelope.of(parse(body));
        } catch (StrictJson.Unreadable noEnvelope) {
            return null;
        }
    }

    private StrictJson parse(byte[] body) throws StrictJson.Unreadable {
        return StrictJson.parse(parsers, body);
    }

    private static byte[] jsonBody(CircleResponse response, byte @Nullable [] body) throws StrictJson.Unreadable {
        if (body == null) {
            throw new StrictJson.Unreadable("its body is longer than anything Circle sends");
        }
        String type =
                response.header("content-type").orElse("").replace(" ", "").toLowerCase(Locale.ROOT);
        if (!MEDIA_TYPE.matcher(type).matches()) {
            throw new StrictJson.Unreadable("its content type is not application/json in UTF-8");
        }
        if (!response.header("content-encoding").orElse("identity").equalsIgnoreCase("identity")) {
            throw new StrictJson.Unreadable("it is compressed, which was not requested");
        }
        return body;
    }

    @Override
    public void close() {
        try {
            jsonb.close();
        } catch (Exception harmless) {
            // JSON-B declares it. No request follows that a failure to close could affect.
        }
    }
}
