package io.github.circleauth.session;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.TokenState;
import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one session, made for one principal.
 *
 * <p>Tokens, renewal, failure and end are in one atomic cell. A session attribute can't be that cell, and neither can a
 * flag beside it: a renewal that checks first and writes then can complete in a session that ended in between, and its
 * token leaks. Here a completing renewal and an end meet in one compare-and-set, and the loser learns that it lost.
 *
 * <p>Thread-safe; takes no lock.
 */
public class Lease {

    /**
     * The state of a lease at one moment.
     *
     * @param held the tokens, if there are any
     * @param inherited newer tokens from a lease text of another server, until a renewal has taken them over
     * @param renewal the one renewal under way
     * @param failure the last failure, until a renewal completes
     * @param renewals how many renewals completed after the first
     * @param ended whether the lease has ended; final
     */
    private record Cell(
            @Nullable HeldTokens held,
            @Nullable HeldTokens inherited,
            @Nullable Renewal renewal,
            @Nullable Failure failure,
            int renewals,
            boolean ended) {

        private static final Cell EMPTY = new Cell(null, null, null, null, 0, false);
        private static final Cell ENDED = new Cell(null, null, null, null, 0, true);

        private Cell holding(@Nullable HeldTokens tokens) {
            return new Cell(tokens, inherited, renewal, failure, renewals, ended);
        }

        private Cell inheriting(@Nullable HeldTokens tokens) {
            return new Cell(held, tokens, renewal, failure, renewals, ended);
        }

        private Cell renewing(@Nullable Renewal started) {
            return new Cell(held, inherited, started, failure, renewals, ended);
        }

        private Cell failing(@Nullable Failure last) {
            return new Cell(held, inherited, renewal, last, renewals, ended);
        }

        /** Inherited tokens stay: {@link Leases#end} must know that no renewal has taken them over. */
        private Cell end() {
            return inherited == null ? ENDED : new Cell(null, inherited, null, null, 0, true);
        }
    }

    /**
     * The last failure of a renewal.
     *
     * @param exception the failure
     * @param retryAt when a renewal may start again, in the ticker's nanoseconds
     * @param inARow how many renewals failed since one completed
     */
    record Failure(CircleAuthException exception, long retryAt, int inARow) {}

    /** Rather than an {@code AtomicReference}: there may be a million leases. */
    private static final AtomicReferenceFieldUpdater<Lease, Cell> CELL =
            AtomicReferenceFieldUpdater.newUpdater(Lease.class, Cell.class, "cell");

    private final String id;
    private final String principal;
    private final @Nullable MemberIdentity identity;
    private volatile Cell cell = Cell.EMPTY;

    // The following fields need not change together with the cell, nor with each other.

    /**
     * The session's text that was last reconciled with this lease. Written after its tokens were inherited, and only saves
     * opening the same text again: to open one twice changes nothing.
     */
    private volatile String seenText;

    /** When the lease expiry was last moved on. Written before {@link #timeoutSeconds} and read after it. */
    private volatile long touchedAt;

    /** The session timeout that the lease expiry follows from. */
    private volatile int timeoutSeconds;

    /** When a request last used the lease. */
    private volatile long lastUsedAt;

    /** From when an early refresh may be tried again. Read and written by the one renewal under way alone. */
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

    /** Returns the random id, which the session carries. */
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

    /**
     * Returns whether the lease is still in a {@linkplain #snapshot() state}, has not ended, and its session has the text of
     * its tokens: then there is nothing to do for it.
     */
    public boolean isSettledIn(@Nullable Object state) {
        Cell now = cell;
        return now == state
                && !now.ended
                && (now.held == null || now.inherited != null || now.held.text().equals(seenText));
    }

    TokenState stateAt(long nanos) {
        Cell now = cell;
        if (now.ended) {
            return TokenState.ENDED;
        }
        return now.held == null ? TokenState.ABSENT : now.held.stateAt(nanos);
    }

    public boolean isEnded() {
        return cell.ended;
    }

    @Nullable HeldTokens held() {
        return cell.held;
    }

    @Nullable HeldTokens inherited() {
        return cell.inherited;
    }

    @Nullable Renewal renewal() {
        return cell.renewal;
    }

    @Nullable Failure failure() {
        return cell.failure;
    }

    int renewals() {
        return cell.renewals;
    }

    /** Returns the lease text that the session is to carry: its own, or that of the held tokens if these are the newer. */
    String textFor(String sessionText) {
        Cell now = cell;
        return now.held == null || now.inherited != null ? sessionText : now.held.text();
    }

    /** Starts a renewal. Returns the one under way: this one, one that started before, or null after the end. */
    @Nullable Renewal start(Renewal renewal) {
        return CELL.updateAndGet(this, now -> now.ended || now.renewal != null ? now : now.renewing(renewal)).renewal;
    }

    /**
     * Completes the renewal with tokens. Returns false if the lease has ended; then the caller has them revoked.
     *
     * @param counts whether it was more than the first obtain
     */
    boolean complete(HeldTokens brought, boolean counts) {
        return !CELL.updateAndGet(this, now -> {
                    if (now.ended) {
                        return now;
                    }
                    HeldTokens inherited =
                            now.inherited != null && now.inherited.isNewerThan(brought) ? now.inherited : null;
                    return new Cell(brought, inherited, null, null, counts ? now.renewals + 1 : now.renewals, false);
                })
                .ended;
    }

    /**
     * Completes the renewal without new tokens. Returns false, and does nothing, if the lease no longer holds the tokens
     * that need none.
     */
    boolean completeWith(HeldTokens unchanged) {
        Cell now = cell;
        while (unchanged.equals(now.held)) {
            if (CELL.compareAndSet(this, now, now.renewing(null).failing(null))) {
                return true;
            }
            now = cell;
        }
        return false;
    }

    /**
     * Ends the renewal with a failure.
     *
     * @param keepsTokens whether tokens that are still valid continue to be served
     */
    void fail(Failure failure, boolean keepsTokens) {
        CELL.updateAndGet(
                this,
                now -> now.ended
                        ? now
                        : now.holding(keepsTokens ? now.held : null)
                                .renewing(null)
                                .failing(failure));
    }

    /** Makes sure that a token which Circle rejected is not served again. */
    void reject(HeldTokens rejected, long nanos) {
        CELL.updateAndGet(this, now -> rejected.equals(now.held) ? now.holding(rejected.rejectedAt(nanos)) : now);
    }

    /** Forgets the last failure, so that the next use starts a renewal at once. */
    public void retry() {
        CELL.updateAndGet(this, now -> now.failure == null ? now : now.failing(null));
    }

    /** Ends the lease. Returns whether this call did it. */
    boolean end() {
        return !CELL.getAndUpdate(this, now -> now.ended ? now : now.end()).ended;
    }

    /**
     * Keeps the tokens of a lease text that another server wrote, for a renewal to take over, unless this lease knows newer
     * ones. The last failure is forgotten: the other server got tokens.
     */
    void inherit(HeldTokens fromText) {
        CELL.updateAndGet(
                this,
                now -> !now.ended && fromText.isNewerThan(now.held) && fromText.isNewerThan(now.inherited)
                        ? now.inheriting(fromText).failing(null)
                        : now);
    }

    /**
     * Holds inherited tokens from now on, valid or not. Newer ones that were inherited meanwhile stay inherited. The renewal
     * goes on.
     *
     * @param tokens the same tokens as they are to be held
     */
    void takeOver(HeldTokens fromText, HeldTokens tokens) {
        CELL.updateAndGet(this, now -> {
            if (now.ended) {
                return now;
            }
            return now.holding(tokens).inheriting(fromText.equals(now.inherited) ? null : now.inherited);
        });
    }

    /** Returns the session's text that was last reconciled with this lease. */
    public String seenText() {
        return seenText;
    }

    /** Notes the text that the session carries now. */
    public void published(String text) {
        seenText = text;
    }

    long touchedAt() {
        return touchedAt;
    }

    int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** Returns whether the lease expiry has passed. */
    boolean isExpiredAt(long nanos) {
        long leaseExpiry = LeaseLedger.leaseExpiryNanos(timeoutSeconds);
        return nanos - touchedAt > leaseExpiry;
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
