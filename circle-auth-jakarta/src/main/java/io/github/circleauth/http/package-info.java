/**
 * HTTP to Circle: the token endpoint of its Auth API, requests of its Member API, and the rate limit of both.
 *
 * <p>{@link io.github.circleauth.http.HttpCircleAuthClient} and its builder are API; the rest is internal.
 */
@NullMarked
package io.github.circleauth.http;

import org.jspecify.annotations.NullMarked;
