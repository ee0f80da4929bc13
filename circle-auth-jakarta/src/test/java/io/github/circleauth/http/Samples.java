package io.github.circleauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Circle's responses, and the values of requests. Every secret contains CANARY. */
final class Samples {

    static final Secret APP_TOKEN = Secret.of("app.CANARY-token");
    static final Secret ACCESS_TOKEN = Secret.of("eyJ.CANARY.access");
    static final Secret REFRESH_TOKEN = Secret.of("refresh_CANARY-token");
    static final String EMAIL = "canary@example.com";
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00.400Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final String DATE = "Sun, 01 Mar 2026 12:00:00 GMT";

    private Samples() {}

    /** Returns the fields of an obtained pair of tokens, as JSON texts in Circle's order. The caller may change the map. */
    static Map<String, String> obtainedFields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("access_token", quoted(ACCESS_TOKEN.reveal()));
        fields.put("refresh_token", quoted(REFRESH_TOKEN.reveal()));
        fields.put("access_token_expires_at", quoted("2026-03-01T13:00:00.000Z"));
        fields.put("refresh_token_expires_at", quoted("2026-03-31T12:00:00.000Z"));
        fields.put("community_member_id", "1001");
        fields.put("community_id", "1");
        return fields;
    }

    static String obtained() {
        return object(obtainedFields());
    }

    static String obtainedWith(String field, String jsonValue) {
        Map<String, String> fields = obtainedFields();
        fields.put(field, jsonValue);
        return object(fields);
    }

    static String refreshed() {
        Map<String, String> fields = obtainedFields();
        fields.keySet().retainAll(Set.of("access_token", "access_token_expires_at"));
        return object(fields);
    }

    static String object(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> quoted(field.getKey()) + ":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    static String quoted(String text) {
        return "\"" + text + "\"";
    }

    /** Returns Circle's error envelope. */
    static String envelope(String message) {
        return "{\"success\":false,\"message\":" + quoted(message) + ",\"error_details\":{}}";
    }

    static CannedResponse json(int status, String body) {
        return response(status, body, "content-type", "application/json; charset=utf-8", "date", DATE);
    }

    static CannedResponse response(int status, String body, String... headers) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return new CannedResponse(status, map, body.getBytes(UTF_8));
    }
}
