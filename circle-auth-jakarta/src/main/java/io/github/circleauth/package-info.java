/**
 * What an application touches: the current member, the client, its values and its failures. API.
 *
 * <p>This room stands lowest in the house: it uses no other package of the library.
 */
@NullMarked
package io.github.circleauth;

import org.jspecify.annotations.NullMarked;
