package io.github.circleauth.session;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.TokenState;
import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one session, made for one identity at Circle and used for one principal.
 *
 * <p>Tokens, renewal, failure and end are in one atomic {@linkplain LeaseCell cell}. A session attribute can't be that
 * cell, and neither can a flag beside it: a renewal that checks first and writes then can complete in a session that ended
 * in between, and its token leaks. Here a completing renewal and an end meet in one compare-and-set, and the loser learns
 * that it lost. Thread-safe; takes no lock.
 */
public class Lease {

    /**
     * The last failure of a renewal.
     *
     * @param exception the failure
     * @param retryAt when a renewal may start again, in the ticker's nanoseconds
     * @param inARow how many renewals failed since one completed
     */
    record Failure(CircleAuthException exception, long retryAt, int inARow) {}

    /** Rather than an {@code AtomicReference}: there may be a million leases. */
    private static final AtomicReferenceFieldUpdater<Lease, LeaseCell> CELL =
            AtomicReferenceFieldUpdater.newUpdater(Lease.class, LeaseCell.class, "cell");

    /** How soon after a noted use another one is not noted. */
    private static final long NOT_NOTED = TimeUnit.MILLISECONDS.toNanos(100);

    private final String id;
    private final String principal;
    private final @Nullable MemberIdentity identity;
    private volatile LeaseCell cell = LeaseCell.EMPTY;

    // The fields below need not change together with the cell: no decision about the tokens depends on them.

    /** The principal that the lease was last found to belong to, never written anywhere; null in one rebuilt from a text. */
    private volatile @Nullable Principal caller;

    /** Whether the application removed the lease from its session. Written before the end. */
    private volatile boolean removed;

    /**
     * The session's text that was last reconciled with this lease. Written after its tokens were inherited, and only saves
     * opening the same text again: to open one twice changes nothing.
     */
    private volatile String seenText;

    /** When the lease expiry was last moved on. Written before the timeout and read after it, so that the two fit together. */
    private volatile long touchedAt;

    /** The session timeout that the lease expiry follows from. */
    private volatile int timeoutSeconds;

    /** When a request last used the lease, to within {@link #NOT_NOTED}: each note takes the lease from the other processors' caches. */
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

    /** Returns whether it neither ended nor expired, nor its user may have got an identity: when Circle would be asked again. */
    boolean isUsableAt(long nanos) {
        Failure last = cell.failure();
        boolean isIdentityKnown = identity != null || (last != null && nanos - last.retryAt() < 0);
        return isIdentityKnown && !isEnded() && !isExpiredAt(nanos);
    }

    /** Returns whether the lease is known to belong to a principal. If not, their identities must be compared. */
    @SuppressWarnings("ReferenceEquality")
    public boolean belongsTo(Principal principal, SameCaller rule) {
        Principal known = caller;
        return known == principal || (known != null && rule.is(known, principal));
    }

    /** Returns whether the lease was made for a principal's identity. If so, it is known to belong to the principal. */
    boolean belongsTo(Principal principal, Optional<MemberIdentity> resolved) {
        if (!resolved.equals(identity())) {
            return false;
        }
        caller = principal;
        return true;
    }

    /** Returns whether the lease ended because the application removed it from its session. */
    public boolean wasRemoved() {
        return removed;
    }

    void removed() {
        removed = true;
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
        LeaseCell now = cell;
        String text = seenText;
        return now == state && !now.ended() && now.textFor(text).equals(text);
    }

    TokenState stateAt(long nanos) {
        return cell.stateAt(nanos);
    }

    public boolean isEnded() {
        return cell.ended();
    }

    @Nullable HeldTokens held() {
        return cell.held();
    }

    @Nullable HeldTokens inherited() {
        return cell.inherited();
    }

    @Nullable Renewal renewal() {
        return cell.renewal();
    }

    @Nullable Failure failure() {
        return cell.failure();
    }

    int renewals() {
        return cell.renewals();
    }

    /** Returns the lease text that the session is to carry: its own, or that of the held tokens if these are the newer. */
    String textFor(String sessionText) {
        return cell.textFor(sessionText);
    }

    /** Starts a renewal. Returns the one under way: this one, one that started before, or null after the end. */
    @Nullable Renewal start(Renewal renewal) {
        return CELL.updateAndGet(this, now -> now.start(renewal)).renewal();
    }

    /**
     * Completes the renewal with tokens. Returns false if the lease has ended; then the caller has them revoked.
     *
     * @param counts whether it counts as a renewal: not the first obtain
     */
    boolean complete(HeldTokens brought, boolean counts) {
        return !CELL.updateAndGet(this, now -> now.complete(brought, counts)).ended();
    }

    /**
     * Completes the renewal without new tokens. Returns false, and does nothing, if the lease no longer holds the tokens
     * that need none.
     */
    boolean completeWith(HeldTokens unchanged) {
        LeaseCell now = cell;
        while (unchanged.equals(now.held())) {
            if (CELL.compareAndSet(this, now, now.completeUnchanged())) {
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
        CELL.updateAndGet(this, now -> now.fail(failure, keepsTokens));
    }

    /**
     * Makes the token that Circle rejected count as expired, unless a renewal was of no use shortly before: see
     * {@link Rejections}.
     *
     * @param nanos the time of the caller's look at the tokens, from which they count as expired
     * @param now the current time
     */
    void reject(HeldTokens rejected, long nanos, long now) {
        CELL.updateAndGet(this, cell -> cell.reject(rejected, nanos, now));
    }

    /** Forgets the last failure, so that the next use starts a renewal at once. */
    public void retry() {
        CELL.updateAndGet(this, LeaseCell::retry);
    }

    /** Ends the lease. Returns whether this call did it. */
    boolean end() {
        return !CELL.getAndUpdate(this, LeaseCell::end).ended();
    }

    /**
     * Keeps the tokens of a lease text that another server wrote, for a renewal to take over, unless this lease knows newer
     * ones. The last failure is forgotten: the other server got tokens.
     */
    void inherit(HeldTokens fromText) {
        CELL.updateAndGet(this, now -> now.inherit(fromText));
    }

    /**
     * Holds inherited tokens from now on, valid or not. Newer ones that were inherited meanwhile stay inherited. The renewal
     * stays under way.
     *
     * @param fromText the tokens as they were inherited
     * @param tokens the same tokens as they are to be held: unchanged, or as rejected ones
     */
    void takeOver(HeldTokens fromText, HeldTokens tokens) {
        CELL.updateAndGet(this, now -> now.takeOver(fromText, tokens));
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

    /** Returns the session timeout, as the last request found it. */
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** Returns whether the lease expiry has passed. Not during a renewal, which moves it on. */
    boolean isExpiredAt(long nanos) {
        return cell.renewal() == null && nanos - touchedAt > LeaseLedger.leaseExpiryNanos(timeoutSeconds);
    }

    void touched(long nanos, int newTimeoutSeconds) {
        touchedAt = nanos;
        timeoutSeconds = newTimeoutSeconds;
    }

    /** Returns when a request last used the lease, in the ticker's nanoseconds, to within a tenth of a second. */
    public long lastUsedAt() {
        return lastUsedAt;
    }

    void usedAt(long nanos) {
        if (nanos - lastUsedAt > NOT_NOTED) {
            lastUsedAt = nanos;
        }
    }

    boolean mayRefreshEarlyAt(long nanos) {
        return nanos - refreshEarlyAgainAt >= 0;
    }

    void refreshEarlyAgainAt(long nanos) {
        refreshEarlyAgainAt = nanos;
    }
}
