/**
 * The wiring: the only package that knows CDI and MicroProfile Config. Internal.
 */
@NullMarked
package io.github.circleauth.cdi;

import org.jspecify.annotations.NullMarked;
