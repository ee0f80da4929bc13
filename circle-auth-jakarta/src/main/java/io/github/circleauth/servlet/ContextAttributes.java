package io.github.circleauth.servlet;

import io.github.circleauth.MemberIdentity;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The library's attributes of a servlet context: how it was switched on, and what belongs to it. */
public final class ContextAttributes {

    /** The message where the filter is there and the rest of the library is not. */
    static final String NOT_STARTED =
            "CircleAuthFilter is declared, but circle-auth did not start with the application. Check that the"
                    + " circle-auth-jakarta jar is in WEB-INF/lib, that CDI is on, and that an <absolute-ordering> in"
                    + " web.xml names circle_auth.";

    private static final String SWITCHED_ON_BY = "io.github.circleauth.switchedOnBy";
    private static final String IDENTITY = "io.github.circleauth.identity";
    private static final String LISTENER = "io.github.circleauth.listener";
    private static final String FAILURE = "io.github.circleauth.failure";
    private static final String RUNTIME = "io.github.circleauth.runtime";

    private ContextAttributes() {}

    /**
     * Records how the library was switched on.
     *
     * @throws IllegalStateException if it was switched on already
     */
    static void switchOn(ServletContext context, String way) {
        Object former = context.getAttribute(SWITCHED_ON_BY);
        if (former != null) {
            // Sorted, since servers come to the two in different orders.
            String[] both = Stream.of(former.toString(), way).sorted().toArray(String[]::new);
            throw failure(
                    context,
                    "circle-auth is switched on twice in this application: by " + both[0] + " and by " + both[1]
                            + ". Keep one of the two.");
        }
        context.setAttribute(SWITCHED_ON_BY, way);
    }

    /** Returns whether the library is switched on. The jar alone does not switch it on. */
    static boolean isSwitchedOn(ServletContext context) {
        return context.getAttribute(SWITCHED_ON_BY) != null;
    }

    /**
     * Fails the application's start if a part of the library is asked for that does nothing by itself.
     *
     * @throws IllegalStateException if the library is not switched on
     */
    public static void failIfSwitchedOff(ServletContext context, String askedFor) {
        if (!isSwitchedOn(context)) {
            throw new IllegalStateException(
                    askedFor + ", but circle-auth is not switched on in this application. Put"
                            + " @CircleAuth on a class, declare CircleAuthFilter in web.xml, or call CircleAuthFilter.register.");
        }
    }

    /** Records that the library can't start: Open Liberty only logs what an initializer throws, and goes on. */
    static IllegalStateException failure(ServletContext context, String message) {
        context.setAttribute(FAILURE, message);
        return new IllegalStateException(message);
    }

    /**
     * Fails the start of the runtime, and with it the deployment, if an initializer failed before.
     *
     * @throws IllegalStateException with the same message
     */
    static void failIfInitializerFailed(ServletContext context) {
        if (context.getAttribute(FAILURE) instanceof String message) {
            throw new IllegalStateException(message);
        }
    }

    /** Records which identifier {@code @CircleAuth} says the principal's name is. */
    static void setIdentity(ServletContext context, MemberIdentity.Kind kind) {
        context.setAttribute(IDENTITY, kind);
    }

    /** Returns which identifier {@code @CircleAuth} says the principal's name is. */
    public static Optional<MemberIdentity.Kind> identity(ServletContext context) {
        return context.getAttribute(IDENTITY) instanceof MemberIdentity.Kind kind
                ? Optional.of(kind)
                : Optional.empty();
    }

    /** Records that the session listener was added. */
    static void setListenerAdded(ServletContext context) {
        context.setAttribute(LISTENER, true);
    }

    /** Returns whether the session listener was added. */
    static boolean isListenerAdded(ServletContext context) {
        return context.getAttribute(LISTENER) != null;
    }

    /** Stores the deployment's runtime. */
    static void setRuntime(ServletContext context, CircleAuthRuntime runtime) {
        context.setAttribute(RUNTIME, runtime);
    }

    /** Returns the deployment's runtime, or null before it has started. */
    public static @Nullable CircleAuthRuntime runtime(ServletContext context) {
        return context.getAttribute(RUNTIME) instanceof CircleAuthRuntime runtime ? runtime : null;
    }

    /**
     * Returns the deployment's runtime, for a servlet that needs it.
     *
     * @throws ServletException if the library is not switched on
     */
    static CircleAuthRuntime requiredRuntime(ServletContext context) throws ServletException {
        CircleAuthRuntime runtime = runtime(context);
        if (runtime == null) {
            throw new ServletException(NOT_STARTED);
        }
        return runtime;
    }

    /**
     * Fails the application's start if the filter is declared but the library is not switched on, as when an {@code
     * <absolute-ordering>} leaves {@link CircleAuthInitializer} out. Called when CDI starts, since the filter can't stop
     * the deployment: WildFly creates it with the first request, and Payara goes on without a filter that fails.
     *
     * @throws IllegalStateException naming what to check
     */
    public static void failIfFilterIsAlone(ServletContext context) {
        if (!isSwitchedOn(context) && isFilterDeclared(context) && !isCheckedAgain(context)) {
            throw new IllegalStateException(NOT_STARTED);
        }
    }

    /**
     * Has the check repeated when all initializers have run, if one of them starts CDI, as Weld's does in Tomcat: it may run
     * before the library's own.
     */
    private static boolean isCheckedAgain(ServletContext context) {
        try {
            context.addListener(new ServletContextListener() {
                @Override
                public void contextInitialized(ServletContextEvent event) {
                    if (!isSwitchedOn(context)) {
                        throw new IllegalStateException(NOT_STARTED);
                    }
                }
            });
            return true;
        } catch (IllegalArgumentException | IllegalStateException allHaveRun) {
            // Then a context accepts no such listener (Servlet 6.0, Javadoc of addListener).
            return false;
        }
    }

    private static boolean isFilterDeclared(ServletContext context) {
        try {
            return countFilters(context) > 0;
        } catch (UnsupportedOperationException programmaticListener) {
            // Open Liberty starts CDI in a listener that was added by code, where the look-up isn't allowed (Servlet
            // 6.0, Javadoc of getFilterRegistrations).
            return false;
        }
    }

    /** Returns how many times the filter is declared or registered. */
    static long countFilters(ServletContext context) {
        return context.getFilterRegistrations().values().stream()
                .filter(filter -> CircleAuthFilter.class.getName().equals(filter.getClassName()))
                .count();
    }
}
