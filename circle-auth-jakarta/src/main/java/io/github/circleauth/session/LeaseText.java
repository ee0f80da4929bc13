package io.github.circleauth.session;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.seal.BrokenSealException;
import io.github.circleauth.seal.Seal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The content of a session's sealed text: the lease's principal and identity, and its tokens with their dates.
 *
 * <p>The text has one line for each value, as short as possible, since every session carries it: the initial of the kind of
 * identity, dates in milliseconds since 1970 to the base 36. The principal is the last line, since it may contain line
 * breaks.
 *
 * @param principal the name of the principal that the lease was made for
 * @param identity the principal's identity at Circle; empty for a user that is no member
 * @param tokens the tokens, once there are any
 */
record LeaseText(String principal, Optional<MemberIdentity> identity, Optional<Dated> tokens) {

    /** Tokens and the dates that were computed when they arrived. */
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
     * Opens a sealed text.
     *
     * @throws BrokenSealException if no key opens it, or if its content is not what this version writes
     */
    static LeaseText open(Seal seal, String sealed, String leaseId) throws BrokenSealException {
        String text = seal.open(sealed, leaseId);
        try {
            return parse(text);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException unreadable) {
            // Without the cause: its message may quote a token.
            throw BrokenSealException.ofContent(sealed);
        }
    }

    private static LeaseText parse(String text) {
        boolean hasTokens = text.startsWith("t\n");
        String[] lines = text.split("\n", hasTokens ? LINES_WITH_TOKENS : LINES_WITHOUT_TOKENS);
        return new LeaseText(
                lines[lines.length - 1],
                identity(lines[1], lines[2]),
                hasTokens ? Optional.of(dated(lines)) : Optional.empty());
    }

    private static Optional<MemberIdentity> identity(String initial, String value) {
        if (initial.isEmpty()) {
            return Optional.empty();
        }
        MemberIdentity.Kind kind = Arrays.stream(MemberIdentity.Kind.values())
                .filter(each -> initial(each).equals(initial))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown kind of identity"));
        return Optional.of(new MemberIdentity(kind, value));
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

    /** Opens sessions' texts. One that can't be opened is left as it is, counted, and logged once for each key id. */
    static final class Reader {

        private static final Logger LOG = System.getLogger(LeaseText.class.getName());

        private final Seal seal;
        private final Set<String> loggedKeyIds = ConcurrentHashMap.newKeySet();
        private final LongAdder unopened = new LongAdder();

        Reader(Seal seal) {
            this.seal = seal;
        }

        Optional<LeaseText> open(String leaseId, String sealed) {
            try {
                return Optional.of(LeaseText.open(seal, sealed, leaseId));
            } catch (BrokenSealException broken) {
                unopened.increment();
                if (loggedKeyIds.add(broken.keyId())) {
                    LOG.log(
                            Level.WARNING,
                            "CIRCLE-0045: {0} New tokens are obtained. Is circle.auth.seal-keys (or, without it, the app"
                                    + " token) the same on all servers, and is the former key still listed?",
                            broken.getMessage());
                }
                return Optional.empty();
            }
        }

        /** Logs how many texts could not be opened since the last time, if any. */
        void logUnopened() {
            long count = unopened.sumThenReset();
            if (count > 0) {
                LOG.log(
                        Level.INFO,
                        "CIRCLE-0046: Texts of sessions that could not be opened within the last minute: {0}.",
                        count);
            }
        }
    }
}
