package io.github.circleauth.testing;

import io.github.circleauth.Absence;
import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.CircleStandIn;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.SandboxRequest;
import io.github.circleauth.sandbox.SandboxResponse;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.CircuitBreaker;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.LeaseMember;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.ObtainLimit;
import io.github.circleauth.session.RenewalSchedule;
import io.github.circleauth.session.Revoker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One session of an application whose Circle is in memory: the library's own leases, without a thread or a connection. */
final class FakeSession {

    private static final int TIMEOUT_SECONDS = 1800;
    private static final Duration REQUEST_WAIT = Duration.ofSeconds(3);

    private final Leases leases;

    FakeSession(Circle circle) {
        this(circle, http(circle));
    }

    private static CircleHttp http(Circle circle) {
        return CircleHttp.builder()
                .apiToken(Secret.of(circle.apiToken()))
                .ticker(ticker(circle))
                .clock(circle.clock())
                .standIn(request -> respond(circle, request))
                .build();
    }

    /** Creates a session of an application that reaches a circle by the given client. */
    FakeSession(Circle circle, CircleHttp http) {
        Ledger ledger = new MemoryLedger();
        Random random = new Random();
        Ticker ticker = ticker(circle);
        Revoker revoker = new Revoker(
                ledger, http.tokenEndpoint(RequestPriority.REVOCATION), Runnable::run, circle.clock(), random);
        this.leases = new Leases(new LeaseEnvironment(
                http::tokenEndpoint,
                ledger,
                revoker,
                Seal.derivedFrom(Secret.of(circle.apiToken())),
                new RenewalSchedule(Duration.ofMinutes(15), Duration.ofSeconds(30)),
                new CircuitBreaker(ticker, random),
                new ObtainLimit(60, ticker),
                Runnable::run,
                ticker,
                circle.clock(),
                random));
    }

    private static Ticker ticker(Circle circle) {
        return () -> circle.clock().offset().toNanos();
    }

    private static Optional<CircleStandIn.Response> respond(Circle circle, CircleStandIn.Request request) {
        SandboxResponse response = circle.handle(SandboxRequest.json(
                request.method(),
                request.path(),
                request.bearer().reveal(),
                new String(request.body(), StandardCharsets.UTF_8)));
        if (response.lost()) {
            return Optional.empty();
        }
        response.delivered();
        return Optional.of(new CircleStandIn.Response(response.status(), response.headers(), response.body()));
    }

    /** Returns the member of this session, whose tokens have been requested, as the filter does it. */
    CircleMember member(long communityMemberId) {
        return member(signedIn(communityMemberId), Absence.ENDED);
    }

    /** Returns the member of this session, which has ended. */
    CircleMember ended(long communityMemberId) {
        Lease lease = signedIn(communityMemberId);
        leases.end(lease.id(), null, LeaseEnded.Reason.SESSION_ENDED);
        return member(lease, Absence.ENDED);
    }

    /** Returns the member of a request without a lease. */
    CircleMember without(Absence absence) {
        return member(null, absence);
    }

    private Lease signedIn(long communityMemberId) {
        MemberIdentity identity = MemberIdentity.communityMemberId(communityMemberId);
        Lease lease = leases.open(identity::value, Optional.of(identity), TIMEOUT_SECONDS, leases.nanos());
        leases.renewIfDue(lease, leases.nanos());
        return lease;
    }

    private CircleMember member(@Nullable Lease lease, Absence withoutLease) {
        return new LeaseMember(leases, REQUEST_WAIT, lease, AbsenceDetail.Cause.of(withoutLease), leases.nanos());
    }
}
