package io.github.circleauth.cdi;

import io.github.circleauth.member.MemberAuthorization;
import io.github.circleauth.member.MemberAuthorizationFactory;
import jakarta.enterprise.inject.spi.CDI;

/** The way from a JAX-RS provider, which the container makes, to the bean of the application that it belongs to. */
public final class CdiMemberAuthorizationFactory implements MemberAuthorizationFactory {

    @Override
    public MemberAuthorization current() {
        return CDI.current().select(MemberAuthorization.class).get();
    }
}
