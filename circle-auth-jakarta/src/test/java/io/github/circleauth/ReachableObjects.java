package io.github.circleauth;

import java.lang.ref.Reference;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All objects that an object keeps alive. Of the JDK's own objects, only collections and arrays are looked into. */
public final class ReachableObjects {

    private final Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> left = new ArrayDeque<>();

    private ReachableObjects() {}

    /** Returns the object and all that it keeps alive. */
    public static Set<Object> from(Object root) {
        ReachableObjects search = new ReachableObjects();
        search.add(root);
        while (!search.left.isEmpty()) {
            search.lookInto(search.left.remove());
        }
        return search.found;
    }

    private void add(@Nullable Object object) {
        if (object != null && found.add(object)) {
            left.add(object);
        }
    }

    private void lookInto(Object object) {
        if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                add(key);
                add(value);
            });
        } else if (object instanceof Iterable<?> elements) {
            elements.forEach(this::add);
        } else if (object.getClass().isArray()) {
            if (!object.getClass().getComponentType().isPrimitive()) {
                for (int i = 0; i < Array.getLength(object); i++) {
                    add(Array.get(object, i));
                }
            }
        } else if (!(object instanceof Reference<?>)) {
            for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
                Arrays.stream(type.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .filter(ReachableObjects::isReadable)
                        .forEach(field -> add(value(field, object)));
            }
        }
    }

    private static boolean isReadable(AccessibleObject field) {
        try {
            field.setAccessible(true);
            return true;
        } catch (InaccessibleObjectException ofTheJdk) {
            return false;
        }
    }

    private static @Nullable Object value(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
