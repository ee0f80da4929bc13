package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Audit.Kind;
import io.github.circleauth.sandbox.Audit.Token;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The four calls of the Auth API. */
final class AuthApi {

    private final Circle circle;
    private final Tokens tokens;

    AuthApi(Circle circle, Tokens tokens) {
        this.circle = circle;
        this.tokens = tokens;
    }

    /** The answer; {@code cast} may put another member in the place of the one asked for. */
    Answer answer(Operation operation, Call call, UnaryOperator<Person> cast) {
        JsonObject params = params(call);
        if (operation != Operation.ACCESS_TOKEN_REFRESH
                || circle.switches().is(Switch.REFRESH_CHECKS_APP_TOKEN, "yes")) {
            checkAppToken(call);
        }
        if (!circle.eligible()) {
            throw Refusal.NOT_ELIGIBLE.signal();
        }
        // As one step each: of two that revoke the same token at once, one is told that it is gone.
        synchronized (tokens) {
            return switch (operation) {
                case AUTH_TOKEN -> authToken(params, cast);
                case ACCESS_TOKEN_REFRESH -> refresh(params, cast);
                case ACCESS_TOKEN_REVOKE -> revokeAccess(params);
                case REFRESH_TOKEN_REVOKE -> revokeRefresh(params);
                default -> throw Refusal.PATH_NOT_FOUND.signal();
            };
        }
    }

    private Answer authToken(JsonObject params, UnaryOperator<Person> cast) {
        Person member = cast.apply(identified(params));
        Instant now = now();
        Token refresh = refreshTokenFor(member, now);
        Token access = accessToken(member, "auth_token", refresh, now);
        JsonObject body = Json.object()
                .add("access_token", access.value())
                .add("refresh_token", refresh.value())
                .add("access_token_expires_at", Times.iso(access.expiresAt()))
                .add("refresh_token_expires_at", Times.iso(refresh.expiresAt()))
                .add("community_member_id", member.communityMemberId())
                .add("community_id", circle.communityId())
                .build();
        return Answer.of(200, body).about(member.communityMemberId()).whenDelivered(() -> {
            tokens.delivered(access);
            tokens.delivered(refresh);
        });
    }

    private Answer refresh(JsonObject params, UnaryOperator<Person> cast) {
        Instant now = now();
        Token refresh = tokens.find(Kind.REFRESH, text(params, "refresh_token"))
                .orElseThrow(Refusal.REFRESH_TOKEN_NOT_FOUND::signal);
        tokens.used(refresh);
        checkRefreshToken(refresh, now);
        Person member = circle.person(refresh.communityMemberId())
                .map(cast)
                .orElseThrow(Refusal.REFRESH_TOKEN_NOT_FOUND::signal);
        Token access = early(refresh, member, now).orElseGet(() -> accessToken(member, "refresh", refresh, now));
        JsonObject body = Json.object()
                .add("access_token", access.value())
                .add("access_token_expires_at", Times.iso(access.expiresAt()))
                .build();
        return Answer.of(200, body).about(member.communityMemberId()).whenDelivered(() -> tokens.delivered(access));
    }

    /** The token that a refresh before its time brings instead of a new one, if any. */
    private Optional<Token> early(Token refresh, Person member, Instant now) {
        Optional<Token> current = tokens.latestAccessOf(refresh)
                .filter(token -> token.alive(now) && token.communityMemberId() == member.communityMemberId());
        if (current.isPresent() && circle.switches().is(Switch.EARLY_REFRESH, "refused")) {
            throw Refusal.ACCESS_TOKEN_NOT_GENERATED.signal();
        }
        return circle.switches().is(Switch.EARLY_REFRESH, "same") ? current : Optional.empty();
    }

    private Answer revokeAccess(JsonObject params) {
        Instant now = now();
        String value = text(params, "access_token");
        if (value == null) {
            throw Refusal.ACCESS_TOKEN_MISSING.signal();
        }
        Token access = tokens.find(Kind.ACCESS, value).orElseThrow(Refusal.ACCESS_TOKEN_INVALID::signal);
        tokens.namedForRevocation(access);
        if (access.expired(now)) {
            throw Refusal.ACCESS_TOKEN_EXPIRED.signal();
        }
        if (access.revokedAt() != null) {
            throw Refusal.ACCESS_TOKEN_NOT_FOUND.signal();
        }
        if (circle.person(access.communityMemberId()).isEmpty()) {
            throw Refusal.COMMUNITY_MEMBER_NOT_FOUND.signal();
        }
        tokens.revoke(access, now);
        return done(access);
    }

    private Answer revokeRefresh(JsonObject params) {
        Instant now = now();
        if (isAbsent(params, "refresh_token")) {
            throw Refusal.REFRESH_TOKEN_MISSING.signal();
        }
        String value = text(params, "refresh_token");
        if (value == null) {
            throw Refusal.REFRESH_TOKEN_INVALID.signal();
        }
        Token refresh = tokens.find(Kind.REFRESH, value).orElseThrow(Refusal.REFRESH_TOKEN_NOT_FOUND::signal);
        tokens.namedForRevocation(refresh);
        checkRefreshToken(refresh, now);
        tokens.revoke(refresh, now);
        if (circle.switches().is(Switch.REFRESH_REVOCATION_ENDS_ACCESS, "yes")) {
            tokens.revokeAccessOf(refresh, now);
        }
        return done(refresh);
    }

    private static Answer done(Token token) {
        return Answer.of(204, Map.of(), new byte[0]).about(token.communityMemberId());
    }

    private static void checkRefreshToken(Token refresh, Instant now) {
        if (refresh.revokedAt() != null) {
            throw Refusal.REFRESH_TOKEN_NOT_FOUND.signal();
        }
        if (refresh.expired(now)) {
            throw Refusal.REFRESH_TOKEN_EXPIRED.signal();
        }
    }

    private Token refreshTokenFor(Person member, Instant now) {
        long id = member.communityMemberId();
        Optional<Token> shared = circle.switches().is(Switch.REFRESH_TOKENS, "shared")
                ? tokens.latestRefreshOf(id).filter(token -> token.alive(now))
                : Optional.empty();
        return shared.orElseGet(() -> tokens.issueRefresh(circle.mint().refreshToken(), id, now, refreshEnd(now)));
    }

    private Instant refreshEnd(Instant now) {
        return circle.switches().is(Switch.REFRESH_LIFE, "P30D")
                ? now.plus(Duration.ofDays(30))
                : now.atZone(ZoneOffset.UTC).plusMonths(1).toInstant();
    }

    private Token accessToken(Person member, String by, Token refresh, Instant now) {
        Instant end = now.plus(circle.accessTokenLife()).truncatedTo(ChronoUnit.MILLIS);
        Mint mint = circle.mint();
        String value = circle.switches().is(Switch.JWT, "rs256")
                ? mint.rs256(circle.communityId(), member, end)
                : mint.hs256(circle.communityId(), member, end);
        return tokens.issueAccess(value, member.communityMemberId(), by, refresh, now, end);
    }

    private Person identified(JsonObject params) {
        boolean sso = !isAbsent(params, "sso_user_id");
        boolean id = !isAbsent(params, "community_member_id");
        boolean email = !isAbsent(params, "email");
        long given = Stream.of(sso, id, email).filter(Boolean::booleanValue).count();
        if (given > 1 && circle.switches().is(Switch.SEVERAL_IDENTIFIERS, "refused")) {
            throw Refusal.TOKEN_NOT_CREATED.signal();
        }
        String name = sso ? "sso_user_id" : id ? "community_member_id" : "email";
        String value = scalar(params, name);
        return circle.people().stream()
                .filter(person -> switch (name) {
                    case "sso_user_id" -> person.ssoUserId().equals(value);
                    case "community_member_id" ->
                        Long.toString(person.communityMemberId()).equals(value);
                    default -> person.email().equalsIgnoreCase(value);
                })
                .findFirst()
                .orElseThrow(Refusal.MEMBER_NOT_FOUND::signal);
    }

    private void checkAppToken(Call call) {
        String bearer = call.bearer();
        if (bearer == null || !MessageDigest.isEqual(utf8(bearer), utf8(circle.apiToken()))) {
            throw Refusal.APP_TOKEN.signal();
        }
    }

    /** The parameters in the body. One that says it isn't JSON has none, as with Rails. */
    private static JsonObject params(Call call) {
        String type = call.header("content-type");
        if (call.body().length == 0 || (type != null && !type.contains("json"))) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        try {
            return Json.objectIn(call.body());
        } catch (JsonException e) {
            throw Refusal.BODY_UNREADABLE.signal();
        }
    }

    private static boolean isAbsent(JsonObject params, String name) {
        JsonValue value = params.get(name);
        return value == null
                || value == JsonValue.NULL
                || (value instanceof JsonString text && text.getString().isBlank());
    }

    /** A string parameter; null for what is absent or something else. */
    private static @Nullable String text(JsonObject params, String name) {
        return !isAbsent(params, name) && params.get(name) instanceof JsonString text ? text.getString() : null;
    }

    /** A string or a number, as text: Rails looks members up by either. */
    private static @Nullable String scalar(JsonObject params, String name) {
        return params.get(name) instanceof JsonNumber number ? number.toString() : text(params, name);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Instant now() {
        return circle.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
