package io.github.circleauth.member;

/**
 * Finds the authorization of the application to which the calling thread belongs. The wiring implements it, as a service in
 * {@code META-INF/services}, since this package doesn't know CDI.
 */
@FunctionalInterface
public interface MemberAuthorizationFactory {

    /**
     * Returns the authorization.
     *
     * @throws IllegalStateException on a thread outside every application
     */
    MemberAuthorization current();
}
