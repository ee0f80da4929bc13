package io.github.circleauth.operations;

import io.github.circleauth.MemberIdentity;

/**
 * The Circle sessions of members, for an application that signs a user out everywhere, or learns that a member was removed at
 * Circle. A bean to inject; any thread may use it, without a request too.
 *
 * <pre>{@code
 * @Inject CircleSessions sessions;
 *
 * void removed(long communityMemberId) {
 *     sessions.end(MemberIdentity.communityMemberId(communityMemberId));
 * }
 * }</pre>
 *
 * <p>It signs any member out of Circle: an application must check that its caller may do so.
 */
public interface CircleSessions {

    /**
     * Ends all of a member's leases, so that none of the member's former tokens is used any more.
     *
     * <p>On this server that is so when the method returns, also for requests under way. If the ledger is in a database, all
     * tokens are revoked at Circle within seconds, and each other server stops to serve them within a minute.
     *
     * <p>HTTP sessions don't end. If the user is still signed in to the application, the next request obtains new tokens, unless
     * Circle refuses them. So end the user's own sessions first, or have the member removed at Circle first.
     *
     * @param identity the identity with which the application signs the user in, or the community member id, which also
     *     finds leases of the member for which an identity of another kind was used. In an e-mail address, upper and lower
     *     case are the same
     * @return what ended, and on which servers. Waits four seconds at most for the ledger's database
     * @throws IllegalStateException if the library is not switched on in this application, or not started yet
     */
    Ended end(MemberIdentity identity);

    /**
     * The leases that ended.
     *
     * @param leases how many ended by this call, as far as is known yet; none is no failure
     * @param scope on which servers they end
     */
    record Ended(int leases, Scope scope) {}

    /** On which servers a member's leases end. */
    enum Scope {
        /** On all that share the ledger's database. */
        ALL_SERVERS,
        /**
         * On this server now. The ledger's database did not respond: on the other servers they end within a minute after it
         * does, unless this server stops before.
         */
        ALL_SERVERS_LATER,
        /** On this server alone: its ledger is in memory ({@code circle.auth.ledger=memory}), of which no other knows. */
        THIS_SERVER
    }
}
