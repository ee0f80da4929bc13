package io.github.circleauth.servlet;

import io.github.circleauth.CircleAuth;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds the filter and the session listener when an application starts that is switched on by {@code @CircleAuth} or in
 * {@code web.xml}. The container finds it through {@code META-INF/services}; in other applications it does nothing.
 */
@HandlesTypes(CircleAuth.class)
public final class CircleAuthInitializer implements ServletContainerInitializer {

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) throws ServletException {
        Set<Class<?>> found = classes == null ? Set.of() : classes;
        try {
            Class<?> applications = context.getClassLoader().loadClass(CircleAuthInitializer.class.getName());
            if (applications == CircleAuthInitializer.class) {
                start(found, context);
            } else {
                startAs(applications, found, context);
            }
        } catch (ReflectiveOperationException impossible) {
            throw new ServletException(
                    "circle-auth's classes can't be loaded by the application that bundles them.", impossible);
        }
    }

    /**
     * Runs the initializer that the application's class loader loads. Payara 6 loads initializers with another loader if
     * {@code web.xml} has an {@code <absolute-ordering>} without {@code <others/>}: then each class of the library exists
     * twice, and the application uses the other one.
     */
    private static void startAs(Class<?> applications, Set<Class<?>> classes, ServletContext context)
            throws ReflectiveOperationException, ServletException {
        Set<Class<?>> loadedByApplication = new HashSet<>();
        for (Class<?> type : classes) {
            loadedByApplication.add(context.getClassLoader().loadClass(type.getName()));
        }
        ((ServletContainerInitializer) applications.getDeclaredConstructor().newInstance())
                .onStartup(loadedByApplication, context);
    }

    private static void start(Set<Class<?>> classes, ServletContext context) throws ServletException {
        List<Class<?>> annotated = classes.stream()
                .filter(type -> type.isAnnotationPresent(CircleAuth.class))
                .sorted(Comparator.comparing(Class::getName))
                .toList();
        try {
            if (isDeclared(context)) {
                ContextAttributes.switchOn(context, "web.xml");
                CircleAuthSessionListener.addTo(context);
            }
            for (Class<?> type : annotated) {
                switchOn(context, type, type.getAnnotation(CircleAuth.class));
            }
        } catch (IllegalStateException twice) {
            throw new ServletException(twice.getMessage(), twice);
        }
    }

    /** Returns whether web.xml declares the filter, not counting one that {@code register} added before. */
    private static boolean isDeclared(ServletContext context) {
        return ContextAttributes.countFilters(context) > (ContextAttributes.isSwitchedOn(context) ? 1 : 0);
    }

    private static void switchOn(ServletContext context, Class<?> type, CircleAuth annotation) {
        ContextAttributes.switchOn(context, "@CircleAuth on " + type.getName());
        if (annotation.identity().length > 1) {
            throw ContextAttributes.failure(
                    context,
                    "@CircleAuth on " + type.getName() + " names " + annotation.identity().length
                            + " kinds of identity; name one, or none.");
        }
        if (annotation.identity().length == 1) {
            ContextAttributes.setIdentity(context, annotation.identity()[0]);
        }
        CircleAuthFilter.add(context, annotation.urlPatterns());
    }
}
