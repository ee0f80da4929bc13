package io.github.circleauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that leaves nothing to guess: well-formed UTF-8, no field twice, nothing behind it, not deep. JSON-B
 * providers accept all of that, and turn {@code true}, {@code ["x"]} or a number out of range into something that looks
 * right. No exception of the parser gets out of here, as cause or as text: it quotes what it read.
 */
final class StrictJson {

    private static final int DEEPEST = 16;
    private static final long LARGEST_ID = (1L << 53) - 1;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[1-9][0-9]{0,15}");

    private final String text;
    private final Map<String, Value> fields;

    /** One field's value; the text only of strings and numbers. */
    private record Value(JsonParser.Event kind, String text) {
        @Override
        public String toString() {
            return kind.toString();
        }
    }

    private StrictJson(String text, Map<String, Value> fields) {
        this.text = text;
        this.fields = fields;
    }

    static StrictJson parse(JsonParserFactory parsers, byte[] bytes) throws Unreadable {
        String text = decode(bytes);
        try (JsonParser parser = parsers.createParser(new StringReader(text))) {
            return new StrictJson(text, new Walk(parser).object());
        } catch (RuntimeException notJson) { // Providers differ in what they throw, and quote what they read.
            throw new Unreadable("it is no well-formed JSON");
        }
    }

    String text() {
        return text;
    }

    @Nullable String stringOrNull(String name) {
        Value value = fields.get(name);
        return value == null || value.kind != JsonParser.Event.VALUE_STRING ? null : value.text;
    }

    String string(String name) throws Unreadable {
        return of(JsonParser.Event.VALUE_STRING, name, "a string");
    }

    String token(String name) throws Unreadable {
        String token = string(name);
        if (!Bearer.isWellFormed(token)) {
            throw new Unreadable(name + " is no bearer token");
        }
        return token;
    }

    long id(String name) throws Unreadable {
        String number = of(JsonParser.Event.VALUE_NUMBER, name, "a number");
        if (WHOLE_NUMBER.matcher(number).matches()) {
            long id = Long.parseLong(number);
            if (id <= LARGEST_ID) {
                return id;
            }
        }
        throw new Unreadable(name + " is no whole number from 1 to 2^53 - 1");
    }

    private String of(JsonParser.Event kind, String name, String wanted) throws Unreadable {
        Value value = fields.get(name);
        if (value == null) {
            throw new Unreadable(name + " is missing");
        }
        if (value.kind != kind) {
            throw new Unreadable(name + " is " + value.kind + " and not " + wanted);
        }
        return value.text;
    }

    private static String decode(byte[] bytes) throws Unreadable {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Unreadable("it is not UTF-8");
        }
        if (text.startsWith("\uFEFF")) {
            throw new Unreadable("it begins with a byte order mark");
        }
        return text;
    }

    /** One pass over the text. */
    private static final class Walk {

        private final JsonParser parser;
        private final Map<String, Value> fields = new HashMap<>();
        private final Deque<Set<String>> names = new ArrayDeque<>();
        private String name = "";

        Walk(JsonParser parser) {
            this.parser = parser;
        }

        Map<String, Value> object() throws Unreadable {
            if (!parser.hasNext() || parser.next() != JsonParser.Event.START_OBJECT) {
                throw new Unreadable("it is no JSON object");
            }
            names.push(new HashSet<>());
            while (!names.isEmpty()) {
                step(parser.next());
            }
            if (parser.hasNext()) {
                throw new Unreadable("something stands behind the JSON object");
            }
            return fields;
        }

        private void step(JsonParser.Event event) throws Unreadable {
            switch (event) {
                case KEY_NAME -> key();
                case END_OBJECT, END_ARRAY -> names.pop();
                case START_OBJECT, START_ARRAY -> {
                    keep(event, "");
                    names.push(new HashSet<>());
                    if (names.size() > DEEPEST) {
                        throw new Unreadable("it is nested more than " + DEEPEST + " deep");
                    }
                }
                case VALUE_STRING, VALUE_NUMBER -> keep(event, parser.getString());
                case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> keep(event, "");
            }
        }

        private void key() throws Unreadable {
            name = parser.getString();
            if (!names.element().add(name)) {
                throw new Unreadable("a field stands twice");
            }
        }

        private void keep(JsonParser.Event event, String value) {
            if (names.size() == 1) {
                fields.put(name, new Value(event, value));
            }
        }
    }
}
