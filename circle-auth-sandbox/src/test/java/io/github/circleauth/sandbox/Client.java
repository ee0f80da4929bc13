package io.github.circleauth.sandbox;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;

/** A client without a socket, and the circle it calls. */
final class Client {

    static final Instant NOON = Instant.parse("2026-05-01T12:00:00.250Z");

    final Circle circle;

    Client() {
        this(Circle.builder().clock(InstantSource.fixed(NOON)).seed(7).build());
        circle.switches().set("jwt", "hs256"); // the quicker to sign
    }

    Client(Circle circle) {
        this.circle = circle;
    }

    Answer authToken(String body) {
        return call("POST", "auth_token", body);
    }

    Answer refresh(String refreshToken) {
        return call("PATCH", "access_token/refresh", field("refresh_token", refreshToken));
    }

    Answer revokeAccess(String accessToken) {
        return call("POST", "access_token/revoke", field("access_token", accessToken));
    }

    Answer revokeRefresh(String refreshToken) {
        return call("POST", "refresh_token/revoke", field("refresh_token", refreshToken));
    }

    Answer call(String method, String operation, String body) {
        return circle.answer(Call.json(method, "/api/v1/headless/" + operation, circle.apiToken(), body));
    }

    Answer get(String operation, String accessToken) {
        return circle.answer(Call.get("/api/headless/v1/" + operation, accessToken));
    }

    /** The tokens of a fresh sign-in, delivered. */
    JsonObject signIn(String email) {
        Answer answer = authToken(field("email", email));
        answer.delivered();
        return json(answer);
    }

    String access(String email) {
        return signIn(email).getString("access_token");
    }

    static String field(String name, String value) {
        return Json.object().add(name, value).build().toString();
    }

    static JsonObject json(Answer answer) {
        return Json.objectIn(answer.body());
    }

    static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static String message(Answer answer) {
        return json(answer).getString("message");
    }
}
