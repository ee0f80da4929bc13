package io.github.circleauth.servlet;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.session.SimulatedNode;
import io.github.circleauth.session.SimulatedNode.Plant;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server of the simulated cluster: the real filter, listener and leases, with workers that the test steps. */
final class SimulatedServer {

    private static final MemberIdentityResolver NAME_IS_ID =
            caller -> Optional.of(MemberIdentity.communityMemberId(Long.parseLong(caller.getName())));

    final SimulatedNode node;
    private final CircleAuthRuntime runtime;
    private final StubServer server;

    SimulatedServer(Circle circle, Ledger ledger, Random random, Hangs hangs, Plant plant) {
        node = new SimulatedNode(circle, ledger, random, hangs::on, plant);
        runtime = new CircleAuthRuntime(
                node.leases,
                NAME_IS_ID,
                new MemberAccess(node.client),
                new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, Duration.ZERO),
                () -> {});
        server = new StubServer(runtime);
    }

    ServletContext context() {
        return server.context;
    }

    CircleAuthSessionListener listener() {
        return server.listener;
    }

    void serve(SimulatedSession session, @Nullable String principal, Consumer<StubRequest> application) {
        session.stub().servedBy(context());
        server.serve(new StubRequest(principal, session.stub()), request -> application.accept((StubRequest) request));
    }

    CircleMember member(StubRequest request) {
        return new RequestMember(() -> runtime.memberOf(request));
    }

    /** The application got a 401 from the Member API, and renews the token without waiting. */
    void rejected(StubRequest request, AccessToken rejected) {
        try {
            member(request).renew(rejected);
        } catch (RuntimeException noWait) {
            // The wait is zero here; it only matters that the renewal has started.
        }
    }

    boolean isIdle() {
        return node.workers.queued() == 0 && node.workers.hanging() == 0;
    }
}
