package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import jakarta.servlet.http.HttpSessionBindingEvent;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The application removes or replaces the library's attributes, and keeps the session. */
class RemovedAttributesTest {

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);
    private final StubSession session = application.session("s1");
    private final Principal ada = () -> "1001";

    /** Returns a request of the signed-in user, whom the server presents as the same object each time. */
    private StubRequest request() {
        StubRequest request = new StubRequest(null, session);
        request.loginAsPrincipal(ada);
        return request;
    }

    private void serve(Consumer<StubRequest> page) {
        application.serve(request(), page);
    }

    /** The second request writes the tokens of the first one into the session. */
    private void signIn() {
        serve(passed -> {});
        serve(passed -> {});
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    static Stream<Consumer<StubSession>> changes() {
        return Stream.of(
                StubSession::clear,
                session -> session.removeAttribute(SessionAttributes.LEASE_ID),
                session -> session.removeAttribute(SessionAttributes.LEASE_TEXT),
                session -> {
                    session.removeAttribute(SessionAttributes.LEASE_TEXT);
                    session.removeAttribute(SessionAttributes.LEASE_ID);
                },
                session -> session.setAttribute(SessionAttributes.LEASE_ID, "another"),
                session -> session.setAttribute(SessionAttributes.LEASE_ID, 7),
                session -> session.setAttribute(SessionAttributes.LEASE_TEXT, "garbage"),
                session -> session.setAttribute(SessionAttributes.LEASE_TEXT, ""));
    }

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
    void aCapturedHandleEnds() {
        signIn();
        CircleMember captured = application.member(request()).capture();

        session.clear();

        assertThat(captured.isPresent()).isFalse();
        assertThat(captured.whyAbsent()).contains(Absence.ENDED);
    }

    /** Protection against session fixation, where the server can't change the id. */
    @Test
    void attributesThatAreCopiedIntoANewSessionGetItALeaseOfItsOwn() {
        signIn();
        Map<String, Object> copied = Map.copyOf(session.attributes);
        StubSession next = application.session("s2");

        serve(passed -> {
            session.end(application.server.listener);
            copied.forEach(next::setAttribute);
            passed.session(next);
        });
        StubRequest later = new StubRequest(null, next);
        later.loginAsPrincipal(ada);
        application.serve(
                later,
                passed -> assertThat(application.member(passed).isPresent()).isTrue());

        assertThat(next.attributes.get(SessionAttributes.LEASE_ID))
                .isNotNull()
                .isNotEqualTo(copied.get(SessionAttributes.LEASE_ID));
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void attributesThatAreCopiedIntoAnotherUsersSessionGiveThatUserNothing() {
        signIn();
        StubSession others = application.session("s2");
        session.attributes.forEach(others::setAttribute);
        StubRequest another = new StubRequest("1002", others);

        application.serve(
                another,
                passed -> assertThat(application.member(passed).communityMemberId())
                        .isEqualTo(1002));
        serve(passed ->
                assertThat(application.member(passed).communityMemberId()).isEqualTo(1001));

        assertThat(application.alive()).containsExactlyInAnyOrder(1001L, 1001L, 1002L, 1002L);
    }

    @Test
    void attributesThatAreMovedToAnotherUsersSessionEndTheLease() {
        signIn();
        StubSession others = application.session("s2");
        Map<String, Object> moved = Map.copyOf(session.attributes);
        session.clear();
        moved.forEach(others::setAttribute);

        application.serve(
                new StubRequest("1002", others),
                passed -> assertThat(application.member(passed).communityMemberId())
                        .isEqualTo(1002));

        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    @Test
    void attributesThatAreRemovedAndPutBackCostOneObtain() {
        signIn();

        serve(passed -> {
            Map<String, Object> saved = Map.copyOf(session.attributes);
            session.clear();
            saved.forEach(session::setAttribute);
        });
        serve(passed -> {});
        serve(passed -> assertThat(application.member(passed).isPresent()).isTrue());

        assertThat(application.obtains()).isEqualTo(2);
        assertThat(application.alive()).containsExactly(1001L, 1001L);
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
