package io.github.circleauth.event;

/**
 * An event in the life of a lease, which is the tokens of one HTTP session, or of one user without a session.
 *
 * <p>No event contains a token. The {@link io.github.circleauth.MemberIdentity} in some of them is personal data; its {@code
 * toString} masks the value.
 */
public sealed interface CircleEvent permits FailureEvent, LeaseEnded, TokenObtained, TokenRenewed, TokenRevoked {

    /** Returns the random id of the lease. It is no secret, and nobody can use it at Circle. */
    String leaseId();
}
