package io.github.circleauth.http;

import io.github.circleauth.Secret;
import jakarta.json.Json;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.stream.JsonParserFactory;
import java.util.Map;

/**
 * JSON, both ways. The providers are looked up once, when the client is built, by the building thread's class loader:
 * on a worker thread there may be none that sees them.
 */
final class Wire implements AutoCloseable {

    private final Jsonb jsonb = JsonbBuilder.create();
    private final JsonParserFactory parsers = Json.createParserFactory(Map.of());

    Secret write(Map<String, Object> fields) {
        try {
            return Secret.of(jsonb.toJson(fields));
        } catch (RuntimeException unwritable) { // Whatever it is, its text may quote the token.
            throw new IllegalStateException("The request could not be written as JSON ("
                    + unwritable.getClass().getName() + ").");
        }
    }

    StrictJson check(byte[] body) throws Unreadable {
        return StrictJson.parse(parsers, body);
    }

    /** Maps what was checked before. */
    <T> T map(StrictJson checked, Class<T> type) throws Unreadable {
        try {
            return jsonb.fromJson(checked.text(), type);
        } catch (RuntimeException unmappable) { // Whatever it is, its text may quote the token.
            throw new Unreadable(
                    "JSON-B could not map it (" + unmappable.getClass().getName() + ")");
        }
    }

    @Override
    public void close() {
        try {
            jsonb.close();
        } catch (Exception nothingToDo) {
            // Some provider's own affair; there is no call left that could suffer.
        }
    }
}
