/**
 * The heart: how one session's tokens live, in plain Java. It knows no servlets, no CDI and no HTTP. Not API.
 *
 * <p>A {@link io.github.circleauth.session.Lease} is one atomic cell, in which a renewal that lands and a session that
 * ends meet. {@link io.github.circleauth.session.Leases} is the way in; {@link io.github.circleauth.session.Renewal} is
 * one climb of the ladder. What state a token is in is a function of dates and the clock.
 */
@NullMarked
package io.github.circleauth.session;

import org.jspecify.annotations.NullMarked;
