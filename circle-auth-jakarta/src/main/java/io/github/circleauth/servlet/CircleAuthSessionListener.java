package io.github.circleauth.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ServiceLoader;

/**
 * Has both tokens revoked when their session ends, however it ends. It also starts the runtime when the application starts,
 * and ends it when the application does. It comes with the filter; nobody declares it.
 *
 * <p>{@link #sessionDestroyed} runs on the thread that invalidates the session, which may be the container's only one for
 * that: it does no I/O, and throws nothing (after an exception here, a container may answer every later request with 500:
 * Servlet 6.0, 11.6).
 */
public final class CircleAuthSessionListener implements HttpSessionListener, ServletContextListener {

    private static final Logger LOG = System.getLogger(CircleAuthSessionListener.class.getName());
    private static final String ATTRIBUTE = CircleAuthSessionListener.class.getName();

    static void addTo(ServletContext context) {
        if (!isIn(context)) {
            context.addListener(CircleAuthSessionListener.class);
            context.setAttribute(ATTRIBUTE, true);
        }
    }

    static boolean isIn(ServletContext context) {
        return context.getAttribute(ATTRIBUTE) != null;
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        try {
            CircleAuthRuntime runtime = CircleAuthRuntime.in(event.getSession().getServletContext());
            if (runtime != null) {
                runtime.sessionEnds(event.getSession());
            }
        } catch (RuntimeException | Error bug) { // See above: nothing may leave this listener.
            LOG.log(
                    Level.ERROR,
                    "The end of a session went by unnoticed; its tokens are revoked when they lapse.",
                    bug);
        }
    }

    /**
     * Starts the runtime.
     *
     * @throws IllegalStateException if the configuration is wrong, which fails the deployment
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        ServiceLoader.load(RuntimeFactory.class, CircleAuthSessionListener.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("circle-auth's wiring is not in its jar."))
                .start(context)
                .putInto(context);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        CircleAuthRuntime runtime = CircleAuthRuntime.in(event.getServletContext());
        if (runtime != null) {
            runtime.close();
        }
    }
}
