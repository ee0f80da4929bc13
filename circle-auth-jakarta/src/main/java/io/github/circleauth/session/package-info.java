/**
 * Leases: the tokens of one session each, from sign-in to revocation. Independent of servlets and CDI. Not API.
 *
 * <p>{@link io.github.circleauth.session.Leases} is the entry point. A {@link io.github.circleauth.session.Lease} is one
 * atomic cell, in which a completing renewal and the end of a session meet; {@link io.github.circleauth.session.Renewal} is
 * the renewal policy. A token's state is a function of its dates and the clock.
 */
@NullMarked
package io.github.circleauth.session;

import org.jspecify.annotations.NullMarked;
