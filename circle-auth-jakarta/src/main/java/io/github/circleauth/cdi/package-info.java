/**
 * The wiring: the only package that knows CDI, MicroProfile Config, and the claims of the server's logins. Internal.
 */
@NullMarked
package io.github.circleauth.cdi;

import org.jspecify.annotations.NullMarked;
