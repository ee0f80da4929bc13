package io.github.circleauth.servlet;

import io.github.circleauth.log.LineLimit;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;

/**
 * Has both tokens revoked when their session ends, in whatever way, and when the application removes the library's
 * attributes from its session, as a sign-out does that empties the session and keeps it. It also starts the runtime with the
 * application, and closes it with the application. It is added with the filter; applications don't declare it.
 *
 * <p>{@link #sessionDestroyed} runs on the thread that invalidates the session, which may be the container's only thread
 * for this: it does no I/O, and throws nothing (after an exception here, a container may answer every later request with
 * 500: Servlet 6.0, 11.6).
 */
public final class CircleAuthSessionListener
        implements HttpSessionListener, HttpSessionAttributeListener, ServletContextListener {

    private static final Logger LOG = System.getLogger(CircleAuthSessionListener.class.getName());

    private final LineLimit failures = new LineLimit(1, System::nanoTime);

    static void addTo(ServletContext context) {
        if (!ContextAttributes.isListenerAdded(context)) {
            context.addListener(CircleAuthSessionListener.class);
            ContextAttributes.setListenerAdded(context);
        }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        tell(event.getSession(), CircleAuthRuntime::sessionEnds);
    }

    @Override
    public void attributeRemoved(HttpSessionBindingEvent event) {
        attributeChanged(event);
    }

    @Override
    public void attributeReplaced(HttpSessionBindingEvent event) {
        attributeChanged(event);
    }

    private void attributeChanged(HttpSessionBindingEvent event) {
        if (SessionAttributes.contain(event.getName())) {
            tell(
                    event.getSession(),
                    (runtime, session) -> runtime.sessionAttributeChanged(session, event.getName(), event.getValue()));
        }
    }

    /** Tells the session's runtime of an event. */
    private void tell(HttpSession session, BiConsumer<CircleAuthRuntime, HttpSession> event) {
        try {
            CircleAuthRuntime runtime = ContextAttributes.runtime(session.getServletContext());
            if (runtime != null) {
                event.accept(runtime, session);
            }
        } catch (RuntimeException | Error bug) {
            // Nothing may leave this listener, see above.
            logUnrecorded(bug);
        }
    }

    private void logUnrecorded(Throwable bug) {
        String end = failures.endOfLine();
        if (end != null) {
            LOG.log(
                    Level.ERROR,
                    "CIRCLE-0022: The end of a session could not be recorded; its tokens are revoked when its lease"
                            + " expires." + end,
                    bug);
        }
    }

    /**
     * Starts the runtime.
     *
     * @throws IllegalStateException if the configuration is wrong or an initializer failed, which fails the deployment
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        ContextAttributes.failIfInitializerFailed(context);
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
