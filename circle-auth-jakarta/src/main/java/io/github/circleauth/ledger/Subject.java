package io.github.circleauth.ledger;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.seal.Seal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

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

    /**
     * Returns the subject by which all leases of a member are found. A community member id also finds leases for which
     * tokens were obtained with an identity of another kind.
     */
    public static Subject of(MemberIdentity identity) {
        boolean isMemberId = identity.kind() == MemberIdentity.Kind.COMMUNITY_MEMBER_ID;
        return new Subject(
                Optional.of(identity),
                isMemberId ? OptionalLong.of(identity.asCommunityMemberId()) : OptionalLong.empty());
    }

    /** Returns whether a lease's subject has this identity or this member's id. */
    public boolean includes(Subject lease) {
        boolean sameIdentity = identity.isPresent()
                && lease.identity.isPresent()
                && text(identity.get()).equals(text(lease.identity.get()));
        return sameIdentity || (communityMemberId.isPresent() && communityMemberId.equals(lease.communityMemberId));
    }

    /** Returns the hashes of the identity, the first being that with the sealing key; empty if it isn't known. */
    List<String> identityMarks(Seal seal) {
        return identity.map(known -> seal.marks(text(known))).orElse(List.of());
    }

    /** Returns the hashes of the member's id, the first being that with the sealing key; empty if it isn't known. */
    List<String> memberMarks(Seal seal) {
        return communityMemberId.isPresent() ? seal.marks("member\n" + communityMemberId.getAsLong()) : List.of();
    }

    /** Returns all hashes. */
    List<String> marks(Seal seal) {
        return Stream.concat(identityMarks(seal).stream(), memberMarks(seal).stream())
                .toList();
    }

    private static String text(MemberIdentity identity) {
        // Addresses that differ in case alone are one mailbox in practice.
        String value = identity.kind() == MemberIdentity.Kind.VERIFIED_EMAIL
                ? identity.value().toLowerCase(Locale.ROOT)
                : identity.value();
        return identity.kind() + "\n" + value;
    }
}
