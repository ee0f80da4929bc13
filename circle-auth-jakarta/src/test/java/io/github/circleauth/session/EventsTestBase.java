package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.event.CircleEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;

/** One server, and the events that it has fired. */
abstract class EventsTestBase {

    static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    static final OptionalLong ADAS_ID = OptionalLong.of(ADA);
    static final Optional<MemberIdentity> ADAS_IDENTITY = Optional.of(MemberIdentity.communityMemberId(ADA));
    final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    Lease signedIn() {
        Lease lease = server.signedIn(ADA);
        server.node.events.clear();
        return lease;
    }

    CircleEvent onlyEvent() {
        List<CircleEvent> events = server.events();
        assertThat(events).hasSize(1);
        return events.get(0);
    }
}
