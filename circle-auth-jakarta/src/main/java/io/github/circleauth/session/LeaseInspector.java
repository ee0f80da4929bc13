package io.github.circleauth.session;

import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.TokenState;
import io.github.circleauth.session.LeaseOverview.Absent;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks at the leases of this server for an operator. It starts no renewal and counts as no use. Safe for any thread. */
public final class LeaseInspector {

    private final Leases leases;
    private final LeaseEnvironment environment;
    private final Absences absences;

    public LeaseInspector(Leases leases) {
        this.leases = leases;
        this.environment = leases.environment();
        this.absences = new Absences(environment);
    }

    /** Returns the state of the circuit breaker. */
    public CircuitBreaker.Status circuitBreaker() {
        return environment.circuitBreaker().status();
    }

    /** Returns the leases in numbers. Takes a moment for each lease. */
    public LeaseOverview overview() {
        long nanos = environment.nanos();
        Map<TokenState, Integer> ofSessions = new EnumMap<>(TokenState.class);
        Map<TokenState, Integer> ofUsers = new EnumMap<>(TokenState.class);
        Map<Cause, Absent> absent = new EnumMap<>(Cause.class);
        int renewing = 0;
        for (Lease lease : leases.live()) {
            Map<TokenState, Integer> counts = leases.users().contains(lease) ? ofUsers : ofSessions;
            counts.merge(lease.stateAt(nanos), 1, Integer::sum);
            renewing += lease.renewal() == null ? 0 : 1;
            absences.of(lease, nanos)
                    .ifPresent(detail -> absent.merge(detail.cause(), new Absent(1, detail), Absent::with));
        }
        return new LeaseOverview(
                ofSessions, ofUsers, renewing, absent, environment.obtainLimit().exhausted());
    }

    /** Returns the number of leases in each state. */
    public Map<TokenState, Integer> states() {
        long nanos = environment.nanos();
        Map<TokenState, Integer> counts = new EnumMap<>(TokenState.class);
        for (Lease lease : leases.live()) {
            counts.merge(lease.stateAt(nanos), 1, Integer::sum);
        }
        return counts;
    }

    /** Returns the leases of an identity. An e-mail address is compared without regard to case. */
    public List<LeaseReport> ofIdentity(MemberIdentity identity) {
        boolean isId = identity.kind() == MemberIdentity.Kind.COMMUNITY_MEMBER_ID;
        long memberId = isId ? identity.asCommunityMemberId() : 0;
        return reports(lease ->
                lease.identity().filter(each -> isSame(each, identity)).isPresent() || isMember(lease, memberId));
    }

    private static boolean isSame(MemberIdentity one, MemberIdentity other) {
        return one.equals(other)
                || (one.kind() == MemberIdentity.Kind.VERIFIED_EMAIL
                        && other.kind() == one.kind()
                        && one.value().equalsIgnoreCase(other.value()));
    }

    private static boolean isMember(Lease lease, long memberId) {
        HeldTokens held = lease.held();
        return held != null && held.tokens().communityMemberId() == memberId;
    }

    /** Returns the leases of sessions of a user name. Leases of users without a session have none. */
    public List<LeaseReport> ofUserName(String name) {
        return reports(
                lease -> lease.principal().equals(name) && !leases.users().contains(lease));
    }

    /** Returns reports of leases, the last used first. */
    private List<LeaseReport> reports(Predicate<Lease> wanted) {
        long nanos = environment.nanos();
        return leases.live().stream()
                .filter(wanted)
                .map(lease -> report(lease, nanos))
                .sorted(Comparator.comparing(LeaseReport::lastUsedAt).reversed())
                .toList();
    }

    private LeaseReport report(Lease lease, long nanos) {
        HeldTokens held = lease.held();
        Optional<AbsenceDetail> absence = absences.of(lease, nanos);
        return new LeaseReport(
                lease.id(),
                !leases.users().contains(lease),
                lease.identity().map(MemberIdentity::kind),
                memberId(lease, held),
                lease.stateAt(nanos),
                lease.renewal() != null,
                Optional.ofNullable(held)
                        .map(tokens -> tokens.tokens().accessToken().expiresAt()),
                lease.renewals(),
                at(lease.lastUsedAt(), nanos),
                absence,
                Optional.ofNullable(lease.failure())
                        .map(last -> new LeaseReport.LastFailure(
                                last.exception(), last.inARow(), at(last.retryAt(), nanos))));
    }

    private static OptionalLong memberId(Lease lease, @Nullable HeldTokens held) {
        if (held != null) {
            return OptionalLong.of(held.tokens().communityMemberId());
        }
        return lease.identity()
                .filter(identity -> identity.kind() == MemberIdentity.Kind.COMMUNITY_MEMBER_ID)
                .map(identity -> OptionalLong.of(identity.asCommunityMemberId()))
                .orElseGet(OptionalLong::empty);
    }

    private Instant at(long moment, long nanos) {
        return environment.now().plusNanos(moment - nanos);
    }
}
