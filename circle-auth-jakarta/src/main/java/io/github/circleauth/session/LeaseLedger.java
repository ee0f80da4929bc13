package io.github.circleauth.session;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.http.OrphanedTokens;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.session.LeaseText.Dated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way of tokens between Circle, the ledger and a lease: nothing that arrived is handed out before it stands in the
 * ledger, and nothing that can't be handed out is dropped without being due there.
 */
class LeaseLedger {

    private static final long LONGEST_TIMEOUT = TimeUnit.HOURS.toNanos(8);
    private static final Duration GRACE = Duration.ofMinutes(2);

    /** Of a refresh token, which lives longest: a month. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(31);

    private final LeaseEnvironment parts;
    private final MemberIdClaim claim = new MemberIdClaim();

    LeaseLedger(LeaseEnvironment parts) {
        this.parts = parts;
    }

    /** Returns how long a lease is held after its last touch: a quarter longer than its session may stay idle. */
    static long holdNanos(int timeoutSeconds) {
        return timeoutNanos(timeoutSeconds) / 4 * 5;
    }

    /** Returns the session's time-out, where one that is endless or very long counts as eight hours. */
    static long timeoutNanos(int seconds) {
        return seconds <= 0 ? LONGEST_TIMEOUT : Math.min(LONGEST_TIMEOUT, TimeUnit.SECONDS.toNanos(seconds));
    }

    /**
     * Puts tokens that arrived in their place: first into the ledger, then into the lease.
     *
     * @param held what the lease held before
     * @return false if the lease ended meanwhile; the tokens are due then
     */
    boolean land(Lease lease, MemberTokens tokens, @Nullable HeldTokens held) {
        Instant now = parts.now();
        // First of all: whatever fails from here on, the tokens are accounted for.
        List<Row> rows = rows(lease, tokens, now);
        boolean stands =
                held == null ? parts.ledger().enter(rows) : parts.ledger().add(rows);
        RenewalSchedule.Dates dates = parts.schedule().datesOf(tokens, now, parts.random());
        String text = LeaseText.of(lease, new Dated(tokens, dates)).seal(parts.seal(), lease.id());
        if (!stands || !lease.land(HeldTokens.of(tokens, dates, text, now, parts.nanos()), held != null)) {
            lease.end();
            end(lease.id());
            return false;
        }
        lease.touched(parts.nanos(), lease.timeoutSeconds());
        if (held != null && !held.tokens().refreshToken().equals(tokens.refreshToken())) {
            orphanRefreshToken(lease, held.tokens());
        }
        return true;
    }

    /** Enters tokens that came for a lease but will not be served; they end when it ends. */
    void keep(Lease lease, MemberTokens tokens) {
        parts.ledger().add(rows(lease, tokens, parts.now()));
    }

    /**
     * Checks what the client can't: that tokens which arrived are for the member whose tokens are held. Others are revoked.
     *
     * @throws CircleProtocolException if they are another member's
     */
    void refuseAnotherMember(MemberTokens brought, @Nullable HeldTokens held) {
        long expected =
                held == null ? brought.communityMemberId() : held.tokens().communityMemberId();
        if (brought.communityMemberId() != expected
                || claim.contradicts(brought.accessToken().value(), expected)) {
            orphan(brought);
            throw new CircleProtocolException(
                    "Circle answered with a token of another member than asked. It was not used, and is being revoked.",
                    null);
        }
    }

    /** Has tokens revoked that no lease may hold. */
    void orphan(MemberTokens tokens) {
        Instant now = parts.now();
        String id = newId();
        parts.ledger().enter(List.of(refreshRow(id, tokens, now), accessRow(id, tokens, now)));
        parts.revoker().kick();
    }

    /** Has tokens revoked of which nothing else could be read. */
    void orphan(OrphanedTokens strays) {
        Instant now = parts.now();
        Instant expiresAt = now.plus(LONGEST_LIFE);
        String id = newId();
        List<Row> rows = new ArrayList<>();
        strays.refreshToken().ifPresent(token -> rows.add(Row.of(Row.Kind.REFRESH, token, id, expiresAt, now)));
        strays.accessToken().ifPresent(token -> rows.add(Row.of(Row.Kind.ACCESS, token, id, expiresAt, now)));
        parts.ledger().enter(rows);
        parts.revoker().kick();
    }

    /** Has the tokens revoked that a lease holds, while the lease itself goes on. */
    void drop(Lease lease, MemberTokens tokens) {
        Instant now = parts.now();
        String id = newId();
        // Out of the lease's hands: a row whose token another lease holds is not revoked.
        parts.ledger()
                .replace(rows(lease, tokens, now), List.of(refreshRow(id, tokens, now), accessRow(id, tokens, now)));
        parts.revoker().kick();
    }

    private void orphanRefreshToken(Lease lease, MemberTokens old) {
        Instant now = parts.now();
        parts.ledger().replace(List.of(refreshRow(lease.id(), old, now)), List.of(refreshRow(newId(), old, now)));
        parts.revoker().kick();
    }

    /** Moves a lease's hold on. Returns what the ledger knows of it. */
    Ledger.LeaseStatus touch(Lease lease, MemberTokens tokens) {
        Instant now = parts.now();
        return parts.ledger().touch(lease.id(), rows(lease, tokens, now), now);
    }

    /** Makes all of a lease's tokens due. */
    void end(String leaseId) {
        end(leaseId, List.of());
    }

    /** Makes all of a lease's tokens due, of which this server may know from the session's text alone. */
    void end(Lease lease, MemberTokens tokens) {
        end(lease.id(), rows(lease, tokens, parts.now()));
    }

    private void end(String leaseId, List<Row> rows) {
        parts.ledger().end(leaseId, rows, parts.now());
        parts.revoker().kick();
    }

    Optional<HeldTokens> holding(LeaseText text, String sealed) {
        return text.tokens()
                .map(dated -> HeldTokens.of(dated.tokens(), dated.dates(), sealed, parts.now(), parts.nanos()));
    }

    private List<Row> rows(Lease lease, MemberTokens tokens, Instant now) {
        Instant revokeAt = now.plusNanos(holdNanos(lease.timeoutSeconds())).plus(GRACE);
        return List.of(accessRow(lease.id(), tokens, revokeAt), refreshRow(lease.id(), tokens, revokeAt));
    }

    private Row accessRow(String leaseId, MemberTokens tokens, Instant revokeAt) {
        var token = tokens.accessToken();
        return Row.of(Row.Kind.ACCESS, token.value(), leaseId, token.expiresAt(), revokeAt);
    }

    private Row refreshRow(String leaseId, MemberTokens tokens, Instant revokeAt) {
        return Row.of(Row.Kind.REFRESH, tokens.refreshToken(), leaseId, tokens.refreshTokenExpiresAt(), revokeAt);
    }

    /** Draws a random 128-bit id. */
    String newId() {
        byte[] id = new byte[16];
        parts.random().nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }
}
