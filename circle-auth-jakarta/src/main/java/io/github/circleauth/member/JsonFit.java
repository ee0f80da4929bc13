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

        private final String path;
        private final String fault;

        Unfit(String path, String fault) {
            super(path.isEmpty() ? "it " + fault : path + " " + fault);
            this.path = path;
            this.fault = fault;
        }

        /** Returns the same fault as seen from outside: a path is needed only where something is wrong. */
        private Unfit within(String outer) {
            boolean joins = outer.isEmpty() || path.isEmpty() || path.startsWith("[");
            return new Unfit(outer + (joins ? "" : ".") + path, fault);
        }
    }

    /**
     * Returns the JSON without nulls for primitives; the same object if nothing is to be changed.
     *
     * @param path the place of the value, for messages
     */
    JsonValue fit(JsonValue value, Type type, String path) throws Unfit {
        try {
            return fit(value, type);
        } catch (Unfit unfit) {
            throw unfit.within(path);
        }
    }

    private JsonValue fit(JsonValue value, Type type) throws Unfit {
        Class<?> raw = raw(type);
        if (raw == null) {
            return value;
        }
        if (value.getValueType() == JsonValue.ValueType.NULL) {
            return raw.isPrimitive() ? zero(raw) : value;
        }
        if (raw == Optional.class) {
            return fit(value, argument(type, 0));
        }
        if (raw.isArray() || Collection.class.isAssignableFrom(raw)) {
            return array(required(value, JsonArray.class, "an array"), element(type, raw));
        }
        if (Map.class.isAssignableFrom(raw) && !JsonValue.class.isAssignableFrom(raw)) {
            Type values = argument(type, 1);
            return object(required(value, JsonObject.class, "an object"), name -> values);
        }
        if (JsonMembers.isMappedByMember(raw)) {
            Map<String, Type> members = JsonMembers.of(raw);
            return object(
                    required(value, JsonObject.class, "an object"),
                    name -> ResolvedTypes.within(members.getOrDefault(name, Object.class), type));
        }
        checkScalar(value, raw);
        return value instanceof JsonNumber number && !number.isIntegral() && isWhole(NUMBERS.getOrDefault(raw, raw))
                ? plain(number)
                : value;
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

    private JsonValue object(JsonObject object, Function<String, Type> types) throws Unfit {
        JsonObjectBuilder changed = null;
        for (Map.Entry<String, JsonValue> member : object.entrySet()) {
            String name = member.getKey();
            JsonValue fitted = member(member.getValue(), types.apply(name), name);
            if (changed == null && isChanged(fitted, member.getValue())) {
                changed = builders.createObjectBuilder(object);
            }
            if (changed != null) {
                changed.add(name, fitted);
            }
        }
        return changed == null ? object : changed.build();
    }

    private JsonValue member(JsonValue value, Type type, String name) throws Unfit {
        try {
            return fit(value, type);
        } catch (Unfit unfit) {
            throw unfit.within(path("", name));
        }
    }

    private JsonValue array(JsonArray array, Type element) throws Unfit {
        JsonArrayBuilder changed = null;
        for (int i = 0; i < array.size(); i++) {
            JsonValue fitted = element(array.get(i), element, i);
            if (changed == null && isChanged(fitted, array.get(i))) {
                changed = builders.createArrayBuilder(array);
            }
            if (changed != null) {
                changed.set(i, fitted);
            }
        }
        return changed == null ? array : changed.build();
    }

    private JsonValue element(JsonValue value, Type type, int index) throws Unfit {
        try {
            return fit(value, type);
        } catch (Unfit unfit) {
            throw unfit.within("[" + index + "]");
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isChanged(JsonValue fitted, JsonValue value) {
        return fitted != value;
    }

    private JsonValue zero(Class<?> primitive) {
        if (primitive == boolean.class) {
            return JsonValue.FALSE;
        }
        JsonArrayBuilder one = builders.createArrayBuilder();
        return (primitive == char.class ? one.add("\0") : one.add(0)).build().get(0);
    }

    private static void checkScalar(JsonValue value, Class<?> raw) throws Unfit {
        if (raw == boolean.class || raw == Boolean.class) {
            String text = value instanceof JsonString string ? string.getString() : value.toString();
            require(text.equals("true") || text.equals("false"), value, "true or false");
        } else if (raw == char.class || raw == Character.class) {
            require(
                    value instanceof JsonString text && text.getString().length() == 1,
                    value,
                    "a text of one character");
        } else if (raw == String.class || raw == CharSequence.class) {
            require(!(value instanceof JsonArray || value instanceof JsonObject), value, "a text");
        } else if (raw.isEnum() && JsonMembers.hasUsualMapping(raw)) {
            require(
                    value instanceof JsonString name
                            && Arrays.stream(raw.getEnumConstants())
                                    .anyMatch(each -> ((Enum<?>) each).name().equals(name.getString())),
                    value,
                    "the name of a " + raw.getSimpleName());
        } else if (JsonValue.class.isAssignableFrom(raw)) {
            require(raw.isInstance(value), value, "a " + raw.getSimpleName());
        } else {
            Class<?> number = NUMBERS.getOrDefault(raw, raw);
            if (PRIMITIVE_NUMBERS.contains(number)) {
                checkNumber(value, number);
            }
        }
    }

    /** A text is left to the provider, which parses it strictly. */
    private static void checkNumber(JsonValue value, Class<?> type) throws Unfit {
        if (value instanceof JsonNumber number) {
            if (!fits(number, type)) {
                throw new Unfit("", "is a number that is no " + type.getSimpleName());
            }
        } else {
            require(value instanceof JsonString, value, "a number");
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

    private static <J extends JsonValue> J required(JsonValue value, Class<J> kind, String expected) throws Unfit {
        require(kind.isInstance(value), value, expected);
        return kind.cast(value);
    }

    private static void require(boolean fits, JsonValue value, String expected) throws Unfit {
        if (!fits) {
            throw new Unfit("", "is " + kind(value) + " where the Java type has " + expected);
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
