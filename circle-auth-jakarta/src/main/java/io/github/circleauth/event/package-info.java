/**
 * The events of an application's tokens, for its CDI observers. API.
 *
 * <p>{@link io.github.circleauth.event.CircleEvent} is the type of all of them. No event contains a token or another secret.
 */
@NullMarked
package io.github.circleauth.event;

import org.jspecify.annotations.NullMarked;
