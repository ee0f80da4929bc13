package io.github.circleauth.live;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of Action Cable, as a client reads and writes it. Thread-safe. Looks its provider up when it is created, with the
 * thread's class loader.
 */
final class CableJson {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|[1-9][0-9]{0,14}");

    /** Half of a pair of UTF-16, such as of an emoji in a text that was cut. JSON can escape it; a frame, in UTF-8, can't have it. */
    private static final Pattern HALF = Pattern.compile("\\p{Cs}");

    /** The reasons of a disconnect in the protocol. */
    private static final Set<String> REASONS =
            Set.of(CableText.UNAUTHORIZED, "server_restart", "remote", "invalid_request");

    private final JsonProvider json = JsonProvider.provider();
    private final JsonReaderFactory readers = json.createReaderFactory(Map.of());

    CableText read(String text) {
        try (JsonReader reader = readers.createReader(new StringReader(text))) {
            return of(reader.readObject());
        } catch (RuntimeException unreadable) { // Providers throw different types.
            return CableText.UNKNOWN;
        }
    }

    private static CableText of(JsonObject object) {
        String identifier = text(object, "identifier");
        return switch (text(object, "type")) {
            case "welcome" -> new CableText(CableText.Type.WELCOME, "", "");
            case "ping" -> new CableText(CableText.Type.PING, "", "");
            case "confirm_subscription" -> new CableText(CableText.Type.CONFIRMATION, identifier, "");
            case "reject_subscription" -> new CableText(CableText.Type.REJECTION, identifier, "");
            case "disconnect" -> new CableText(CableText.Type.DISCONNECT, "", reason(text(object, "reason")));
            default -> event(identifier, object.get("message"));
        };
    }

    /** Returns a reason that may be logged. */
    private static String reason(String reason) {
        return REASONS.contains(reason) ? reason : "another reason";
    }

    private static CableText event(String identifier, @Nullable JsonValue message) {
        return identifier.isEmpty() || message == null
                ? CableText.UNKNOWN
                : new CableText(CableText.Type.EVENT, identifier, withEscapedHalves(message.toString()));
    }

    private static String withEscapedHalves(String content) {
        return HALF.matcher(content)
                .replaceAll(half ->
                        "\\\\u" + HexFormat.of().toHexDigits(half.group().charAt(0)));
    }

    private static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? text.getString() : "";
    }

    /**
     * Returns a channel's identifier, built from checked values alone. Equal channels of one member have equal identifiers.
     *
     * @param member the {@code community_member_id} of the member whose connection it is
     */
    String identifier(LiveChannel channel, long member) {
        JsonObjectBuilder identifier = json.createObjectBuilder().add(LiveChannel.NAME, channel.name());
        if (channel.ofMember()) {
            identifier.add(LiveChannel.MEMBER_ID, member);
        }
        new TreeMap<>(channel.parameters()).forEach((name, value) -> identifier.add(name, value(value)));
        return identifier.build().toString();
    }

    /** Returns a parameter's value. Circle's documentation has ids as numbers. */
    private JsonValue value(String value) {
        return WHOLE_NUMBER.matcher(value).matches()
                ? json.createValue(Long.parseLong(value))
                : json.createValue(value);
    }

    String subscribe(String identifier) {
        return command("subscribe", identifier);
    }

    String unsubscribe(String identifier) {
        return command("unsubscribe", identifier);
    }

    private String command(String command, String identifier) {
        return json.createObjectBuilder()
                .add("command", command)
                .add("identifier", identifier)
                .build()
                .toString();
    }
}
