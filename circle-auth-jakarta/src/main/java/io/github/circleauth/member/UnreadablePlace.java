package io.github.circleauth.member;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place in a JSON value that a JSON-B provider can't map, without reading the provider's own words: it maps the
 * value with ever fewer members, until the one is left that is to blame.
 */
final class UnreadablePlace {

    private final JsonBuilderFactory builders;
    private final Predicate<JsonValue> isReadable;

    /**
     * Creates a search.
     *
     * @param isReadable whether the provider can map a value to the type in question
     */
    UnreadablePlace(JsonBuilderFactory builders, Predicate<JsonValue> isReadable) {
        this.builders = builders;
        this.isReadable = isReadable;
    }

    /** Returns the path and the kind of the value that can't be mapped. */
    JsonFit.Unfit find(JsonValue value, String path) {
        return find(value, path, whole -> whole);
    }

    private JsonFit.Unfit find(JsonValue at, String path, Function<JsonValue, JsonValue> within) {
        if (at instanceof JsonObject object) {
            List<Map.Entry<String, JsonValue>> members = List.copyOf(object.entrySet());
            Function<List<Map.Entry<String, JsonValue>>, JsonValue> some = part -> within.apply(object(part));
            Map.Entry<String, JsonValue> bad = unreadable(members, some);
            if (bad != null) {
                String name = bad.getKey();
                return find(
                        bad.getValue(), JsonFit.path(path, name), inner -> some.apply(List.of(Map.entry(name, inner))));
            }
        } else if (at instanceof JsonArray array) {
            Function<List<JsonValue>, JsonValue> some = part -> within.apply(array(part));
            JsonValue bad = unreadable(array, some);
            if (bad != null) {
                return find(bad, path + "[" + array.indexOf(bad) + "]", inner -> some.apply(List.of(inner)));
            }
        }
        return new JsonFit.Unfit(path, "is " + JsonFit.kind(at) + " that its Java type can't take");
    }

    /** Returns a part with which alone the value is unreadable, by halving; null if it is unreadable without any too. */
    private <E> @Nullable E unreadable(List<E> parts, Function<List<E>, JsonValue> some) {
        if (parts.isEmpty() || !isReadable.test(some.apply(List.of()))) {
            return null;
        }
        List<E> suspects = parts;
        while (suspects.size() > 1) {
            List<E> first = suspects.subList(0, suspects.size() / 2);
            suspects = isReadable.test(some.apply(first)) ? suspects.subList(first.size(), suspects.size()) : first;
        }
        return isReadable.test(some.apply(suspects)) ? null : suspects.get(0);
    }

    private JsonValue object(List<Map.Entry<String, JsonValue>> members) {
        JsonObjectBuilder object = builders.createObjectBuilder();
        members.forEach(member -> object.add(member.getKey(), member.getValue()));
        return object.build();
    }

    private JsonValue array(List<JsonValue> elements) {
        JsonArrayBuilder array = builders.createArrayBuilder();
        elements.forEach(array::add);
        return array.build();
    }
}
