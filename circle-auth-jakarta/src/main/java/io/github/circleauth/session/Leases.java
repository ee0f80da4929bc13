package io.github.circleauth.session;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.event.LeaseEnded.Reason;
import io.github.circleauth.http.OrphanedTokens;
import io.github.circleauth.ledger.Ledger.LeaseStatus;
import io.github.circleauth.ledger.Subject;
import java.security.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The live leases of one deployment, by id, and access to their tokens.
 *
 * <p>Called on the threads of requests. No method does I/O on the calling thread or waits: requests to Circle and to the
 * ledger run on the library's own threads, and their results come as futures.
 *
 * <p>A caller reads the time once, with {@link #nanos()}, and passes it to each method that it calls for one request. With a
 * fresh token no method reads the ticker again.
 */
public class Leases {

    private final Map<String, Lease> live = new ConcurrentHashMap<>();
    private final LeaseEnvironment environment;
    private final SameCaller sameCaller;
    private final LeaseLedger ledger;
    private final LeaseEvents events;
    private final LeaseText.Reader texts;
    private final Renewals renewals;
    private final UserLeases users;

    public Leases(LeaseEnvironment environment) {
        this(environment, SameCaller.EQUAL);
    }

    public Leases(LeaseEnvironment environment, SameCaller sameCaller) {
        this(environment, sameCaller, new LeaseLedger(environment));
    }

    Leases(LeaseEnvironment environment, SameCaller sameCaller, LeaseLedger ledger) {
        this.environment = environment;
        this.sameCaller = sameCaller;
        this.ledger = ledger;
        this.events = new LeaseEvents(environment);
        this.texts = new LeaseText.Reader(environment.seal());
        this.renewals = new Renewals(environment, ledger);
        this.users = new UserLeases(this, environment.nanos());
    }

    /** Creates a lease for a principal. The session is to carry its id and {@link Lease#seenText()}. */
    public Lease open(Principal principal, Optional<MemberIdentity> identity, int timeoutSeconds, long nanos) {
        Lease lease = open(principal.getName(), identity, timeoutSeconds, nanos);
        lease.belongsTo(principal, identity);
        return lease;
    }

    Lease open(String principal, Optional<MemberIdentity> identity, int timeoutSeconds, long nanos) {
        String id = ledger.newId();
        String text = new LeaseText(principal, identity, Optional.empty()).seal(environment.seal(), id);
        Lease lease = newLease(id, principal, identity, text, nanos);
        lease.touched(nanos, timeoutSeconds);
        live.put(id, lease);
        return lease;
    }

    LeaseEnvironment environment() {
        return environment;
    }

    /** Returns the leases of users without a session. They are among the live leases too. */
    public UserLeases users() {
        return users;
    }

    Lease newLease(String id, String principal, Optional<MemberIdentity> identity, String text, long nanos) {
        return new Lease(id, principal, identity.orElse(null), text, nanos);
    }

    /**
     * Returns the lease with this id if it is known to belong to the principal, otherwise null: then {@link #find(String,
     * String, Principal, Optional, int, long)} decides, with the principal's identity. Allocates nothing.
     */
    public @Nullable Lease find(String id, Principal principal, long nanos) {
        Lease lease = live.get(id);
        return lease != null && lease.isUsableAt(nanos) && lease.belongsTo(principal, sameCaller) ? lease : null;
    }

    /** Returns the rule which principals are the same caller. */
    public SameCaller sameCaller() {
        return sameCaller;
    }

    /**
     * Returns the lease with this id if it was made for the principal's identity, or null if a new one is to be opened. Ends
     * a lease of another identity.
     *
     * @param text the lease text of the session, from which a lease of another server is rebuilt
     */
    public @Nullable Lease find(
            String id,
            @Nullable String text,
            Principal principal,
            Optional<MemberIdentity> identity,
            int timeoutSeconds,
            long nanos) {
        Lease lease = live.get(id);
        if (lease != null && events.endIfExpired(lease, nanos)) {
            live.remove(id, lease);
            lease = null;
        }
        lease = lease != null ? lease : rebuild(id, text, timeoutSeconds, nanos);
        if (lease == null) {
            return null;
        }
        if (lease.isEnded()) {
            // Ended again even if it has ended: another server may just have rebuilt it from this text.
            end(id, text, Reason.ENDED_ELSEWHERE);
            return null;
        }
        if (!lease.belongsTo(principal, identity)) {
            signOut(id, text, Reason.PRINCIPAL_CHANGED);
            return null;
        }
        return lease;
    }

    private @Nullable Lease rebuild(String id, @Nullable String sealed, int timeoutSeconds, long nanos) {
        Optional<LeaseText> text = sealed == null ? Optional.empty() : texts.open(id, sealed);
        if (sealed == null || text.isEmpty()) {
            return null;
        }
        Lease rebuilt = newLease(id, text.get().principal(), text.get().identity(), sealed, nanos);
        rebuilt.touched(nanos, timeoutSeconds);
        ledger.held(text.get(), sealed).ifPresent(rebuilt::inherit);
        Lease first = live.putIfAbsent(id, rebuilt);
        return first != null ? first : rebuilt;
    }

    /**
     * Reconciles a lease with its session's text, which another server may have changed. Returns the text that the session
     * is to carry; the given one if nothing is to be written.
     */
    public String reconcile(Lease lease, String sessionText) {
        if (!sessionText.equals(lease.seenText())) {
            texts.open(lease.id(), sessionText)
                    .flatMap(text -> ledger.held(text, sessionText))
                    .ifPresent(lease::inherit);
            lease.published(sessionText);
        }
        return lease.textFor(sessionText);
    }

    /** Notes that a request uses the lease; after a quarter of the session timeout, a worker moves the lease expiry on too. */
    public void touch(Lease lease, int timeoutSeconds, long nanos) {
        lease.usedAt(nanos);
        boolean due = nanos - lease.touchedAt() >= SessionTimeout.nanos(timeoutSeconds) / 4;
        if (!due && timeoutSeconds == lease.timeoutSeconds()) {
            return;
        }
        lease.touched(nanos, timeoutSeconds);
        environment.execute(() -> {
            HeldTokens held = lease.held();
            if (held != null && ledger.touch(lease, held.tokens()) == LeaseStatus.ENDED) {
                events.end(lease, Reason.ENDED_ELSEWHERE);
            }
        });
    }

    /** Starts the renewal that is due, if one is. Never waits; with a fresh token it only compares two dates. */
    public void renewIfDue(Lease lease, long nanos) {
        renewals.startIfDue(lease, nanos);
    }

    /** Returns the current monotonic time, in nanoseconds. */
    public long nanos() {
        return environment.nanos();
    }

    /** Returns the tokens if they are valid at a time. Starts nothing. */
    public @Nullable MemberTokens current(Lease lease, long nanos) {
        HeldTokens held = lease.held();
        return held != null && held.isValidAt(nanos) ? held.tokens() : null;
    }

    /**
     * Returns the tokens, at once or when the renewal under way completes. Each caller gets a future of its own, so that its
     * cancellation concerns no other caller. The future fails at once if waiting would be in vain.
     */
    public CompletableFuture<MemberTokens> tokens(Lease lease, long nanos) {
        renewIfDue(lease, nanos);
        Renewal renewal = lease.renewal();
        MemberTokens valid = current(lease, nanos);
        if (valid != null) {
            return CompletableFuture.completedFuture(valid);
        }
        return lease.isEnded()
                ? CompletableFuture.failedFuture(Renewal.ended())
                : renewals.outcome(lease, renewal, nanos);
    }

    /** Makes a token that Circle rejected count as expired: see {@link Renewals#reject}. */
    public void reject(Lease lease, AccessToken rejected, long nanos) {
        renewals.reject(lease, rejected, nanos);
    }

    /** Ends a lease, so that its tokens are due from now on. Returns its identity, if that is known. No I/O. */
    public Optional<MemberIdentity> end(String id, @Nullable String text, Reason reason) {
        return end(live.remove(id), id, text, reason);
    }

    private Optional<MemberIdentity> end(@Nullable Lease lease, String id, @Nullable String text, Reason reason) {
        events.end(lease, reason);
        boolean knownFromTextAlone = lease == null || lease.inherited() != null;
        Optional<LeaseText> opened = text != null && knownFromTextAlone ? texts.open(id, text) : Optional.empty();
        opened.filter(known -> lease == null).ifPresent(known -> events.ended(id, known, reason));
        opened.flatMap(LeaseText::tokens)
                .map(LeaseText.Dated::tokens)
                .ifPresentOrElse(known -> ledger.end(id, known), () -> ledger.end(id));
        return lease != null ? lease.identity() : opened.flatMap(LeaseText::identity);
    }

    /** Ends the lease of a session, and that of the same user without a session. No I/O. */
    public void signOut(String id, @Nullable String text, Reason reason) {
        end(id, text, reason).ifPresent(user -> users.signOut(user, reason));
    }

    /** Ends all leases of a member, on all servers if the ledger is durable. Waits for its database a bounded time. */
    public MemberEnd endAll(MemberIdentity identity) {
        Subject member = Subject.of(identity);
        List<Lease> here = live.values().stream()
                .filter(lease -> LeaseLedger.isOf(member, lease))
                .toList();
        for (Lease lease : here) {
            lease.removed();
            // It stays among the live leases until the next sweep, so that no request rebuilds it from its text.
            end(lease, lease.id(), lease.seenText(), Reason.MEMBER_ENDED)
                    .ifPresent(user -> users.signOut(user, Reason.MEMBER_ENDED));
        }
        return ledger.endAll(member, here.size());
    }

    /** Ends a lease that the application removed from its session, or ended itself. Does no I/O and doesn't fail. */
    public void endRemoved(String id, @Nullable String text, Reason reason) {
        Lease lease = live.get(id);
        if (lease != null) {
            lease.removed();
        }
        signOut(id, text, reason);
    }

    /** Ends a lease that nobody has ended, if it is live on this server. Does no I/O. */
    public void endIfLive(String id, Reason reason) {
        Optional.ofNullable(live.get(id)).ifPresent(lease -> end(id, lease.seenText(), reason));
    }

    /** Ends a lease whose principal has another name: for a principal without a known identity. */
    public void endUnlessOf(String principal, String id, @Nullable String text) {
        Lease lease = live.get(id);
        if (lease != null && !lease.principal().equals(principal)) {
            end(id, text, Reason.PRINCIPAL_CHANGED);
        }
    }

    /** Has tokens revoked that came in a response which can't be used. */
    public void orphan(OrphanedTokens tokens) {
        ledger.orphan(tokens);
    }

    /** Drops leases that expired, or ended on another server. The ledger has their tokens. Called once a minute. */
    public void sweep() {
        long nanos = environment.nanos();
        users.sweep(nanos);
        live.values().removeIf(lease -> events.endIfExpired(lease, nanos) || lease.isEnded());
        environment.obtainLimit().sweep();
        texts.logUnopened();
        endThoseEndedElsewhere(live.keySet());
    }

    /** Ends those of the leases that ended on another server, on a worker thread, if the ledger can tell. */
    public void endThoseEndedElsewhere(Set<String> ids) {
        if (environment.ledger().isDurable()) {
            environment.execute(() -> ledger.endThoseEndedElsewhere(ids, live));
        }
    }

    /** Returns the leases that live on this server. */
    Collection<Lease> live() {
        return live.values();
    }

    /** Returns how many leases live on this server. */
    public int size() {
        return live.size();
    }
}
