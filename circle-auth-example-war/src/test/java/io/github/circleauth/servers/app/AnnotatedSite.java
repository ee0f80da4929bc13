package io.github.circleauth.servers.app;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.MemberIdentity;

/** Switches the library on with its annotation. */
@CircleAuth(identity = MemberIdentity.Kind.COMMUNITY_MEMBER_ID)
public final class AnnotatedSite {

    private AnnotatedSite() {}
}
