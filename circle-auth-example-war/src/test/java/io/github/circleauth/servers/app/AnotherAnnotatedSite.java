package io.github.circleauth.servers.app;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.MemberIdentity;

/** A second annotated class, which fails the deployment together with {@link AnnotatedSite}. */
@CircleAuth(identity = MemberIdentity.Kind.COMMUNITY_MEMBER_ID)
public final class AnotherAnnotatedSite {

    private AnotherAnnotatedSite() {}
}
