package io.github.circleauth.servlet;

import jakarta.servlet.ServletContext;

/** The note in a servlet context of how the library was switched on there. */
public final class SwitchedOn {

    private static final String ATTRIBUTE = SwitchedOn.class.getName();

    private SwitchedOn() {}

    /**
     * Notes it.
     *
     * @throws IllegalStateException if it was switched on before
     */
    static void by(ServletContext context, String way) {
        Object before = context.getAttribute(ATTRIBUTE);
        if (before != null) {
            throw new IllegalStateException("circle-auth is switched on twice in this application: by " + before
                    + " and by " + way + ". Keep one of the two.");
        }
        context.setAttribute(ATTRIBUTE, way);
    }

    /** Returns whether the library is switched on there. The jar alone does nothing. */
    public static boolean in(ServletContext context) {
        return context.getAttribute(ATTRIBUTE) != null;
    }
}
