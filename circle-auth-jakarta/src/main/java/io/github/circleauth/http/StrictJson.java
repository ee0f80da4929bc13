package io.github.circleauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A strictly parsed JSON object: well-formed UTF-8, no duplicate field, no text behind it, not nested deeply.
 * JSON-B providers are lax about all of these, and map {@code true}, {@code ["x"]} or a number out of range to plausible
 * values. No exception of the parser leaves this class, as cause or as text, since it quotes its input.
 */
public final class StrictJson {

    private static final int MAX_DEPTH = 16;
    private static final long MAX_ID = (1L << 53) - 1;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[1-9][0-9]{0,15}");

    private final Map<String, Value> fields;
    private final List<String> texts;

    /** The input is not what Circle documents. The message names the field and the fault, never a value. */
    public static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        public Unreadable(String message) {
            super(message);
        }
    }

    /** The value of a field; its text is empty unless it is a string or a number. */
    private record Value(JsonParser.Event kind, String text) {
        @Override
        public String toString() {
            return kind.toString();
        }
    }

    private StrictJson(Map<String, Value> fields, List<String> texts) {
        this.fields = fields;
        this.texts = texts;
    }

    static StrictJson parse(JsonParserFactory parsers, byte[] bytes) throws Unreadable {
        return parse(parsers, decode(bytes));
    }

    /**
     * Parses a text.
     *
     * @throws Unreadable if it is not one JSON object
     */
    public static StrictJson parse(JsonParserFactory parsers, String text) throws Unreadable {
        try (JsonParser parser = parsers.createParser(new StringReader(text))) {
            ObjectParser object = new ObjectParser(parser);
            return new StrictJson(object.parse(), List.copyOf(object.texts));
        } catch (RuntimeException notJson) { // Providers throw different types, and quote their input.
            throw new Unreadable("it is no well-formed JSON");
        }
    }

    /** Returns all strings of the object, at any depth. */
    List<String> texts() {
        return texts;
    }

    /**
     * Returns the fields of an object that consists of strings and numbers alone. Numbers are as they were written.
     *
     * @throws Unreadable if a field has another value
     */
    public Map<String, String> flat() throws Unreadable {
        Map<String, String> texts = new HashMap<>();
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            Value value = field.getValue();
            if (value.kind != JsonParser.Event.VALUE_STRING && value.kind != JsonParser.Event.VALUE_NUMBER) {
                throw new Unreadable("a field is " + value.kind + " and neither a string nor a number");
            }
            texts.put(field.getKey(), value.text);
        }
        return texts;
    }

    @Nullable String stringOrNull(String name) {
        Value value = fields.get(name);
        return value == null || value.kind != JsonParser.Event.VALUE_STRING ? null : value.text;
    }

    /**
     * Returns a string.
     *
     * @throws Unreadable if the field is missing, or is not a string
     */
    public String string(String name) throws Unreadable {
        return text(JsonParser.Event.VALUE_STRING, name, "a string");
    }

    String token(String name) throws Unreadable {
        String token = string(name);
        if (!BearerToken.isWellFormed(token)) {
            throw new Unreadable(name + " is no bearer token");
        }
        return token;
    }

    long id(String name) throws Unreadable {
        String number = text(JsonParser.Event.VALUE_NUMBER, name, "a number");
        if (WHOLE_NUMBER.matcher(number).matches()) {
            long id = Long.parseLong(number);
            if (id <= MAX_ID) {
                return id;
            }
        }
        throw new Unreadable(name + " is no whole number from 1 to 2^53 - 1");
    }

    private String text(JsonParser.Event kind, String name, String expected) throws Unreadable {
        Value value = fields.get(name);
        if (value == null) {
            throw new Unreadable(name + " is missing");
        }
        if (value.kind != kind) {
            throw new Unreadable(name + " is " + value.kind + " and not " + expected);
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

    /** Parses the text in one pass. */
    private static final class ObjectParser {

        private final JsonParser parser;
        private final Map<String, Value> fields = new HashMap<>();
        private final List<String> texts = new ArrayList<>();
        private final Deque<Set<String>> names = new ArrayDeque<>();
        private String name = "";

        ObjectParser(JsonParser parser) {
            this.parser = parser;
        }

        Map<String, Value> parse() throws Unreadable {
            if (!parser.hasNext() || parser.next() != JsonParser.Event.START_OBJECT) {
                throw new Unreadable("it is no JSON object");
            }
            names.push(new HashSet<>());
            while (!names.isEmpty()) {
                step(parser.next());
            }
            if (parser.hasNext()) {
                throw new Unreadable("there is text behind the JSON object");
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
                    if (names.size() > MAX_DEPTH) {
                        throw new Unreadable("it is nested more than " + MAX_DEPTH + " deep");
                    }
                }
                case VALUE_STRING -> {
                    texts.add(parser.getString());
                    keep(event, parser.getString());
                }
                case VALUE_NUMBER -> keep(event, parser.getString());
                case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> keep(event, "");
            }
        }

        private void key() throws Unreadable {
            name = parser.getString();
            if (!names.element().add(name)) {
                throw new Unreadable("a field occurs twice");
            }
        }

        private void keep(JsonParser.Event event, String value) {
            if (names.size() == 1) {
                fields.put(name, new Value(event, value));
            }
        }
    }
}
