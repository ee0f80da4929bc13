package io.github.circleauth.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;

/** The library's filter and session listener in a servlet context without CDI. */
public final class BenchedFilter {

    /** The names of the library's two session attributes. */
    public static final String LEASE_ID = SessionAttributes.LEASE_ID;

    public static final String LEASE_TEXT = SessionAttributes.LEASE_TEXT;

    private BenchedFilter() {}

    /** Creates the filter of a runtime. */
    public static CircleAuthFilter of(CircleAuthRuntime runtime, ServletContext context) {
        ContextAttributes.setRuntime(context, runtime);
        ContextAttributes.setListenerAdded(context);
        CircleAuthFilter filter = new CircleAuthFilter();
        filter.init(new FilterConfig() {
            @Override
            public String getFilterName() {
                return "circle-auth";
            }

            @Override
            public ServletContext getServletContext() {
                return context;
            }

            @Override
            @SuppressWarnings("NullAway") // As the interface says: null for a parameter that does not exist.
            public String getInitParameter(String name) {
                return null;
            }

            @Override
            public Enumeration<String> getInitParameterNames() {
                return Collections.emptyEnumeration();
            }
        });
        return filter;
    }

    /** Tells a runtime that a session ends, as the library's listener does. */
    public static void sessionEnds(CircleAuthRuntime runtime, HttpSession session) {
        runtime.sessionEnds(session);
    }
}
