/**
 * The API: the current member, the client of the Auth API, their values and their exceptions.
 *
 * <p>This is the lowest package: it uses no other package of the library.
 */
@NullMarked
package io.github.circleauth;

import org.jspecify.annotations.NullMarked;
