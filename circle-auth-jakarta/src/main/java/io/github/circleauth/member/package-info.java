/**
 * What a member's token is for: Circle's Member API, by {@link io.github.circleauth.member.MemberApi}, by the server's own
 * HTTP clients, and by those that the application brings.
 *
 * <p>{@code MemberApi}, {@code MemberAuthorization} and {@code MemberAuthorizationFilter} are API; the rest is the library's
 * own.
 */
@NullMarked
package io.github.circleauth.member;

import org.jspecify.annotations.NullMarked;
