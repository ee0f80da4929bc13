package io.github.circleauth.member;

import io.github.circleauth.CircleMember;
import java.io.Serializable;

/**
 * The serialized form of an API object that the application stored in a session: the handle of its member, and nothing of
 * the deployment. The handle of a captured member comes back as one that has ended.
 *
 * @param member the member, which serializes itself
 * @param isApi whether the object is a {@link MemberApi}, rather than a {@link MemberAuthorization}
 */
record PassivatedHandle(CircleMember member, boolean isApi) implements Serializable {

    /** Finds the deployment at the next use: a server may restore sessions before the application has started. */
    private Object readResolve() {
        return isApi
                ? new HttpMemberApi(PassivatedHandle::access, member)
                : new HttpMemberAuthorization(PassivatedHandle::access, member);
    }

    private static MemberAccess access() {
        return HttpMemberAuthorization.current().access();
    }
}
