package io.github.circleauth.servlet;

import jakarta.servlet.ServletContext;
import java.util.stream.Stream;

/** The note in a servlet context of how the library was switched on there. */
public final class ContextAttributes {

    private static final String ATTRIBUTE = ContextAttributes.class.getName();

    static final String WITHOUT_THE_REST =
            "CircleAuthFilter is declared, but circle-auth did not start with the application. Check that the"
                    + " circle-auth-jakarta jar is in WEB-INF/lib, that CDI is on, and that an <absolute-ordering> in"
                    + " web.xml names circle_auth.";

    private ContextAttributes() {}

    /**
     * Notes it.
     *
     * @throws IllegalStateException if it was switched on before
     */
    static void by(ServletContext context, String way) {
        Object before = context.getAttribute(ATTRIBUTE);
        if (before != null) {
            // In one order, whichever of the two a server comes to first.
            String[] both = Stream.of(before.toString(), way).sorted().toArray(String[]::new);
            throw new IllegalStateException("circle-auth is switched on twice in this application: by " + both[0]
                    + " and by " + both[1] + ". Keep one of the two.");
        }
        context.setAttribute(ATTRIBUTE, way);
    }

    /**
     * Fails the application's start if the filter is declared and nothing that belongs to it is there, as when an
     * {@code <absolute-ordering>} leaves our initializer out. The wiring asks when CDI starts, since the filter can't stop the
     * deployment: WildFly makes it with the first request, and Payara goes on without one that fails.
     *
     * @throws IllegalStateException saying what to check
     */
    public static void orNotDeclared(ServletContext context) {
        boolean declared = context.getFilterRegistrations().values().stream()
                .anyMatch(filter -> CircleAuthFilter.class.getName().equals(filter.getClassName()));
        if (declared && !in(context)) {
            throw new IllegalStateException(WITHOUT_THE_REST);
        }
    }

    /** Returns whether the library is switched on there. The jar alone does nothing. */
    public static boolean in(ServletContext context) {
        return context.getAttribute(ATTRIBUTE) != null;
    }
}
