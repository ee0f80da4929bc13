package io.github.circleauth.member;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbDateFormat;
import jakarta.json.bind.annotation.JsonbNumberFormat;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import jakarta.json.bind.annotation.JsonbVisibility;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JSON members that JSON-B maps to the parts of a record or class, with their Java types. Whatever an annotation maps in
 * another way is left out: there only the JSON-B provider knows.
 */
final class JsonMembers {

    static final String NOT_PUBLIC = "is not public";

    private static final List<Class<? extends Annotation>> OWN_MAPPING_OF_TYPES =
            List.of(JsonbTypeAdapter.class, JsonbTypeDeserializer.class, JsonbTypeInfo.class, JsonbVisibility.class);

    private static final List<Class<? extends Annotation>> OWN_MAPPING_OF_MEMBERS = List.of(
            JsonbTypeAdapter.class,
            JsonbTypeDeserializer.class,
            JsonbNumberFormat.class,
            JsonbDateFormat.class,
            JsonbTransient.class);

    private static final ClassValue<Map<String, Type>> MEMBERS = new ClassValue<>() {
        @Override
        protected Map<String, Type> computeValue(Class<?> type) {
            return type.isRecord() ? ofRecord(type) : ofClass(type);
        }
    };

    private static final ClassValue<Boolean> IS_MAPPED_BY_MEMBER = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return !type.isPrimitive()
                    && !type.isArray()
                    && !type.isEnum()
                    && !type.isAnnotation()
                    && !type.getName().startsWith("java.")
                    && !type.getName().startsWith("jakarta.")
                    && hasUsualMapping(type)
                    && Stream.<Executable>concat(
                                    Arrays.stream(type.getDeclaredConstructors()),
                                    Arrays.stream(type.getDeclaredMethods()))
                            .noneMatch(creator -> creator.isAnnotationPresent(JsonbCreator.class));
        }
    };

    private JsonMembers() {}

    /** Returns the name of a Java member in JSON: {@code displayTitle} is {@code display_title}. */
    static String jsonName(String javaName) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < javaName.length(); i++) {
            char each = javaName.charAt(i);
            if (Character.isUpperCase(each) && !name.isEmpty()) {
                name.append('_');
            }
            name.append(Character.toLowerCase(each));
        }
        return name.toString();
    }

    /** Returns whether a type is a record or class of the application's that JSON-B maps member by member. */
    static boolean isMappedByMember(Class<?> type) {
        return IS_MAPPED_BY_MEMBER.get(type);
    }

    /** Returns whether no annotation of a type maps it in its own way. */
    static boolean hasUsualMapping(Class<?> type) {
        return OWN_MAPPING_OF_TYPES.stream().noneMatch(type::isAnnotationPresent);
    }

    /** Returns why JSON-B can't create objects of a type that it maps member by member; empty if it can. */
    static String whyNotCreated(Class<?> type) {
        if (!Modifier.isPublic(type.getModifiers())) {
            return NOT_PUBLIC;
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            return "is abstract";
        }
        if (type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers())) {
            return "is an inner class; make it static";
        }
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (type.isRecord()) {
            return constructors.length > 1 ? "has several constructors; mark one with @JsonbCreator" : "";
        }
        Set<Integer> accessible = Set.of(Modifier.PUBLIC, Modifier.PROTECTED);
        return Arrays.stream(constructors)
                        .anyMatch(each -> each.getParameterCount() == 0
                                && accessible.contains(each.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)))
                ? ""
                : "has no public constructor without parameters; a record needs none";
    }

    /** Returns the members that the provider maps in the usual way, by their names in JSON. */
    static Map<String, Type> of(Class<?> type) {
        return MEMBERS.get(type);
    }

    private static Map<String, Type> ofRecord(Class<?> type) {
        Map<String, Type> members = new HashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            List<AnnotatedElement> sources = Stream.of(
                            component, component.getAccessor(), field(type, component.getName()))
                    .flatMap(each -> each == null ? Stream.empty() : Stream.<AnnotatedElement>of(each))
                    .toList();
            add(members, component.getName(), component.getGenericType(), sources);
        }
        return members;
    }

    private static Map<String, Type> ofClass(Class<?> type) {
        Map<String, Type> members = new HashMap<>();
        for (Field field : type.getFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                add(members, field.getName(), field.getGenericType(), List.of(field));
            }
        }
        for (Method setter : type.getMethods()) {
            String name = setter.getName();
            if (name.length() > 3 && name.startsWith("set") && setter.getParameterCount() == 1) {
                String property = name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4);
                Field field = field(type, property);
                add(
                        members,
                        property,
                        setter.getGenericParameterTypes()[0],
                        field == null ? List.of(setter) : List.of(setter, field));
            }
        }
        return members;
    }

    private static void add(
            Map<String, Type> members, String javaName, Type type, List<? extends AnnotatedElement> sources) {
        String name = sources.stream()
                .map(each -> each.getAnnotation(JsonbProperty.class))
                .filter(property -> property != null && !property.value().isEmpty())
                .map(JsonbProperty::value)
                .findFirst()
                .orElse(jsonName(javaName));
        if (OWN_MAPPING_OF_MEMBERS.stream()
                .noneMatch(mapping -> sources.stream().anyMatch(each -> each.isAnnotationPresent(mapping)))) {
            members.put(name, type);
        }
    }

    private static @Nullable Field field(Class<?> type, String name) {
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            try {
                return each.getDeclaredField(name);
            } catch (NoSuchFieldException inherited) {
                // Look further up.
            }
        }
        return null;
    }
}
