package io.github.circleauth.session;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.TokenState;
import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One session's hold on its tokens, made for one principal.
 *
 * <p>All that changes stands in one atomic cell. A session attribute can't be that cell, and neither can a flag beside
 * it: a renewal that checks first and writes then can land in a session that ended in between, and its token is leaked.
 * Here a landing renewal and an end meet in one compare-and-set, and whoever loses is told so.
 *
 * <p>Safe for any thread; takes no lock.
 */
public class Lease {

    /**
     * Everything about a lease at a moment.
     *
     * @param holding the tokens, if there are any
     * @param flight the one renewal under way
     * @param setback the last failure, until a renewal lands
     * @param renewals how many renewals landed after the first
     * @param ended whether it is over; final
     */
    private record Cell(
            @Nullable HeldTokens holding,
            @Nullable Renewal flight,
            @Nullable Failure setback,
            int renewals,
            boolean ended) {

        private static final Cell EMPTY = new Cell(null, null, null, 0, false);
        private static final Cell ENDED = new Cell(null, null, null, 0, true);
    }

    /**
     * The last failure.
     *
     * @param failure what went wrong
     * @param retryAt when Circle may be asked again, in the ticker's nanoseconds
     * @param inARow how many failures there were since a renewal landed
     */
    record Failure(CircleAuthException failure, long retryAt, int inARow) {}

    /** Rather than an {@code AtomicReference}: there may be a million leases. */
    private static final AtomicReferenceFieldUpdater<Lease, Cell> CELL =
            AtomicReferenceFieldUpdater.newUpdater(Lease.class, Cell.class, "cell");

    private final String id;
    private final String principal;
    private final @Nullable MemberIdentity identity;
    private volatile Cell cell = Cell.EMPTY;

    /** What another server left in the session's text, until the ledger has said whether the lease still stands. */
    private volatile @Nullable HeldTokens inherited;

    /** The session's text that this lease was last brought together with. */
    private volatile String seenText;

    private volatile long touchedAt;

    /** When a request last used the lease, in the ticker's nanoseconds. Independent of all other state. */
    private volatile long lastUsedAt;

    private volatile int timeoutSeconds;
    private volatile long refreshEarlyAgainAt;

    Lease(String id, String principal, @Nullable MemberIdentity identity, String seenText, long nanos) {
        this.id = id;
        this.principal = principal;
        this.identity = identity;
        this.seenText = seenText;
        this.touchedAt = nanos;
        this.lastUsedAt = nanos;
        this.refreshEarlyAgainAt = nanos;
    }

    private Cell now() {
        return cell;
    }

    /** Returns our own random id. The session carries it. */
    public String id() {
        return id;
    }

    String principal() {
        return principal;
    }

    Optional<MemberIdentity> identity() {
        return Optional.ofNullable(identity);
    }

    /** Returns whether the lease was made for this principal. */
    boolean belongsTo(Principal caller) {
        return principal.equals(caller.getName());
    }

    /**
     * Returns the lease's state as an opaque object, to be compared by identity: as long as it is the same object, neither
     * the tokens nor a renewal under way have changed, and the lease has not ended. Allocates nothing.
     */
    public Object snapshot() {
        return cell;
    }

    TokenState stateAt(long nanos) {
        Cell now = now();
        if (now.ended) {
            return TokenState.ENDED;
        }
        return now.holding == null ? TokenState.ABSENT : now.holding.stateAt(nanos);
    }

    /** Returns whether the lease is over. */
    public boolean isEnded() {
        return now().ended;
    }

    @Nullable HeldTokens holding() {
        return now().holding;
    }

    @Nullable Renewal flight() {
        return now().flight;
    }

    @Nullable Failure setback() {
        return now().setback;
    }

    int renewals() {
        return now().renewals;
    }

    /** Takes a renewal on board. Returns the one that flies: this one, another that was first, or none after the end. */
    @Nullable Renewal board(Renewal renewal) {
        while (true) {
            Cell now = now();
            if (now.ended || now.flight != null) {
                return now.flight;
            }
            if (CELL.compareAndSet(this, now, new Cell(now.holding, renewal, now.setback, now.renewals, false))) {
                return renewal;
            }
        }
    }

    /** Puts what a renewal brought in place. Returns false if the lease ended before: then the caller has it revoked. */
    boolean land(HeldTokens brought, boolean counts) {
        while (true) {
            Cell now = now();
            if (now.ended) {
                return false;
            }
            int renewals = counts ? now.renewals + 1 : now.renewals;
            if (CELL.compareAndSet(this, now, new Cell(brought, null, null, renewals, false))) {
                return true;
            }
        }
    }

    /**
     * Ends the flight without tokens.
     *
     * @param keepsTokens whether tokens that are still valid are served on
     */
    void failed(Failure setback, boolean keepsTokens) {
        CELL.updateAndGet(
                this,
                now -> now.ended
                        ? now
                        : new Cell(keepsTokens ? now.holding : null, null, setback, now.renewals, false));
    }

    /** Makes sure that a token which Circle rejected is not served again. */
    void reject(HeldTokens rejected, long nanos) {
        CELL.updateAndGet(
                this,
                now -> rejected.equals(now.holding)
                        ? new Cell(rejected.rejectedAt(nanos), now.flight, now.setback, now.renewals, false)
                        : now);
    }

    /** Forgets the last failure, so that the next use asks at once. */
    public void retry() {
        CELL.updateAndGet(this, now -> now.ended ? now : new Cell(now.holding, now.flight, null, now.renewals, false));
    }

    /** Ends the lease. Returns whether this call did it. */
    boolean end() {
        return !requireNonNull(CELL.getAndSet(this, Cell.ENDED)).ended;
    }

    void inherit(HeldTokens fromText) {
        inherited = fromText;
    }

    @Nullable HeldTokens inherited() {
        return inherited;
    }

    /** Holds what was inherited from now on, valid or not. The flight goes on. */
    void takeOver(HeldTokens fromText) {
        CELL.updateAndGet(
                this, now -> now.ended ? now : new Cell(fromText, now.flight, now.setback, now.renewals, false));
        inherited = null;
    }

    /** Returns the session's text that this lease was last brought together with. */
    public String seenText() {
        return seenText;
    }

    /** Notes that the session carries this text now. */
    public void published(String text) {
        seenText = text;
    }

    long touchedAt() {
        return touchedAt;
    }

    int timeoutSeconds() {
        return timeoutSeconds;
    }

    void touched(long nanos, int newTimeoutSeconds) {
        touchedAt = nanos;
        timeoutSeconds = newTimeoutSeconds;
    }

    /** Returns when a request last used the lease, in the ticker's nanoseconds. */
    public long lastUsedAt() {
        return lastUsedAt;
    }

    void usedAt(long nanos) {
        lastUsedAt = nanos;
    }

    boolean mayRefreshEarlyAt(long nanos) {
        return nanos - refreshEarlyAgainAt >= 0;
    }

    void refreshEarlyAgainAt(long nanos) {
        refreshEarlyAgainAt = nanos;
    }
}
