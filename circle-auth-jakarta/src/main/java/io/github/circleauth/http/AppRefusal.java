package io.github.circleauth.http;

/**
 * Circle's refusal of this application, which only its operator can mend.
 *
 * @param isPlan whether the community's plan is the reason, rather than the app token
 * @param at when Circle last refused, in the ticker's nanoseconds
 */
public record AppRefusal(boolean isPlan, long at) {}
