package io.github.circleauth.ledger;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.seal.Seal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The member whose tokens a lease holds. The table has hashes of both values, keyed with the deployment's keys, by which all
 * leases of a member can be found.
 *
 * @param identity the identity for which the tokens were obtained, if known
 * @param communityMemberId the member's id at Circle, if known
 */
public record Subject(Optional<MemberIdentity> identity, OptionalLong communityMemberId) {

    /** The subject of tokens that belong to no session. */
    public static final Subject UNKNOWN = new Subject(Optional.empty(), OptionalLong.empty());

    /** Returns the hash of the identity with the sealing key, or nothing if it isn't known. */
    Optional<String> identityMark(Seal seal) {
        return identity.map(known -> first(seal.marks(text(known))));
    }

    /** Returns the hash of the member's id with the sealing key, or nothing if it isn't known. */
    Optional<String> memberMark(Seal seal) {
        return communityMemberId.isPresent()
                ? Optional.of(first(seal.marks("member\n" + communityMemberId.getAsLong())))
                : Optional.empty();
    }

    private static String first(List<String> marks) {
        return marks.get(0);
    }

    private static String text(MemberIdentity identity) {
        // Addresses that differ in case alone are one mailbox in practice.
        String value = identity.kind() == MemberIdentity.Kind.VERIFIED_EMAIL
                ? identity.value().toLowerCase(Locale.ROOT)
                : identity.value();
        return identity.kind() + "\n" + value;
    }
}
