package io.github.circleauth.member;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares JSON with the Java type that it is to become, where JSON-B providers are lax or say nothing: they wrap numbers, cut
 * texts to one character and take any text for false. A null for a primitive becomes 0 or false.
 */
final class JsonFit {

    private static final Map<Class<?>, Class<?>> NUMBERS = Map.of(
            OptionalInt.class, int.class,
            OptionalLong.class, long.class,
            OptionalDouble.class, double.class,
            Integer.class, int.class,
            Long.class, long.class,
            Short.class, short.class,
            Byte.class, byte.class,
            Double.class, double.class,
            Float.class, float.class);

    private static final Set<Class<?>> PRIMITIVE_NUMBERS =
            Set.of(int.class, long.class, short.class, byte.class, double.class, float.class);

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

    private final JsonBuilderFactory builders;

    JsonFit(JsonBuilderFactory builders) {
        this.builders = builders;
    }

    /** JSON that its Java type can't take. The message names the place and the fault, never a value. */
    static final class Unfit extends Exception {

        private static final long serialVersionUID = 1L;

        Unfit(String path, String fault) {
            super(path.isEmpty() ? "it " + fault : path + " " + fault);
        }
    }

    /** Returns the JSON without nulls for primitives. */
    JsonValue fit(JsonValue value, Type type, String path) throws Unfit {
        Class<?> raw = raw(type);
        if (raw == null) {
            return value;
        }
        if (value.getValueType() == JsonValue.ValueType.NULL) {
            return raw.isPrimitive() ? zero(raw) : value;
        }
        if (raw == Optional.class) {
            return fit(value, argument(type, 0), path);
        }
        if (raw.isArray() || Collection.class.isAssignableFrom(raw)) {
            return array(required(value, JsonArray.class, "an array", path), element(type, raw), path);
        }
        if (Map.class.isAssignableFrom(raw) && !JsonValue.class.isAssignableFrom(raw)) {
            Type values = argument(type, 1);
            return object(required(value, JsonObject.class, "an object", path), name -> values, path);
        }
        if (JsonMembers.isMappedByMember(raw)) {
            Map<String, Type> members = JsonMembers.of(raw);
            return object(
                    required(value, JsonObject.class, "an object", path),
                    name -> ResolvedTypes.within(members.getOrDefault(name, Object.class), type),
                    path);
        }
        checkScalar(value, raw, path);
        return value instanceof JsonNumber number && isWhole(NUMBERS.getOrDefault(raw, raw)) ? plain(number) : value;
    }

    /** Returns a whole number without the exponent or fraction that some providers stumble over. */
    private JsonValue plain(JsonNumber number) {
        return builders.createArrayBuilder()
                .add(number.longValueExact())
                .build()
                .get(0);
    }

    private static boolean isWhole(Class<?> type) {
        return PRIMITIVE_NUMBERS.contains(type) && type != double.class && type != float.class;
    }

    private JsonValue object(JsonObject object, Function<String, Type> types, String path) throws Unfit {
        JsonObjectBuilder fitted = builders.createObjectBuilder();
        for (Map.Entry<String, JsonValue> member : object.entrySet()) {
            String name = member.getKey();
            fitted.add(name, fit(member.getValue(), types.apply(name), path(path, name)));
        }
        return fitted.build();
    }

    private JsonValue array(JsonArray array, Type element, String path) throws Unfit {
        JsonArrayBuilder fitted = builders.createArrayBuilder();
        for (int i = 0; i < array.size(); i++) {
            fitted.add(fit(array.get(i), element, path + "[" + i + "]"));
        }
        return fitted.build();
    }

    private JsonValue zero(Class<?> primitive) {
        if (primitive == boolean.class) {
            return JsonValue.FALSE;
        }
        JsonArrayBuilder one = builders.createArrayBuilder();
        return (primitive == char.class ? one.add("\0") : one.add(0)).build().get(0);
    }

    private static void checkScalar(JsonValue value, Class<?> raw, String path) throws Unfit {
        if (raw == boolean.class || raw == Boolean.class) {
            String text = value instanceof JsonString string ? string.getString() : value.toString();
            require(text.equals("true") || text.equals("false"), value, "true or false", path);
        } else if (raw == char.class || raw == Character.class) {
            require(
                    value instanceof JsonString text && text.getString().length() == 1,
                    value,
                    "a text of one character",
                    path);
        } else if (raw == String.class || raw == CharSequence.class) {
            require(!(value instanceof JsonArray || value instanceof JsonObject), value, "a text", path);
        } else if (raw.isEnum() && JsonMembers.hasUsualMapping(raw)) {
            require(
                    value instanceof JsonString name
                            && Arrays.stream(raw.getEnumConstants())
                                    .anyMatch(each -> ((Enum<?>) each).name().equals(name.getString())),
                    value,
                    "the name of a " + raw.getSimpleName(),
                    path);
        } else if (JsonValue.class.isAssignableFrom(raw)) {
            require(raw.isInstance(value), value, "a " + raw.getSimpleName(), path);
        } else {
            Class<?> number = NUMBERS.getOrDefault(raw, raw);
            if (PRIMITIVE_NUMBERS.contains(number)) {
                checkNumber(value, number, path);
            }
        }
    }

    /** A text is left to the provider, which parses it strictly. */
    private static void checkNumber(JsonValue value, Class<?> type, String path) throws Unfit {
        if (value instanceof JsonNumber number) {
            if (!fits(number, type)) {
                throw new Unfit(path, "is a number that is no " + type.getSimpleName());
            }
        } else {
            require(value instanceof JsonString, value, "a number", path);
        }
    }

    private static boolean fits(JsonNumber number, Class<?> type) {
        try {
            BigDecimal exact = number.bigDecimalValue();
            if (type == double.class || type == float.class) {
                return !Double.isInfinite(type == float.class ? exact.floatValue() : exact.doubleValue());
            }
            long whole = exact.longValueExact();
            return type == long.class
                    || (type == int.class && whole == (int) whole)
                    || (type == short.class && whole == (short) whole)
                    || (type == byte.class && whole == (byte) whole);
        } catch (RuntimeException outOfBounds) { // Of the type's, or of the provider's: each throws its own.
            return false;
        }
    }

    private static <J extends JsonValue> J required(JsonValue value, Class<J> kind, String expected, String path)
            throws Unfit {
        require(kind.isInstance(value), value, expected, path);
        return kind.cast(value);
    }

    private static void require(boolean fits, JsonValue value, String expected, String path) throws Unfit {
        if (!fits) {
            throw new Unfit(path, "is " + kind(value) + " where the Java type has " + expected);
        }
    }

    /** Returns the path of a member, without a name that may be content, such as a key of a map. */
    static String path(String outer, String name) {
        String shown = NAME.matcher(name).matches() ? name : "?";
        return outer.isEmpty() ? shown : outer + "." + shown;
    }

    /** Returns what a value is, for messages. */
    static String kind(JsonValue value) {
        return switch (value.getValueType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case TRUE, FALSE -> "a boolean";
            case NULL -> "null";
        };
    }

    /** Returns the class of a type, or null if it is a variable or a wildcard. */
    static @Nullable Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType generic) {
            return raw(generic.getRawType());
        }
        return type instanceof GenericArrayType ? Object[].class : null;
    }

    /** Returns the type of the elements of an array or a collection. */
    static Type element(Type type, Class<?> raw) {
        if (type instanceof GenericArrayType array) {
            return array.getGenericComponentType();
        }
        return raw.isArray() ? raw.getComponentType() : argument(type, 0);
    }

    /** Returns a type argument, or {@code Object} if there is none. */
    static Type argument(Type type, int index) {
        return type instanceof ParameterizedType generic && generic.getActualTypeArguments().length > index
                ? generic.getActualTypeArguments()[index]
                : Object.class;
    }
}
