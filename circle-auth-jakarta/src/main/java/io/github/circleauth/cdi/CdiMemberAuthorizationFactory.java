package io.github.circleauth.cdi;

import io.github.circleauth.member.MemberAuthorization;
import io.github.circleauth.member.MemberAuthorizationFactory;
import jakarta.enterprise.inject.spi.CDI;

/** Finds the application's authorization bean, for a JAX-RS provider, which is not a bean. */
public final class CdiMemberAuthorizationFactory implements MemberAuthorizationFactory {

    @Override
    public MemberAuthorization current() {
        return CDI.current().select(MemberAuthorization.class).get();
    }
}
