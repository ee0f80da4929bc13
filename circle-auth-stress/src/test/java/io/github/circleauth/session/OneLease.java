package io.github.circleauth.session;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.seal.Seal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One lease of a deployment of its own, and the account of all its tokens. All parts are the library's, except Circle. A
 * renewal runs on the thread that starts it.
 */
class OneLease {

    /** Revokes due tokens on the thread that made them due. */
    static final Executor AT_ONCE = Runnable::run;

    /** Leaves due tokens to {@link #account()}, which revokes them. */
    static final Executor LATER = work -> {};

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration UNTIL_STALE = Duration.ofMinutes(58);
    private static final int TIMEOUT_SECONDS = 4 * 3600;
    private static final long ADA = 1001;
    private static final Seal SEAL = Seal.derivedFrom(Secret.of("app-token"));
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    /** The time that has passed; it changes before a race only. */
    private Duration passed = Duration.ZERO;

    private final InstantSource clock = () -> START.plus(passed);
    private final NumberedTokens circle = new NumberedTokens(clock);
    private final MemoryLedger ledger = new MemoryLedger();
    private final Revoker revoker;
    private final LeaseLedger leaseLedger;
    private final Leases leases;
    private final Meeting meeting = new Meeting();
    final Lease lease;

    /** The outcome of the request in the race. */
    private String outcome = "not requested";

    private boolean foundByAnother;

    OneLease(Executor revocations) {
        revoker = new Revoker(ledger, circle, revocations, clock, RANDOM);
        LeaseEnvironment environment = new LeaseEnvironment(
                priority -> {
                    meeting.requested();
                    return circle;
                },
                ledger,
                revoker,
                SEAL,
                new RenewalSchedule(Duration.ofMinutes(15), Duration.ofSeconds(30)),
                new CircuitBreaker(() -> passed.toNanos(), RANDOM),
                new ObtainLimit(60, () -> passed.toNanos()),
                Runnable::run,
                () -> passed.toNanos(),
                clock,
                RANDOM);
        leaseLedger = new ObservedLedger(environment);
        leases = new ObservedLeases(environment, leaseLedger);
        lease = leases.open(() -> "ada", Optional.of(MemberIdentity.communityMemberId(ADA)), TIMEOUT_SECONDS, nanos());
    }

    private long nanos() {
        return passed.toNanos();
    }

    private final class ObservedLedger extends LeaseLedger {

        ObservedLedger(LeaseEnvironment environment) {
            super(environment);
        }

        @Override
        boolean complete(Lease lease, MemberTokens tokens, Instant requestedAt, @Nullable HeldTokens held) {
            // Overwritten if the tokens reach the lease's cell.
            outcome = "too late for the ledger";
            return super.complete(lease, tokens, requestedAt, held);
        }
    }

    private final class ObservedLeases extends Leases {

        ObservedLeases(LeaseEnvironment environment, LeaseLedger leaseLedger) {
            super(environment, SameCaller.EQUAL, leaseLedger);
        }

        @Override
        Lease newLease(String id, String principal, Optional<MemberIdentity> identity, String text, long nanos) {
            return new ObservedLease(id, principal, identity.orElse(null), text);
        }
    }

    private final class ObservedLease extends Lease {

        ObservedLease(String id, String principal, @Nullable MemberIdentity identity, String text) {
            super(id, principal, identity, text, 0);
        }

        @Override
        boolean complete(HeldTokens tokens, boolean counts) {
            meeting.completing();
            boolean completed = super.complete(tokens, counts);
            outcome = completed ? "completed" : "too late for the cell";
            return completed;
        }
    }

    /** Obtains the first tokens, and moves the time on until they are stale. */
    final void signIn() {
        renew();
        passed = UNTIL_STALE;
        meeting.reset();
        outcome = "not requested";
    }

    /** Obtains or refreshes, whichever is due. */
    final void renew() {
        leases.renewIfDue(lease, nanos());
    }

    /** Completes a renewal with tokens, without the renewal's other steps. */
    final void arrive() {
        meeting.requested();
        leaseLedger.complete(lease, circle.getMemberAPITokenFromCommunityMemberId(ADA), Instant.EPOCH, null);
    }

    final void letTheOtherGetAhead() {
        meeting.letTheOtherGetAhead();
    }

    /** Ends the lease as a session listener does. */
    final void end() {
        leases.end(lease.id(), lease.seenText(), LeaseEnded.Reason.SESSION_ENDED);
    }

    /** Simulates another user's request in the same session. */
    final void changePrincipal() {
        foundByAnother = leases.find(
                        lease.id(),
                        lease.seenText(),
                        () -> "grace",
                        Optional.of(MemberIdentity.communityMemberId(ADA + 1)),
                        TIMEOUT_SECONDS,
                        nanos())
                != null;
    }

    final boolean isCompleted() {
        return outcome.equals("completed");
    }

    /** Revokes what is due, and returns what became of all tokens. */
    final String account() {
        revoker.drain(() -> true);
        String account = outcome + ": " + circle.account();
        if (!lease.isEnded() || leases.current(lease, nanos()) != null) {
            account += ", handed out after the end";
        }
        if (foundByAnother) {
            account += ", found by another user";
        }
        return ledger.size() == 0 ? account : account + ", left in the ledger";
    }
}
