package io.github.circleauth.member;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells whether JSON-B can create the objects of a type at all, so that a request whose response it can't read is not sent. */
final class ReadableTypes {

    private static final ClassValue<String> FAULTS = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return type.isPrimitive()
                    ? type + " is primitive; use its wrapper class"
                    : fault(type, "", new HashSet<>());
        }
    };

    private ReadableTypes() {}

    /**
     * Checks a type, its elements, and the types of its members.
     *
     * @throws IllegalArgumentException if JSON-B can't create its objects; the message says why
     */
    static void check(Class<?> type) {
        String fault = FAULTS.get(type);
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException("No response can be read as " + type.getTypeName() + ": " + fault + ".");
        }
    }

    private static String fault(Type type, String member, Set<Class<?>> seen) {
        Class<?> raw = JsonFit.raw(type);
        if (raw == null) {
            return "";
        }
        if (raw.isArray() || Collection.class.isAssignableFrom(raw) || raw == Optional.class) {
            return fault(JsonFit.element(type, raw), member, seen);
        }
        if (Map.class.isAssignableFrom(raw)) {
            return fault(JsonFit.argument(type, 1), member, seen);
        }
        if (!JsonMembers.isMappedByMember(raw) || !seen.add(raw)) {
            return "";
        }
        String why = JsonMembers.whyNotCreated(raw);
        // Whether another fault of a member's type matters depends on the response.
        if (!why.isEmpty() && (member.isEmpty() || why.equals(JsonMembers.NOT_PUBLIC))) {
            return (member.isEmpty() ? "" : "the type of " + member + ", ") + raw.getTypeName() + ", " + why;
        }
        return JsonMembers.of(raw).entrySet().stream()
                .map(each -> fault(each.getValue(), member + (member.isEmpty() ? "" : ".") + each.getKey(), seen))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse("");
    }
}
