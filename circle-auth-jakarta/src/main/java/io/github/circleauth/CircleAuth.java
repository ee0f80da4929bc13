package io.github.circleauth;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Switches the library on for the web application that has a class annotated with it:
 *
 * <pre>{@code
 * @CircleAuth(identity = MemberIdentity.Kind.VERIFIED_EMAIL)
 * class CommunitySite {}
 * }</pre>
 *
 * <p>It is read when the application is deployed. The same can be said in {@code web.xml}, by declaring
 * {@code io.github.circleauth.servlet.CircleAuthFilter}, or in code; saying it twice fails the deployment.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CircleAuth {

    /**
     * What the principal's name is at Circle: exactly one kind, or none if the key {@code circle.auth.identity} or a
     * {@link MemberIdentityResolver} bean says it. Both win over what stands here.
     */
    MemberIdentity.Kind[] identity() default {};

    /** The requests that the filter sees, as a {@code url-pattern} of {@code web.xml}. */
    String[] urlPatterns() default "/*";
}
