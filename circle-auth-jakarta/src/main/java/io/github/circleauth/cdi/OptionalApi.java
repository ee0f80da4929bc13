package io.github.circleauth.cdi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks for APIs that a server need not have, by the name of one of their classes. */
final class OptionalApi {

    private OptionalApi() {}

    /** Returns whether the application and the library see one class of that name. */
    static boolean isLinkable(String api) {
        Optional<Class<?>> applications = find(api);
        return applications.isPresent() && applications.equals(find(api, OptionalApi.class.getClassLoader()));
    }

    /** Returns the class as the application sees it. */
    static Optional<Class<?>> find(String api) {
        return find(api, Thread.currentThread().getContextClassLoader());
    }

    private static Optional<Class<?>> find(String api, @Nullable ClassLoader loader) {
        try {
            return Optional.of(Class.forName(api, false, loader));
        } catch (ClassNotFoundException notHere) {
            return Optional.empty();
        }
    }
}
