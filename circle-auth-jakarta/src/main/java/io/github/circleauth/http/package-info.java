/**
 * The client: Circle's wire contract over HttpClient 5, strict reading of its answers, and Circle's rate limit.
 *
 * <p>{@link io.github.circleauth.http.HttpCircleAuthClient#builder()} is API; the rest is the library's own.
 */
@NullMarked
package io.github.circleauth.http;

import org.jspecify.annotations.NullMarked;
