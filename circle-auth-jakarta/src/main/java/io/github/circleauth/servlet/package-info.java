/**
 * The classes that a servlet container calls: the filter, the session listener, the initializer and the servlets, with the
 * runtime that they share. They decide nothing about tokens; the package {@code session} does.
 *
 * <p>API are {@link io.github.circleauth.servlet.CircleAuthFilter}, which {@code web.xml} declares or an application
 * registers, the three servlets, the names of the listener and the initializer, and {@link
 * io.github.circleauth.servlet.CircleExceptionMappers}, which JAX-RS calls. The rest is internal.
 */
@NullMarked
package io.github.circleauth.servlet;

import org.jspecify.annotations.NullMarked;
