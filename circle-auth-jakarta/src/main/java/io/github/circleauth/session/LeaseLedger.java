package io.github.circleauth.session;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.event.LeaseEnded.Reason;
import io.github.circleauth.http.OrphanedTokens;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.ledger.Subject;
import io.github.circleauth.log.LineLimit;
import io.github.circleauth.session.LeaseText.Dated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves tokens between Circle, the ledger and a lease. No token is handed out before the ledger has a row for it, and none
 * that can't be handed out is dropped before its row is due.
 */
class LeaseLedger {

    private static final System.Logger LOG = System.getLogger(LeaseLedger.class.getName());
    private static final Duration BETWEEN_ALARMS = Duration.ofHours(1);
    private static final Duration GRACE = Duration.ofMinutes(2);

    /** The life of a refresh token, which is the longest: a month. */
    private static final Duration MAX_LIFE = Duration.ofDays(31);

    /** Of how many leases the ledger is asked at once, so that its other work goes on in between. */
    private static final int ASKED_AT_ONCE = 500;

    private final LeaseEnvironment environment;
    private final LeaseEvents events;
    private final MemberIdClaim claim = new MemberIdClaim();
    private final LineLimit otherMembers;
    private final LineLimit tooLong;

    LeaseLedger(LeaseEnvironment environment) {
        this.environment = environment;
        this.events = new LeaseEvents(environment);
        this.otherMembers = new LineLimit(1, BETWEEN_ALARMS, environment::nanos);
        this.tooLong = new LineLimit(1, BETWEEN_ALARMS, environment::nanos);
    }

    /** Returns how long after its last touch a lease expires: a quarter longer than its session may stay idle. */
    static long leaseExpiryNanos(int timeoutSeconds) {
        return SessionTimeout.nanos(timeoutSeconds) / 4 * 5;
    }

    /**
     * Completes a renewal: enters the new tokens first into the ledger, then into the lease.
     *
     * @param requestedAt when the tokens were requested
     * @param held the tokens that the lease held before
     * @return false if the lease ended meanwhile; the tokens are due then
     */
    boolean complete(Lease lease, MemberTokens tokens, Instant requestedAt, @Nullable HeldTokens held) {
        Instant now = environment.now();
        int timeoutSeconds = lease.timeoutSeconds();
        // First of all: if anything after this fails, the tokens are accounted for.
        List<Row> rows = rows(lease.id(), tokens, revokeAt(timeoutSeconds, now));
        Ledger ledger = environment.ledger();
        boolean active = held == null ? ledger.enter(subject(lease, tokens), requestedAt, rows) : ledger.add(rows);
        RenewalSchedule.Dates dates = environment.schedule().datesOf(tokens, now, environment.random());
        String text = LeaseText.of(lease, new Dated(tokens, dates)).seal(environment.seal(), lease.id());
        if (!active || !lease.complete(HeldTokens.of(tokens, dates, text, now, environment.nanos()), held != null)) {
            events.end(lease, Reason.ENDED_ELSEWHERE); // Or it had ended here.
            end(lease.id());
            return false;
        }
        // With the timeout of the rows: if a request has changed it meanwhile, the next one moves the lease expiry
        // again.
        lease.touched(environment.nanos(), timeoutSeconds);
        if (held != null && !held.tokens().refreshToken().equals(tokens.refreshToken())) {
            orphanRefreshToken(lease, held.tokens());
        }
        return true;
    }

    private static Subject subject(Lease lease, MemberTokens tokens) {
        return new Subject(lease.identity(), OptionalLong.of(tokens.communityMemberId()));
    }

    /** Returns whether a lease has not ended and is one of a member's, as far as its identity and its tokens say. */
    static boolean isOf(Subject member, Lease lease) {
        HeldTokens held = lease.held();
        HeldTokens known = held != null ? held : lease.inherited();
        return !lease.isEnded()
                && member.includes(
                        known != null
                                ? subject(lease, known.tokens())
                                : new Subject(lease.identity(), OptionalLong.empty()));
    }

    /**
     * Ends all leases of a member in the ledger.
     *
     * @param here how many have ended on this server
     */
    MemberEnd endAll(Subject member, int here) {
        OptionalInt elsewhere = environment.ledger().endAll(member, environment.now());
        environment.revoker().kick();
        return new MemberEnd(here, elsewhere, environment.ledger().isDurable());
    }

    /** Enters tokens that came for a lease but are not served; they are revoked when the lease ends. */
    void add(Lease lease, MemberTokens tokens) {
        environment.ledger().add(rows(lease, tokens, environment.now()));
    }

    /**
     * Checks what the client can't: that new tokens are for the member of the held ones, and that the ledger can hold them.
     * Others are revoked.
     *
     * @throws CircleProtocolException if they are another member's, or too long
     */
    void check(MemberTokens brought, @Nullable HeldTokens held) {
        long expected =
                held == null ? brought.communityMemberId() : held.tokens().communityMemberId();
        if (brought.communityMemberId() != expected
                || claim.contradicts(brought.accessToken().value(), expected)) {
            throw refused(brought, otherMembers, "of another member than requested.");
        }
        if (!rows(newId(), brought, environment.now()).stream().allMatch(this::canBeHeld)) {
            throw refused(
                    brought,
                    tooLong,
                    "that is too long for the ledger's table (circle.auth.ledger=jdbc): sealed, it has more than 4,000"
                            + " characters.");
        }
    }

    /** Has tokens revoked that can't be used, and returns the failure. Nobody but the operator can do anything about it. */
    private CircleProtocolException refused(MemberTokens brought, LineLimit alarms, String fault) {
        orphan(brought);
        String message = "Circle returned a token " + fault + " It was not used, and is being revoked.";
        String end = alarms.endOfLine();
        if (end != null) {
            LOG.log(System.Logger.Level.ERROR, "CIRCLE-0056: {0}{1}", message, end);
        }
        return new CircleProtocolException(message, null);
    }

    private boolean canBeHeld(Row row) {
        return environment.ledger().canHold(row.token());
    }

    private void orphan(MemberTokens tokens) {
        orphan(rows(newId(), tokens, environment.now()));
    }

    private void orphan(List<Row> rows) {
        List<Row> held = heldOnly(rows);
        if (!held.isEmpty()) {
            environment.ledger().enter(held);
        }
        environment.revoker().kick();
    }

    /** Returns the rows that the ledger can hold. The tokens of the others are revoked at once. */
    private List<Row> heldOnly(List<Row> rows) {
        rows.stream().filter(row -> !canBeHeld(row)).forEach(environment.revoker()::revokeOnce);
        return rows.stream().filter(this::canBeHeld).toList();
    }

    /** Has the tokens of an unusable response revoked. */
    void orphan(OrphanedTokens tokens) {
        Instant now = environment.now();
        Instant expiresAt = now.plus(MAX_LIFE);
        String id = newId();
        List<Row> rows = new ArrayList<>();
        tokens.refreshToken().ifPresent(token -> rows.add(Row.of(Row.Kind.REFRESH, token, id, expiresAt, now)));
        tokens.accessToken().ifPresent(token -> rows.add(Row.of(Row.Kind.ACCESS, token, id, expiresAt, now)));
        orphan(rows);
    }

    /** Has the tokens of a lease revoked, while the lease itself does not end. */
    void drop(Lease lease, MemberTokens tokens) {
        Instant now = environment.now();
        // Under another lease's id: a row is not revoked while another lease holds its token.
        environment.ledger().replace(rows(lease, tokens, now), rows(newId(), tokens, now));
        environment.revoker().kick();
    }

    private void orphanRefreshToken(Lease lease, MemberTokens old) {
        Instant now = environment.now();
        environment.ledger().replace(List.of(refreshRow(lease.id(), old, now)), List.of(refreshRow(newId(), old, now)));
        environment.revoker().kick();
    }

    /** Moves the lease expiry on. Returns the ledger's status of the lease. */
    Ledger.LeaseStatus touch(Lease lease, MemberTokens tokens) {
        Instant now = environment.now();
        List<Row> rows = rows(lease, tokens, now);
        // A token in a session's text can be too long if the ledger was in memory before.
        return rows.stream().allMatch(this::canBeHeld)
                ? environment.ledger().touch(lease.id(), rows, now)
                : Ledger.LeaseStatus.ENDED;
    }

    /**
     * Ends those of the live leases that have ended on another server, by their session's end or by their expiry. Asks the
     * ledger, which has their tokens revoked.
     */
    void endThoseEndedElsewhere(Set<String> ids, Map<String, Lease> live) {
        Map<String, Lease> entered = new HashMap<>();
        for (String id : ids) {
            Lease lease = live.get(id);
            // A lease without tokens may have no record yet.
            if (lease != null && !lease.isEnded() && (lease.held() != null || lease.inherited() != null)) {
                entered.put(lease.id(), lease);
            }
            if (entered.size() == ASKED_AT_ONCE) {
                endThoseEndedElsewhere(entered);
            }
        }
        endThoseEndedElsewhere(entered);
    }

    /** Ends those of the leases that have ended elsewhere, and empties the map. */
    private void endThoseEndedElsewhere(Map<String, Lease> entered) {
        if (!entered.isEmpty()) {
            environment
                    .ledger()
                    .ended(entered.keySet())
                    .forEach(id -> events.end(requireNonNull(entered.get(id)), Reason.ENDED_ELSEWHERE));
            entered.clear();
        }
    }

    /** Makes all of a lease's tokens due. */
    void end(String leaseId) {
        end(leaseId, List.of(), environment.now());
    }

    /**
     * Makes all of a lease's tokens due.
     *
     * @param tokens tokens of the session's text, which the ledger may not know
     */
    void end(String leaseId, MemberTokens tokens) {
        Instant now = environment.now();
        end(leaseId, rows(leaseId, tokens, now), now);
    }

    private void end(String leaseId, List<Row> rows, Instant now) {
        environment.ledger().end(leaseId, heldOnly(rows), now);
        environment.revoker().kick();
    }

    Optional<HeldTokens> held(LeaseText text, String sealed) {
        return text.tokens()
                .map(dated ->
                        HeldTokens.of(dated.tokens(), dated.dates(), sealed, environment.now(), environment.nanos()));
    }

    private static Instant revokeAt(int timeoutSeconds, Instant now) {
        return now.plusNanos(leaseExpiryNanos(timeoutSeconds)).plus(GRACE);
    }

    private static List<Row> rows(Lease lease, MemberTokens tokens, Instant now) {
        return rows(lease.id(), tokens, revokeAt(lease.timeoutSeconds(), now));
    }

    private static List<Row> rows(String leaseId, MemberTokens tokens, Instant revokeAt) {
        var token = tokens.accessToken();
        Row access = Row.of(Row.Kind.ACCESS, token.value(), leaseId, token.expiresAt(), revokeAt);
        return List.of(access, refreshRow(leaseId, tokens, revokeAt));
    }

    private static Row refreshRow(String leaseId, MemberTokens tokens, Instant revokeAt) {
        return Row.of(Row.Kind.REFRESH, tokens.refreshToken(), leaseId, tokens.refreshTokenExpiresAt(), revokeAt);
    }

    /** Returns a random 128-bit id, in hex digits: some databases compare texts without regard to case. */
    String newId() {
        byte[] id = new byte[16];
        environment.random().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
