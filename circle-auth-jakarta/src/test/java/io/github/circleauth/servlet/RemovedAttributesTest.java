package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import jakarta.servlet.http.HttpSessionBindingEvent;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The application removes or replaces the library's attributes, and keeps the session. */
class RemovedAttributesTest extends RemovedAttributesTestBase {

    @ParameterizedTest
    @MethodSource("changes")
    void outsideOfARequestItEndsTheLease(Consumer<StubSession> change) {
        signIn();

        change.accept(session);

        assertThat(application.alive()).isEmpty();
        assertThat(application.ledger.size()).isZero();
        assertThat(application.leases.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void theNextRequestOfTheUserGetsANewLease(Consumer<StubSession> change) {
        signIn();
        change.accept(session);

        serve(passed -> assertThat(application.member(passed).isPresent()).isTrue());

        assertThat(application.alive()).containsExactly(1001L, 1001L);
        session.end(application.server.listener);
        assertThat(application.alive()).isEmpty();
    }

    @Test
    void anOlderTextEndsTheLease() {
        serve(passed -> {});
        Object older = session.attributes.get(SessionAttributes.LEASE_TEXT);
        serve(passed -> {});
        application.circle.clock().advance(Duration.ofMinutes(58));
        serve(passed -> {});
        serve(passed -> {});

        session.setAttribute(SessionAttributes.LEASE_TEXT, older);

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void writingTheSameValuesAgainEndsNothing() {
        signIn();

        session.attributes.forEach(session::setAttribute);
        serve(passed -> {});

        assertThat(application.obtains()).isEqualTo(1);
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void theLibrarysOwnWritesEndNothing() {
        signIn();
        application.circle.clock().advance(Duration.ofMinutes(58));

        serve(passed -> {});
        serve(passed -> {});

        assertThat(application.member(request()).isPresent()).isTrue();
        assertThat(application.leases.size()).isEqualTo(1);
    }

    @Test
    void otherAttributesAreNoneOfItsBusiness() {
        signIn();
        session.setAttribute("cart", "one");
        session.setAttribute("cart", "two");
        session.removeAttribute("cart");

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    /** As a sign-out of a web framework does, which still shows the user until its response is written. */
    @Test
    void aSignOutThatEmptiesTheSessionLeavesNoTokenAliveThirtyTimes() {
        for (int i = 0; i < 30; i++) {
            serve(passed -> assertThat(application.member(passed).isPresent()).isTrue());

            serve(passed -> session.clear());

            assertThat(application.alive()).isEmpty();
        }
        assertThat(application.obtains()).isEqualTo(30);
    }

    @Test
    void aPageThatAsksForATokenAfterTheSessionWasEmptiedLeavesNoTokenAlive() {
        signIn();

        serve(passed -> {
            session.clear();
            application.member(passed).isPresent();
        });

        assertThat(application.alive()).isEmpty();
        assertThat(session.attributes).isEmpty();
    }

    /** The lease that the request found before is not the one that it opened. */
    @Test
    void aSignInAndASignOutInOneRequestLeaveNoTokenAlive() {
        StubRequest login = new StubRequest(null, session);

        application.serve(login, passed -> {
            passed.loginAs("1001");
            CircleMember member = application.member(passed);
            assertThat(member.isPresent()).isTrue();
            session.clear();
            assertThat(member.whyAbsent()).contains(Absence.ENDED);
        });

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void anotherUserWhoSignsInAfterTheSessionWasEmptiedGetsALeaseAtOnce() {
        signIn();

        serve(passed -> {
            session.clear();
            passed.loginAs("1002");
            assertThat(application.member(passed).communityMemberId()).isEqualTo(1002);
        });

        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    @Test
    void aRequestThatIsStillRunningDoesNotEndTheLeaseOfALaterOne() {
        signIn();

        serve(passed -> {
            session.clear();
            application.serve(request());
        });

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    @Tag("I10")
    void aCapturedHandleEnds() {
        signIn();
        CircleMember captured = application.member(request()).capture();

        session.clear();

        assertThat(captured.isPresent()).isFalse();
        assertThat(captured.whyAbsent()).contains(Absence.ENDED);
    }

    /** Servers remove a session's attributes after its end, and report each. */
    @Test
    void theEventsOfAnEndingSessionChangeNothingMore() {
        signIn();
        application.atOnce = false;
        Map<String, Object> last = Map.copyOf(session.attributes);
        application.server.listener.sessionDestroyed(new jakarta.servlet.http.HttpSessionEvent(session));
        int queued = application.queued.size();

        last.forEach((name, value) ->
                application.server.listener.attributeRemoved(new HttpSessionBindingEvent(session, name, value)));

        assertThat(application.queued).hasSize(queued);
    }

    @ParameterizedTest
    @ValueSource(strings = {SessionAttributes.LEASE_ID, SessionAttributes.LEASE_TEXT})
    void noExceptionLeavesTheListener(String name) {
        StubSession broken = new StubSession("broken");
        broken.servedBy(application.server.context);
        broken.invalidate();

        assertThatCode(() -> application.server.listener.attributeRemoved(
                        new HttpSessionBindingEvent(broken, name, "former")))
                .doesNotThrowAnyException();
    }
}
