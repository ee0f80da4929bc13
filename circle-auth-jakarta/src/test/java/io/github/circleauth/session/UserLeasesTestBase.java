package io.github.circleauth.session;

import io.github.circleauth.MemberIdentity;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** One server, and the leases of its users without a session. */
abstract class UserLeasesTestBase {

    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration MOMENT = Duration.ofNanos(1);
    final OneServer server = new OneServer();
    final UserLeases users = server.leases.users();

    @AfterEach
    void close() {
        server.close();
    }

    static Optional<MemberIdentity> identity(long member) {
        return Optional.of(MemberIdentity.communityMemberId(member));
    }

    @Nullable Lease lease(SimulatedNode node, Optional<MemberIdentity> identity) {
        return node.leases.users().of(identity, (int) IDLE.toSeconds(), node.leases.nanos());
    }

    /** A request of a member, which uses the token. */
    Lease used(SimulatedNode node, long member) {
        Lease lease = lease(node, identity(member));
        var unused = node.tokens(lease);
        node.workers.runAll();
        return lease;
    }

    Lease used(long member) {
        return used(server.node, member);
    }

    void sweepAfter(Duration time) {
        server.pass(time);
        server.leases.sweep();
        server.workers.runAll();
    }
}
