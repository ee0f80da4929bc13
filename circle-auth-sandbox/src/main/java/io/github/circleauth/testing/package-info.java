/**
 * Fakes for an application's tests, which need neither Circle nor a server. They are made of the library's own classes, so
 * they behave and fail as these do.
 */
@NullMarked
package io.github.circleauth.testing;

import org.jspecify.annotations.NullMarked;
