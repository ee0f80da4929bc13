package io.github.circleauth.servlet;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.MemberIdentity;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks, when the application starts, whether it is switched on by {@code @CircleAuth} or in {@code web.xml}, and adds
 * what belongs to it. Found by the container through {@code META-INF/services}; without either it does nothing.
 */
@HandlesTypes(CircleAuth.class)
public final class CircleAuthInitializer implements ServletContainerInitializer {

    private static final String IDENTITY = CircleAuth.class.getName() + ".identity";

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
     * Payara 6 loads initializers apart from the application if {@code web.xml} has an {@code <absolute-ordering>} without
     * {@code <others/>}: two of each of our classes, of which the application knows the others.
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
                ContextAttributes.by(context, "web.xml");
                CircleAuthSessionListener.addTo(context);
            }
            for (Class<?> type : annotated) {
                switchOn(context, type, type.getAnnotation(CircleAuth.class));
            }
        } catch (IllegalStateException twice) {
            throw new ServletException(twice.getMessage(), twice);
        }
    }

    /** Returns whether web.xml declares the filter; the one that {@code register} may have added before is not meant. */
    private static boolean isDeclared(ServletContext context) {
        long filters = context.getFilterRegistrations().values().stream()
                .filter(filter -> CircleAuthFilter.class.getName().equals(filter.getClassName()))
                .count();
        return filters > (ContextAttributes.in(context) ? 1 : 0);
    }

    private static void switchOn(ServletContext context, Class<?> type, CircleAuth annotation) {
        ContextAttributes.by(context, "@CircleAuth on " + type.getName());
        if (annotation.identity().length > 1) {
            throw new IllegalStateException("@CircleAuth on " + type.getName() + " names "
                    + annotation.identity().length + " kinds of identity; name one, or none.");
        }
        if (annotation.identity().length == 1) {
            context.setAttribute(IDENTITY, annotation.identity()[0]);
        }
        CircleAuthFilter.add(context, annotation.urlPatterns());
    }

    /** Returns what the annotation says that the principal's name is. */
    public static Optional<MemberIdentity.Kind> annotatedIdentity(ServletContext context) {
        return context.getAttribute(IDENTITY) instanceof MemberIdentity.Kind kind
                ? Optional.of(kind)
                : Optional.empty();
    }
}
