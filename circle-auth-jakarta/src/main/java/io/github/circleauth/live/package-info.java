/**
 * The relay of Circle's real-time channel: the sockets of pages, one connection to Circle for each lease, and the API for Java
 * code. The only package that knows WebSockets. API: {@link io.github.circleauth.live.CircleLive}, {@link
 * io.github.circleauth.live.CircleLiveEndpoint} and the types in their signatures.
 */
@NullMarked
package io.github.circleauth.live;

import org.jspecify.annotations.NullMarked;
