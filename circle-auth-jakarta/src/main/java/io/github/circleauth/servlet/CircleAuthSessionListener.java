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
 * Has both tokens revoked when their session ends, in whatever way. It also starts the runtime with the application, and
 * closes it with the application. It is added with the filter; applications don't declare it.
 *
 * <p>{@link #sessionDestroyed} runs on the thread that invalidates the session, which may be the container's only thread
 * for this: it does no I/O, and throws nothing (after an exception here, a container may answer every later request with
 * 500: Servlet 6.0, 11.6).
 */
public final class CircleAuthSessionListener implements HttpSessionListener, ServletContextListener {

    private static final Logger LOG = System.getLogger(CircleAuthSessionListener.class.getName());

    static void addTo(ServletContext context) {
        if (!ContextAttributes.isListenerAdded(context)) {
            context.addListener(CircleAuthSessionListener.class);
            ContextAttributes.setListenerAdded(context);
        }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        try {
            CircleAuthRuntime runtime =
                    ContextAttributes.runtime(event.getSession().getServletContext());
            if (runtime != null) {
                runtime.sessionEnds(event.getSession());
            }
        } catch (RuntimeException | Error bug) {
            // Nothing may leave this listener, see above.
            LOG.log(
                    Level.ERROR,
                    "CIRCLE-0022: The end of a session could not be recorded; its tokens are revoked when its lease"
                            + " expires.",
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
        RuntimeFactory factory = ServiceLoader.load(
                        RuntimeFactory.class, CircleAuthSessionListener.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("META-INF/services of circle-auth is missing."));
        ContextAttributes.setRuntime(context, factory.start(context));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        CircleAuthRuntime runtime = ContextAttributes.runtime(event.getServletContext());
        if (runtime != null) {
            runtime.close();
        }
    }
}
