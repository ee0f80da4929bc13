package io.github.circleauth.member;

/**
 * What knows the authorization of the application that the calling thread is in: the wiring, which is found through {@code
 * META-INF/services}, since this room doesn't know CDI.
 */
@FunctionalInterface
public interface MemberAuthorizationFactory {

    /**
     * Returns it.
     *
     * @throws IllegalStateException on a thread that is in no application
     */
    MemberAuthorization current();
}
