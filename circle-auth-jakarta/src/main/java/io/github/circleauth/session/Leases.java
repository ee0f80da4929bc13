package io.github.circleauth.session;

import io.github.circleauth.Absence;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.TokenState;
import io.github.circleauth.http.OrphanedTokens;
import io.github.circleauth.ledger.Ledger.LeaseStatus;
import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The live leases of one deployment, by id, and access to their tokens.
 *
 * <p>Called on the threads of requests. No method does I/O on the calling thread or waits: requests to Circle and to the
 * ledger run on the library's own threads, and their results come as futures.
 *
 * <p>A caller reads the time once, with {@link #nanos()}, and passes it to each call of the same pass. With a fresh token no
 * method reads the ticker again.
 */
public class Leases {

    private final Map<String, Lease> live = new ConcurrentHashMap<>();
    private final LeaseEnvironment parts;
    private final LeaseLedger custody;
    private final SealedTexts texts;
    private final RenewalFailures setbacks;

    public Leases(LeaseEnvironment parts) {
        this(parts, new LeaseLedger(parts));
    }

    Leases(LeaseEnvironment parts, LeaseLedger custody) {
        this.parts = parts;
        this.custody = custody;
        this.texts = new SealedTexts(parts.seal());
        this.setbacks = new RenewalFailures(parts);
    }

    /** Makes a lease for a principal. {@link Lease#seenText()} is what the session is to carry. */
    public Lease open(String principal, Optional<MemberIdentity> identity, int timeoutSeconds, long nanos) {
        String id = custody.newId();
        String text = new LeaseText(principal, identity, Optional.empty()).seal(parts.seal(), id);
        Lease lease = newLease(id, principal, identity, text, nanos);
        lease.touched(nanos, timeoutSeconds);
        live.put(id, lease);
        return lease;
    }

    Lease newLease(String id, String principal, Optional<MemberIdentity> identity, String text, long nanos) {
        return new Lease(id, principal, identity.orElse(null), text, nanos);
    }

    /**
     * Returns the principal's lease that a session names, or null if there is none (any more) that may be used: then a
     * new one is to be opened. A lease of another principal is ended.
     *
     * @param text the session's sealed text, from which a lease that lived on another server is built
     */
    public @Nullable Lease find(String id, @Nullable String text, Principal principal, int timeoutSeconds, long nanos) {
        Lease lease = live.get(id);
        if (lease != null && endIfLapsed(lease, nanos)) {
            live.remove(id, lease);
            lease = null;
        }
        if (lease == null) {
            lease = rebuild(id, text, timeoutSeconds, nanos);
        }
        if (lease == null) {
            return null;
        }
        if (lease.isEnded() || !lease.belongsTo(principal)) {
            // It is told again: another server may be building it anew from the text that is given up here.
            end(id, text);
            return null;
        }
        return lease;
    }

    private @Nullable Lease rebuild(String id, @Nullable String sealed, int timeoutSeconds, long nanos) {
        Optional<LeaseText> text = sealed == null ? Optional.empty() : texts.opened(id, sealed);
        if (sealed == null || text.isEmpty()) {
            return null;
        }
        Lease rebuilt = newLease(id, text.get().principal(), text.get().identity(), sealed, nanos);
        rebuilt.touched(nanos, timeoutSeconds);
        custody.holding(text.get(), sealed).ifPresent(rebuilt::inherit);
        Lease first = live.putIfAbsent(id, rebuilt);
        return first != null ? first : rebuilt;
    }

    /**
     * Brings a lease and its session's text together, which another server may have changed.
     *
     * @return what the session is to carry; the very text that was given if nothing is to be written
     */
    public String reconcile(Lease lease, String sessionText) {
        if (!sessionText.equals(lease.seenText())) {
            texts.opened(lease.id(), sessionText)
                    .flatMap(text -> custody.holding(text, sessionText))
                    .filter(other -> isNewer(other, lease.holding()))
                    .ifPresent(other -> {
                        lease.inherit(other);
                        lease.retry(); // Whatever failed here, another server has fared better.
                    });
            lease.published(sessionText);
        }
        HeldTokens held = lease.holding();
        return held == null || lease.inherited() != null ? sessionText : held.text();
    }

    private static boolean isNewer(HeldTokens other, @Nullable HeldTokens held) {
        return held == null || held.isOutlivedBy(other.tokens().accessToken());
    }

    /**
     * Notes a use of the lease by a request. After a quarter of the session timeout it also moves the lease expiry on, on a
     * worker's thread.
     */
    public void touch(Lease lease, int timeoutSeconds, long nanos) {
        lease.usedAt(nanos);
        boolean due = nanos - lease.touchedAt() >= LeaseLedger.timeoutNanos(timeoutSeconds) / 4;
        if (!due && timeoutSeconds == lease.timeoutSeconds()) {
            return;
        }
        lease.touched(nanos, timeoutSeconds);
        execute(() -> {
            HeldTokens held = lease.holding();
            if (held != null && custody.touch(lease, held.tokens()) == LeaseStatus.ENDED) {
                lease.end();
            }
        });
    }

    /** Starts the renewal that is due, if one is. Never waits; on the hot path it only compares two dates. */
    public void renewIfDue(Lease lease, long nanos) {
        TokenState state = lease.stateAt(nanos);
        if (lease.inherited() == null && (state == TokenState.FRESH || state == TokenState.ENDED)) {
            return;
        }
        Lease.Failure setback = lease.setback();
        boolean backedOff = setback != null && nanos - setback.retryAt() < 0;
        if (lease.flight() == null
                && !backedOff
                && (takesOver(lease, nanos) || parts.circuitBreaker().permitsNow())) {
            launch(lease);
        }
    }

    /** Returns whether another server's valid token waits for the ledger alone: Circle needs not be there. */
    private static boolean takesOver(Lease lease, long nanos) {
        HeldTokens inherited = lease.inherited();
        return inherited != null && inherited.isValidAt(nanos);
    }

    private void launch(Lease lease) {
        Renewal renewal = new Renewal(lease, parts, custody, setbacks);
        if (lease.board(renewal) == renewal && !execute(renewal)) {
            renewal.fail(new CircleUnavailableException("The application is being undeployed.", null, null, false));
        }
    }

    private boolean execute(Runnable work) {
        try {
            parts.executor().execute(work);
            return true;
        } catch (RejectedExecutionException undeploying) {
            return false;
        }
    }

    /** Returns the current monotonic time, in nanoseconds. */
    public long nanos() {
        return parts.nanos();
    }

    /** Returns the tokens if they are valid at a time. Starts nothing. */
    public @Nullable MemberTokens current(Lease lease, long nanos) {
        HeldTokens held = lease.holding();
        return held != null && held.isValidAt(nanos) ? held.tokens() : null;
    }

    /**
     * Returns the tokens, now or when the renewal that is needed has brought them. Each caller gets a future of its own,
     * so that cancelling it is nobody else's matter. It is failed at once where waiting would be in vain.
     */
    public CompletableFuture<MemberTokens> tokens(Lease lease, long nanos) {
        renewIfDue(lease, nanos);
        Renewal flight = lease.flight();
        MemberTokens valid = current(lease, nanos);
        if (valid != null) {
            return CompletableFuture.completedFuture(valid);
        }
        if (lease.isEnded()) {
            return CompletableFuture.failedFuture(ended());
        }
        if (flight != null && (!parts.circuitBreaker().isOpen() || takesOver(lease, nanos))) {
            return flight.outcome().copy();
        }
        Lease.Failure setback = lease.setback();
        return CompletableFuture.failedFuture(setback != null ? setback.failure() : setbacks.circuitBreakerIsOpen());
    }

    /** Makes sure that a token which Circle has rejected is not served again. */
    public void reject(Lease lease, AccessToken rejected, long nanos) {
        HeldTokens held = lease.holding();
        if (held != null && held.tokens().accessToken().equals(rejected)) {
            lease.reject(held, nanos);
        }
    }

    /** Somebody waited as long as a request may. */
    public void waitRanOut() {
        parts.circuitBreaker().recordTimeout();
    }

    /**
     * Ends a lease: its tokens are due from now on. Does no I/O and does not fail; called when a session ends, and when
     * its principal has changed.
     */
    public void end(String id, @Nullable String text) {
        Lease lease = live.remove(id);
        if (lease != null) {
            lease.end();
        }
        boolean knownFromTextAlone = lease == null || lease.inherited() != null;
        Optional<LeaseText> said = text != null && knownFromTextAlone ? texts.opened(id, text) : Optional.empty();
        Optional<MemberTokens> tokens = said.flatMap(LeaseText::tokens).map(LeaseText.Dated::tokens);
        if (tokens.isPresent()) {
            custody.end(newLease(id, said.get().principal(), said.get().identity(), "", parts.nanos()), tokens.get());
        } else {
            custody.end(id);
        }
    }

    /** Has tokens revoked that came in an answer which can't be used. */
    public void orphan(OrphanedTokens strays) {
        custody.orphan(strays);
    }

    /** Once a minute: lets go of leases whose hold has lapsed; their sessions are gone, the ledger has their tokens. */
    public void sweep() {
        long nanos = parts.nanos();
        live.values().removeIf(lease -> endIfLapsed(lease, nanos) || lease.isEnded());
        parts.obtainLimit().sweep();
        texts.tellCount();
    }

    /**
     * Ends a lease whose hold has lapsed: the ledger deals with its tokens from now on, unless another server has moved the
     * hold on, which a lease that is rebuilt from the session's text finds out.
     */
    private boolean endIfLapsed(Lease lease, long nanos) {
        boolean lapsed =
                lease.flight() == null && nanos - lease.touchedAt() > LeaseLedger.holdNanos(lease.timeoutSeconds());
        return lapsed && lease.end();
    }

    /** Returns how many leases live on this server. */
    public int size() {
        return live.size();
    }

    public TokenState state(Lease lease, long nanos) {
        return lease.stateAt(nanos);
    }

    public Optional<Instant> expiresAt(Lease lease) {
        return Optional.ofNullable(lease.holding())
                .map(held -> held.tokens().accessToken().expiresAt());
    }

    public int renewals(Lease lease) {
        return lease.renewals();
    }

    /** Returns why a lease has no valid token, as far as it is known. */
    public Optional<Absence> whyAbsent(Lease lease, long nanos) {
        if (lease.isEnded()) {
            return Optional.of(Absence.ENDED);
        }
        Lease.Failure setback = lease.setback();
        if (current(lease, nanos) != null || setback == null) {
            return Optional.empty();
        }
        if (setback.failure() instanceof CircleRefusedException refused) {
            return Optional.of(refused.reason() == Reason.MEMBER_UNKNOWN ? Absence.NOT_A_MEMBER : Absence.REFUSED);
        }
        return Optional.of(Absence.UNAVAILABLE);
    }

    static NotSignedInException ended() {
        return new NotSignedInException(Absence.ENDED);
    }
}
