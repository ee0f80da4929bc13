package io.github.circleauth.member;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replaces type variables and wildcards by the types that JSON-B takes for them, so that their numbers are checked too. */
final class ResolvedTypes {

    private ResolvedTypes() {}

    /** A parameterized type without variables. */
    private record Resolved(Type getRawType, List<Type> arguments) implements ParameterizedType {

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public @Nullable Type getOwnerType() {
            return null;
        }
    }

    /**
     * Returns a type of a member as it is within its class.
     *
     * @param member the type of the member
     * @param owner the class, perhaps with type arguments, or one that inherits from it
     */
    static Type within(Type member, Type owner) {
        return member instanceof Class<?> ? member : resolve(member, variables(owner));
    }

    private static Type resolve(Type type, Map<Type, Type> variables) {
        if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0], variables);
        }
        if (type instanceof ParameterizedType generic) {
            List<Type> arguments = Arrays.stream(generic.getActualTypeArguments())
                    .map(argument -> resolve(argument, variables))
                    .toList();
            return new Resolved(generic.getRawType(), arguments);
        }
        if (type instanceof GenericArrayType array) {
            Type element = resolve(array.getGenericComponentType(), variables);
            return (GenericArrayType) () -> element;
        }
        return type instanceof TypeVariable<?> ? variables.getOrDefault(type, Object.class) : type;
    }

    /** Returns the variables of a class and its superclasses, with the types for them. */
    private static Map<Type, Type> variables(Type owner) {
        Map<Type, Type> variables = new HashMap<>();
        Type each = owner;
        while (each != null) {
            if (each instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
                for (int i = 0; i < raw.getTypeParameters().length; i++) {
                    variables.put(raw.getTypeParameters()[i], resolve(generic.getActualTypeArguments()[i], variables));
                }
            }
            Class<?> raw = JsonFit.raw(each);
            each = raw == null ? null : raw.getGenericSuperclass();
        }
        return variables;
    }
}
