package io.github.circleauth.servlet;

import jakarta.servlet.ServletContext;

/**
 * Creates a deployment's runtime. The wiring implements it, and the session listener finds it through {@code
 * META-INF/services}: the servlet classes know neither CDI nor the source of the configuration.
 */
@FunctionalInterface
public interface RuntimeFactory {

    /**
     * Creates and starts the runtime. Called once, on the container's thread, when an application starts in which the
     * library is switched on.
     *
     * @throws IllegalStateException if the configuration is wrong; the message names each wrong key
     */
    CircleAuthRuntime start(ServletContext context);
}
