package io.github.circleauth.member;

/** The library's own authorization, as an interface: a client proxy of CDI implements it, and is no subclass of a record. */
public interface OwnMemberAuthorization extends MemberAuthorization {

    /** Returns the authorization without a client proxy around it. */
    MemberAuthorization unproxied();
}
