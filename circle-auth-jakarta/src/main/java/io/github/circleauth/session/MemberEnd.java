package io.github.circleauth.session;

import java.util.OptionalInt;

/**
 * The end of all leases of a member.
 *
 * @param here how many ended on this server
 * @param elsewhere how many others ended in the ledger; empty if its database did not respond, and ends them later
 * @param everyServer whether the ledger is shared with the other servers
 */
public record MemberEnd(int here, OptionalInt elsewhere, boolean everyServer) {}
