/**
 * The wiring: the only room that knows CDI and where configuration comes from. Not API.
 */
@NullMarked
package io.github.circleauth.cdi;

import org.jspecify.annotations.NullMarked;
