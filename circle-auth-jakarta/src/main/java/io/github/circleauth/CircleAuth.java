package io.github.circleauth;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Switches the library on for a web application. It is placed on any one class of the application:
 *
 * <pre>{@code
 * @CircleAuth(identity = MemberIdentity.Kind.VERIFIED_EMAIL)
 * class CommunitySite {}
 * }</pre>
 *
 * <p>The annotation is read when the application is deployed. Alternatively, the application declares the filter
 * {@link io.github.circleauth.servlet.CircleAuthFilter} in {@code web.xml}, or registers it in code. Two of these ways at
 * once fail the deployment.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CircleAuth {

    /**
     * Returns the kind of identifier that the principal's name is, or the claim of {@code circle.auth.identity-from}:
     * exactly one, or none if the configuration key {@code circle.auth.identity} or a {@link MemberIdentityResolver} bean
     * determines the identity. Both take precedence over this element.
     */
    MemberIdentity.Kind[] identity() default {};

    /** Returns the URL patterns of the filter, as in {@code url-pattern} of {@code web.xml}. */
    String[] urlPatterns() default "/*";
}
