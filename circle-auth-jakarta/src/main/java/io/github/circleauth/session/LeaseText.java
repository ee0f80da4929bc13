package io.github.circleauth.session;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.seal.BrokenSealException;
import io.github.circleauth.seal.Seal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the session's sealed text says: whose lease it is, and its tokens with their dates.
 *
 * <p>Inside the seal stand lines, as short as they can be, since every session carries them: a kind of identity by its
 * initial, dates in milliseconds since 1970 to the base 36. The principal comes last, since it alone may hold a line break.
 *
 * @param principal the name of the principal that the lease was made for
 * @param identity the principal's identity at Circle; nothing for one who is no member
 * @param tokens the tokens, once there are any
 */
record LeaseText(String principal, Optional<MemberIdentity> identity, Optional<Dated> tokens) {

    /** Tokens and the dates that were fixed when they arrived. */
    record Dated(MemberTokens tokens, RenewalSchedule.Dates dates) {}

    private static final int BASE = Character.MAX_RADIX;
    private static final int LINES_WITHOUT_TOKENS = 4;
    private static final int LINES_WITH_TOKENS = 11;

    String seal(Seal seal, String leaseId) {
        StringBuilder lines = new StringBuilder(512);
        lines.append(tokens.isPresent() ? "t" : "").append('\n');
        lines.append(identity.map(i -> initial(i.kind())).orElse("")).append('\n');
        lines.append(identity.map(MemberIdentity::value).orElse("")).append('\n');
        tokens.ifPresent(dated -> append(lines, dated));
        return seal.seal(lines.append(principal).toString(), leaseId);
    }

    private static void append(StringBuilder lines, Dated dated) {
        MemberTokens tokens = dated.tokens();
        lines.append(tokens.accessToken().value().reveal()).append('\n');
        append(lines, tokens.accessToken().expiresAt());
        append(lines, dated.dates().staleAt());
        append(lines, dated.dates().expiredAt());
        lines.append(tokens.refreshToken().reveal()).append('\n');
        append(lines, tokens.refreshTokenExpiresAt());
        lines.append(tokens.communityMemberId()).append(' ').append(tokens.communityId());
        lines.append('\n');
    }

    private static void append(StringBuilder lines, Instant moment) {
        lines.append(Long.toString(moment.toEpochMilli(), BASE)).append('\n');
    }

    private static String initial(MemberIdentity.Kind kind) {
        return kind.name().substring(0, 1);
    }

    /**
     * Opens a session's text.
     *
     * @throws BrokenSealException if it can't be opened
     */
    static LeaseText open(Seal seal, String sealed, String leaseId) throws BrokenSealException {
        String text = seal.open(sealed, leaseId);
        boolean hasTokens = text.startsWith("t\n");
        String[] lines = text.split("\n", hasTokens ? LINES_WITH_TOKENS : LINES_WITHOUT_TOKENS);
        return new LeaseText(
                lines[lines.length - 1],
                identity(lines[1], lines[2]),
                hasTokens ? Optional.of(dated(lines)) : Optional.empty());
    }

    private static Optional<MemberIdentity> identity(String initial, String value) {
        return Arrays.stream(MemberIdentity.Kind.values())
                .filter(kind -> initial(kind).equals(initial))
                .findFirst()
                .map(kind -> new MemberIdentity(kind, value));
    }

    private static Dated dated(String[] lines) {
        String[] ids = lines[9].split(" ", 2);
        AccessToken accessToken = new AccessToken(Secret.of(lines[3]), instant(lines[4]));
        MemberTokens tokens = new MemberTokens(
                accessToken, Secret.of(lines[7]), instant(lines[8]), Long.parseLong(ids[0]), Long.parseLong(ids[1]));
        return new Dated(tokens, new RenewalSchedule.Dates(instant(lines[5]), instant(lines[6])));
    }

    private static Instant instant(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text, BASE));
    }

    static LeaseText of(Lease lease, @Nullable Dated tokens) {
        return new LeaseText(lease.principal(), lease.identity(), Optional.ofNullable(tokens));
    }
}
