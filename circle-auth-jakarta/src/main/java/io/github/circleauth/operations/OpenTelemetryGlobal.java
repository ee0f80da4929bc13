package io.github.circleauth.operations;

import io.opentelemetry.api.GlobalOpenTelemetry;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * The global {@code OpenTelemetry} that an application or a Java agent sets. It is looked at first: {@code
 * GlobalOpenTelemetry.get()} would set one that does nothing, and the application could set none any more.
 */
final class OpenTelemetryGlobal {

    private static final String AGENT = "io.opentelemetry.javaagent.OpenTelemetryAgent";

    private OpenTelemetryGlobal() {}

    /** Returns the global {@code OpenTelemetry} if there is one, otherwise null. */
    static @Nullable Object ifSet() {
        return hasAgent() || isSet() ? GlobalOpenTelemetry.get() : null;
    }

    /** An agent replaces the method {@code get}. */
    private static boolean hasAgent() {
        try {
            Class.forName(AGENT, false, ClassLoader.getSystemClassLoader());
            return true;
        } catch (ClassNotFoundException noAgent) {
            return false;
        }
    }

    private static boolean isSet() {
        try {
            return (boolean) GlobalOpenTelemetry.class.getMethod("isSet").invoke(null);
        } catch (NoSuchMethodException before157) {
            return isFieldSet();
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static boolean isFieldSet() {
        try {
            Field field = GlobalOpenTelemetry.class.getDeclaredField("globalOpenTelemetry");
            field.setAccessible(true);
            return field.get(null) != null;
        } catch (ReflectiveOperationException | RuntimeException anotherVersion) {
            return false; // It can't be told, so it is left alone.
        }
    }
}
