package io.github.circleauth.sandbox;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the members of a community from a JSON array. An error is reported in one sentence. */
final class PeopleFile {

    static final String SAMPLE = """
            [
              {
                "community_member_id": 1001,
                "email": "ada@example.com",
                "sso_user_id": "ada-sso",
                "name": "Ada Byron",
                "headline": "Optional, as is admin",
                "admin": true
              }
            ]
            """;

    private static final int MAX_BYTES = 1 << 20;

    private PeopleFile() {}

    static List<Person> read(Path file) {
        byte[] text;
        try (InputStream content = Files.newInputStream(file)) {
            text = content.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException("The people file " + file + " can't be read", e);
        }
        if (text.length > MAX_BYTES) {
            throw new IllegalArgumentException("The people file " + file + " is longer than " + MAX_BYTES + " bytes");
        }
        return parse(file.toString(), text);
    }

    static List<Person> parse(String name, byte[] text) {
        JsonArray array;
        try {
            array = Json.parse(text) instanceof JsonArray found ? found : JsonValue.EMPTY_JSON_ARRAY;
        } catch (JsonException e) {
            throw new IllegalArgumentException(name + " is not JSON", e);
        }
        if (array.isEmpty()) {
            throw new IllegalArgumentException(name + " must be a JSON array of at least one member");
        }
        List<Person> people = new ArrayList<>();
        for (JsonValue each : array) {
            people.add(person(name + ", member " + (people.size() + 1), each));
        }
        checkUnique(name, people);
        return people;
    }

    private static Person person(String where, JsonValue value) {
        if (!(value instanceof JsonObject object)) {
            throw new IllegalArgumentException(where + ": must be an object");
        }
        JsonFields fields = new JsonFields(where, object);
        return new Person(
                fields.number("community_member_id"),
                fields.text("email"),
                fields.text("sso_user_id"),
                fields.text("name"),
                fields.text("headline", "Member"),
                fields.flag("admin"));
    }

    private static void checkUnique(String name, List<Person> people) {
        Set<Object> seen = new HashSet<>();
        for (Person person : people) {
            // The prefixes tell an SSO user id from an equal e-mail address.
            for (Object identifier : List.of(
                    person.communityMemberId(),
                    "e-mail " + person.email().toLowerCase(Locale.ROOT),
                    "SSO user id " + person.ssoUserId())) {
                if (!seen.add(identifier)) {
                    throw new IllegalArgumentException(name + ": two members have the same " + identifier);
                }
            }
        }
    }
}
