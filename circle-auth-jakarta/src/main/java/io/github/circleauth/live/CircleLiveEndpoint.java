package io.github.circleauth.live;

import io.github.circleauth.servlet.ContextAttributes;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.jspecify.annotations.Nullable;

/**
 * The live channel for pages: a WebSocket endpoint that speaks Action Cable as Circle's does, for the signed-in member of the
 * HTTP session. It is off until it has a path: {@code circle.auth.live-path=/circle-live}, or {@link #register}.
 *
 * <pre>{@code
 * import { createConsumer } from "@rails/actioncable"
 *
 * createConsumer("/circle-live").subscriptions.create(
 *   { channel: "NotificationChannel", community_member_id: 1001 },
 *   { received: show })
 * }</pre>
 *
 * <p>The page has no token: this server holds it, renews it, and keeps one connection to Circle for all pages of a session. The
 * container need not have WebSockets as long as there is no path.
 */
public final class CircleLiveEndpoint {

    private static final String PATH = "io.github.circleauth.live.path";

    private CircleLiveEndpoint() {}

    /**
     * Maps the endpoint. Call it in a {@link jakarta.servlet.ServletContainerInitializer} of the application. {@code
     * circle.auth.live-path} takes precedence over the path.
     *
     * @param path the path below the application's context path, such as {@code /circle-live}
     * @throws IllegalArgumentException if the path is malformed
     * @throws IllegalStateException if another path is registered already
     */
    public static void register(ServletContext context, String path) {
        check(path);
        Object former = context.getAttribute(PATH);
        if (former != null && !former.equals(path)) {
            throw new IllegalStateException("CircleLiveEndpoint is registered twice, at " + former + " and at " + path
                    + ". Keep one of the two.");
        }
        context.setAttribute(PATH, path);
        context.addListener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                ContextAttributes.failIfSwitchedOff(context, "CircleLiveEndpoint.register was called");
            }
        });
    }

    private static void check(String path) {
        try {
            PageMapping.check(path);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("The path of CircleLiveEndpoint.register " + malformed.getMessage());
        }
    }

    /** Returns the registered path, or null. */
    static @Nullable String registeredPath(ServletContext context) {
        return context.getAttribute(PATH) instanceof String path ? path : null;
    }
}
