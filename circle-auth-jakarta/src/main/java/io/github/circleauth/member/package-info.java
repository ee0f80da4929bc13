/**
 * Circle's Member API with the current member's token: by {@link io.github.circleauth.member.MemberApi}, and by the
 * application's own HTTP clients.
 *
 * <p>{@code MemberApi}, {@code MemberAuthorization} and {@code MemberAuthorizationFilter} are API; the rest is internal.
 */
@NullMarked
package io.github.circleauth.member;

import org.jspecify.annotations.NullMarked;
