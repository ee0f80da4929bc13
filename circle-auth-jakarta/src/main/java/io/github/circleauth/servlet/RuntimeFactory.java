package io.github.circleauth.servlet;

import jakarta.servlet.ServletContext;

/**
 * What makes a deployment's runtime: the wiring, which the session listener finds through {@code META-INF/services}, since
 * the servlet classes know neither CDI nor where configuration comes from.
 */
@FunctionalInterface
public interface RuntimeFactory {

    /**
     * Makes and starts the runtime. Called once, on the container's thread, when an application starts in which the
     * library is switched on.
     *
     * @throws IllegalStateException if the configuration is wrong; the message says what
     */
    CircleAuthRuntime start(ServletContext context);
}
