package io.github.circleauth.session;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
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
 * One lease of a deployment of its own, and the account of all tokens that came for it. Everything is the library's, but
 * for Circle. A renewal runs on the thread that starts it.
 */
class OneLease {

    /** Revokes what is due on the thread that made it due. */
    static final Executor AT_ONCE = Runnable::run;

    /** Leaves what is due to the account, which revokes it. */
    static final Executor LATER = work -> {};

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration UNTIL_STALE = Duration.ofMinutes(58);
    private static final int TIMEOUT_SECONDS = 4 * 3600;
    private static final long ADA = 1001;
    private static final Seal SEAL = Seal.derivedFrom(Secret.of("app-token"));
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    /** Moves before a race, not during one. */
    private Duration passed = Duration.ZERO;

    private final InstantSource clock = () -> START.plus(passed);
    private final NumberedTokens circle = new NumberedTokens(clock);
    private final MemoryLedger ledger = new MemoryLedger();
    private final Revoker revoker;
    private final LeaseLedger ledgerOfLeases;
    private final Leases leases;
    private final Meeting meeting = new Meeting();
    final Lease lease;

    /** What became of the answer that raced. */
    private String answer = "not asked";

    private boolean foundByAnother;

    OneLease(Executor revocations) {
        revoker = new Revoker(ledger, circle, revocations, clock, RANDOM);
        LeaseEnvironment parts = new LeaseEnvironment(
                priority -> {
                    meeting.asked();
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
        ledgerOfLeases = new ObservedLedger(parts);
        leases = new ObservedLeases(parts, ledgerOfLeases);
        lease = leases.open("ada", Optional.of(MemberIdentity.communityMemberId(ADA)), TIMEOUT_SECONDS, nanos());
    }

    private long nanos() {
        return passed.toNanos();
    }

    private final class ObservedLedger extends LeaseLedger {

        ObservedLedger(LeaseEnvironment parts) {
            super(parts);
        }

        @Override
        boolean complete(Lease landing, MemberTokens tokens, @Nullable HeldTokens held) {
            answer = "too late for the ledger"; // unless it gets as far as the cell
            return super.complete(landing, tokens, held);
        }
    }

    private final class ObservedLeases extends Leases {

        ObservedLeases(LeaseEnvironment parts, LeaseLedger ledgerOfLeases) {
            super(parts, ledgerOfLeases);
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
        boolean complete(HeldTokens brought, boolean counts) {
            meeting.landing();
            boolean landed = super.complete(brought, counts);
            answer = landed ? "landed" : "too late for the cell";
            return landed;
        }
    }

    /** Obtains the first tokens, and lets time pass until they are stale. */
    final void signIn() {
        renew();
        passed = UNTIL_STALE;
        meeting.nothingYet();
        answer = "not asked";
    }

    /** Obtains or refreshes, whichever is due. */
    final void renew() {
        leases.renewIfDue(lease, nanos());
    }

    /** Tokens arrive, and nothing else of a renewal. */
    final void arrive() {
        meeting.asked();
        ledgerOfLeases.complete(lease, circle.getMemberAPITokenFromCommunityMemberId(ADA), null);
    }

    final void letTheOtherGetAhead() {
        meeting.letTheOtherGetAhead();
    }

    /** Ends the lease as a session listener does. */
    final void end() {
        leases.end(lease.id(), lease.seenText());
    }

    /** A request of the same session comes, by another user. */
    final void changePrincipal() {
        foundByAnother = leases.find(lease.id(), lease.seenText(), () -> "grace", TIMEOUT_SECONDS, nanos()) != null;
    }

    final boolean hasLanded() {
        return answer.equals("landed");
    }

    /** Revokes what is due, and says what became of all tokens. */
    final String account() {
        revoker.drain(() -> true);
        String account = answer + ": " + circle.account();
        if (!lease.isEnded() || leases.current(lease, nanos()) != null) {
            account += ", handed out after the end";
        }
        if (foundByAnother) {
            account += ", found by another user";
        }
        return ledger.size() == 0 ? account : account + ", left in the ledger";
    }
}
