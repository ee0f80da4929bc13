/**
 * The library as a servlet container sees it: the filter, the session listener, the initializer, and the runtime that
 * they share. They decide nothing about tokens; {@code session} does.
 *
 * <p>API are {@link io.github.circleauth.servlet.CircleAuthFilter} (to be declared in {@code web.xml}, or registered) and
 * the names of the listener and the initializer; the rest is the library's own.
 */
@NullMarked
package io.github.circleauth.servlet;

import org.jspecify.annotations.NullMarked;
