package io.github.circleauth.sandbox;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** A client without a socket, and its circle. */
final class InProcessClient {

    static final Instant NOON = Instant.parse("2026-05-01T12:00:00.250Z");

    final Circle circle;

    InProcessClient() {
        this(Circle.builder().clock(InstantSource.fixed(NOON)).seed(7).build());
        // HS256 is faster to sign.
        circle.switches().set("jwt", "hs256");
    }

    InProcessClient(Circle circle) {
        this.circle = circle;
    }

    SandboxResponse authToken(String body) {
        return request("POST", "auth_token", body);
    }

    SandboxResponse refresh(String refreshToken) {
        return request("PATCH", "access_token/refresh", field("refresh_token", refreshToken));
    }

    SandboxResponse revokeAccess(String accessToken) {
        return request("POST", "access_token/revoke", field("access_token", accessToken));
    }

    SandboxResponse revokeRefresh(String refreshToken) {
        return request("POST", "refresh_token/revoke", field("refresh_token", refreshToken));
    }

    SandboxResponse request(String method, String operation, String body) {
        return circle.handle(SandboxRequest.json(method, "/api/v1/headless/" + operation, circle.apiToken(), body));
    }

    SandboxResponse get(String operation, String accessToken) {
        return circle.handle(SandboxRequest.get("/api/headless/v1/" + operation, accessToken));
    }

    SandboxResponse memberRequest(String method, String operation, String accessToken, String body) {
        return circle.handle(SandboxRequest.json(method, "/api/headless/v1/" + operation, accessToken, body));
    }

    /** Signs a member in and returns the delivered tokens. */
    JsonObject signIn(String email) {
        SandboxResponse response = authToken(field("email", email));
        response.delivered();
        return json(response);
    }

    /** Signs a member in and returns the access token. */
    String access(String email) {
        return signIn(email).getString("access_token");
    }

    static String field(String name, String value) {
        return Json.object().add(name, value).build().toString();
    }

    static JsonObject json(SandboxResponse response) {
        return Json.parseObject(response.body());
    }

    /** Returns the records of a page. */
    static List<JsonObject> records(JsonObject page) {
        return page.getJsonArray("records").getValuesAs(JsonObject.class);
    }

    static String text(SandboxResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static String message(SandboxResponse response) {
        return json(response).getString("message");
    }
}
