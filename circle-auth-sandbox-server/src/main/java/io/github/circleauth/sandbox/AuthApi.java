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

/** The four operations of the Auth API. */
final class AuthApi {

    private final Circle circle;
    private final TokenStore tokens;

    AuthApi(Circle circle, TokenStore tokens) {
        this.circle = circle;
        this.tokens = tokens;
    }

    /**
     * Executes a request.
     *
     * @param substitute replaces the member that the request names
     * @throws Refusal.RefusedException if the request is refused
     */
    SandboxResponse handle(Operation operation, SandboxRequest request, UnaryOperator<Person> substitute) {
        JsonObject params = params(request);
        if (operation != Operation.ACCESS_TOKEN_REFRESH
                || circle.switches().is(Switch.REFRESH_CHECKS_APP_TOKEN, "yes")) {
            checkAppToken(request);
        }
        checkEligible();
        // Atomic: of two requests that revoke the same token concurrently, one is refused.
        synchronized (tokens) {
            return switch (operation) {
                case AUTH_TOKEN -> authToken(params, substitute);
                case ACCESS_TOKEN_REFRESH -> refresh(params, substitute);
                case ACCESS_TOKEN_REVOKE -> revokeAccess(params);
                case REFRESH_TOKEN_REVOKE -> revokeRefresh(params);
                default -> throw Refusal.PATH_NOT_FOUND.exception();
            };
        }
    }

    /**
     * Checks the app token of a request and the community's plan.
     *
     * @throws Refusal.RefusedException if the application is refused
     */
    void checkApplication(SandboxRequest request) {
        checkAppToken(request);
        checkEligible();
    }

    private void checkEligible() {
        if (!circle.eligible()) {
            throw Refusal.NOT_ELIGIBLE.exception();
        }
    }

    private SandboxResponse authToken(JsonObject params, UnaryOperator<Person> substitute) {
        Person member = substitute.apply(identifiedMember(params));
        Instant now = now();
        Token refresh = refreshTokenFor(member, now);
        Token access = accessToken(member, "auth_token", refresh, now);
        JsonObject body = Json.object()
                .add("access_token", access.value())
                .add("refresh_token", refresh.value())
                .add("access_token_expires_at", Timestamps.iso(access.expiresAt()))
                .add("refresh_token_expires_at", Timestamps.iso(refresh.expiresAt()))
                .add("community_member_id", member.communityMemberId())
                .add("community_id", circle.communityId())
                .build();
        return SandboxResponse.ok(body).withMember(member.communityMemberId()).onDelivery(() -> {
            tokens.markDelivered(access);
            tokens.markDelivered(refresh);
        });
    }

    private SandboxResponse refresh(JsonObject params, UnaryOperator<Person> substitute) {
        Instant now = now();
        Token refresh = tokens.find(Kind.REFRESH, text(params, "refresh_token"))
                .orElseThrow(Refusal.REFRESH_TOKEN_NOT_FOUND::exception);
        tokens.countUse(refresh);
        checkRefreshToken(refresh, now);
        Person member = circle.person(refresh.communityMemberId())
                .map(substitute)
                .orElseThrow(Refusal.REFRESH_TOKEN_NOT_FOUND::exception);
        Token access = earlyRefresh(refresh, member, now).orElseGet(() -> accessToken(member, "refresh", refresh, now));
        JsonObject body = Json.object()
                .add("access_token", access.value())
                .add("access_token_expires_at", Timestamps.iso(access.expiresAt()))
                .build();
        return SandboxResponse.ok(body)
                .withMember(member.communityMemberId())
                .onDelivery(() -> tokens.markDelivered(access));
    }

    /** Returns the current access token if an early refresh yields it in place of a new one. */
    private Optional<Token> earlyRefresh(Token refresh, Person member, Instant now) {
        Optional<Token> current = tokens.latestAccessOf(refresh)
                .filter(token -> token.alive(now) && token.communityMemberId() == member.communityMemberId());
        if (current.isPresent() && circle.switches().is(Switch.EARLY_REFRESH, "refused")) {
            throw Refusal.ACCESS_TOKEN_NOT_GENERATED.exception();
        }
        return circle.switches().is(Switch.EARLY_REFRESH, "same") ? current : Optional.empty();
    }

    private SandboxResponse revokeAccess(JsonObject params) {
        Instant now = now();
        String value = text(params, "access_token");
        if (value == null) {
            throw Refusal.ACCESS_TOKEN_MISSING.exception();
        }
        Token access = tokens.find(Kind.ACCESS, value).orElseThrow(Refusal.ACCESS_TOKEN_INVALID::exception);
        tokens.countRevocation(access);
        if (access.expired(now)) {
            throw Refusal.ACCESS_TOKEN_EXPIRED.exception();
        }
        if (access.revokedAt() != null) {
            throw Refusal.ACCESS_TOKEN_NOT_FOUND.exception();
        }
        if (circle.person(access.communityMemberId()).isEmpty()) {
            throw Refusal.COMMUNITY_MEMBER_NOT_FOUND.exception();
        }
        tokens.revoke(access, now);
        return noContent(access);
    }

    private SandboxResponse revokeRefresh(JsonObject params) {
        Instant now = now();
        if (isAbsent(params, "refresh_token")) {
            throw Refusal.REFRESH_TOKEN_MISSING.exception();
        }
        String value = text(params, "refresh_token");
        if (value == null) {
            throw Refusal.REFRESH_TOKEN_INVALID.exception();
        }
        Token refresh = tokens.find(Kind.REFRESH, value).orElseThrow(Refusal.REFRESH_TOKEN_NOT_FOUND::exception);
        tokens.countRevocation(refresh);
        checkRefreshToken(refresh, now);
        tokens.revoke(refresh, now);
        if (circle.switches().is(Switch.REFRESH_REVOCATION_ENDS_ACCESS, "yes")) {
            tokens.revokeAccessOf(refresh, now);
        }
        return noContent(refresh);
    }

    private static SandboxResponse noContent(Token token) {
        return SandboxResponse.of(204, Map.of(), new byte[0]).withMember(token.communityMemberId());
    }

    private static void checkRefreshToken(Token refresh, Instant now) {
        if (refresh.revokedAt() != null) {
            throw Refusal.REFRESH_TOKEN_NOT_FOUND.exception();
        }
        if (refresh.expired(now)) {
            throw Refusal.REFRESH_TOKEN_EXPIRED.exception();
        }
    }

    private Token refreshTokenFor(Person member, Instant now) {
        long id = member.communityMemberId();
        Optional<Token> shared = circle.switches().is(Switch.REFRESH_TOKENS, "shared")
                ? tokens.latestRefreshOf(id).filter(token -> token.alive(now))
                : Optional.empty();
        return shared.orElseGet(
                () -> tokens.issueRefresh(circle.tokenGenerator().refreshToken(), id, now, refreshExpiry(now)));
    }

    private Instant refreshExpiry(Instant now) {
        return circle.switches().is(Switch.REFRESH_LIFE, "P30D")
                ? now.plus(Duration.ofDays(30))
                : now.atZone(ZoneOffset.UTC).plusMonths(1).toInstant();
    }

    private Token accessToken(Person member, String by, Token refresh, Instant now) {
        Instant end = now.plus(circle.accessTokenLife()).truncatedTo(ChronoUnit.MILLIS);
        TokenGenerator tokenGenerator = circle.tokenGenerator();
        String value = circle.switches().is(Switch.JWT, "rs256")
                ? tokenGenerator.rs256(circle.communityId(), member, end)
                : tokenGenerator.hs256(circle.communityId(), member, end);
        return tokens.issueAccess(value, member.communityMemberId(), by, refresh, now, end);
    }

    private Person identifiedMember(JsonObject params) {
        boolean sso = !isAbsent(params, "sso_user_id");
        boolean id = !isAbsent(params, "community_member_id");
        boolean email = !isAbsent(params, "email");
        long given = Stream.of(sso, id, email).filter(Boolean::booleanValue).count();
        if (given > 1 && circle.switches().is(Switch.SEVERAL_IDENTIFIERS, "refused")) {
            throw Refusal.TOKEN_NOT_CREATED.exception();
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
                .orElseThrow(Refusal.MEMBER_NOT_FOUND::exception);
    }

    private void checkAppToken(SandboxRequest request) {
        String bearer = request.bearer();
        if (bearer == null || !MessageDigest.isEqual(utf8(bearer), utf8(circle.apiToken()))) {
            throw Refusal.APP_TOKEN.exception();
        }
    }

    /** Returns the parameters in the body. A body of another content type than JSON has none, as in Rails. */
    private static JsonObject params(SandboxRequest request) {
        String type = request.header("content-type");
        if (request.body().length == 0 || (type != null && !type.contains("json"))) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        try {
            return Json.parseObject(request.body());
        } catch (JsonException e) {
            throw Refusal.BODY_UNREADABLE.exception();
        }
    }

    private static boolean isAbsent(JsonObject params, String name) {
        JsonValue value = params.get(name);
        return value == null
                || value == JsonValue.NULL
                || (value instanceof JsonString text && text.getString().isBlank());
    }

    /** Returns a string parameter, or null if it is absent or not a string. */
    private static @Nullable String text(JsonObject params, String name) {
        return !isAbsent(params, name) && params.get(name) instanceof JsonString text ? text.getString() : null;
    }

    /** Returns a string or a number as text: Rails finds members by either. */
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
