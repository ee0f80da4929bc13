package io.github.circleauth.testing;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The members of real sessions, which reach a sandbox over a real network. */
class LeaseMemberTest extends CircleMemberContract {

    private final Circle circle = Circle.builder().build();
    private final Sandbox sandbox = Sandbox.start(circle, 0);
    private final List<CircleHttp> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(CircleHttp::close);
        sandbox.close();
    }

    private FakeSession session() {
        return session(sandbox.uri());
    }

    private FakeSession session(URI address) {
        CircleHttp http = CircleHttp.builder()
                .apiToken(Secret.of(circle.apiToken()))
                .baseUrl(address)
                .ticker(() -> circle.clock().offset().toNanos())
                .clock(circle.clock())
                .build();
        clients.add(http);
        return new FakeSession(circle, http);
    }

    @Override
    CircleMember present() {
        return session().member(1001);
    }

    @Override
    CircleMember expired() {
        CircleMember member = present();
        circle.clock().advance(Duration.ofHours(2));
        return member;
    }

    @Override
    CircleMember away() {
        sandbox.close();
        return session().member(1001);
    }

    @Override
    CircleMember notAMember() {
        return session().member(999);
    }

    @Override
    CircleMember refused() {
        circle.eligible(false);
        return session().member(1001);
    }

    @Override
    CircleMember anonymous() {
        return session().without(Absence.ANONYMOUS);
    }

    @Override
    CircleMember noSession() {
        return session().without(Absence.NO_SESSION);
    }

    @Override
    CircleMember ended() {
        return session().ended(1001);
    }
}
