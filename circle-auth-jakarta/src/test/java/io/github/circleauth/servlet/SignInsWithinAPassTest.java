package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Absence;
import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code circle.auth.principal=request}, the application signs a user in or out behind the filter. */
class SignInsWithinAPassTest extends PrincipalOfRequestTestBase {

    @Test
    void aSignOutWithinThePassEndsTheLeaseOnTheWayBack() {
        serveAs("1001");
        Wrapper shiro = new Wrapper(containers, "1001");

        serve(shiro, passed -> shiro.user = null);

        assertThat(application.alive()).isEmpty();
    }

    /** As pac4j does: its wrapper still shows the user to the rest of the request that signs out. */
    @Test
    void theWayBackOpensNoLeaseForAUserWhoseSessionWasReplaced() {
        serveAs("1001");
        StubSession next = application.session("s2");

        serve(new Wrapper(containers, "1001"), passed -> {
            session.end(application.server.listener);
            containers.session(next);
        });

        assertThat(next.attributes).isEmpty();
        assertThat(application.alive()).isEmpty();
    }

    /** As a page does that is shown after the sign-out, and makes a session for itself. */
    @Test
    void aPageAfterTheSignOutHasNoMemberThoughTheWrapperStillShowsTheUser() {
        serveAs("1001");
        StubSession next = application.session("s2");

        serve(new Wrapper(containers, "1001"), passed -> {
            session.end(application.server.listener);
            containers.session(next);
            assertThat(member().isPresent()).isFalse();
            assertThat(member().whyAbsent()).contains(Absence.ENDED);
        });

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aForwardAfterTheSignOutThatPassesTheFilterAgainHasNoMemberEither() {
        serveAs("1001");
        Wrapper wrapper = new Wrapper(containers, "1001");

        serve(wrapper, passed -> {
            session.end(application.server.listener);
            containers.session(application.session("s2"));
            serve(wrapper, forwarded -> assertThat(member().whyAbsent()).contains(Absence.ENDED));
        });

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aForwardAfterTheSignInHasTheMember() {
        Wrapper live = new Wrapper(containers, null);

        serve(live, passed -> {
            session.end(application.server.listener);
            containers.session(application.session("s2"));
            live.user = () -> "1001";
            serve(live, forwarded -> assertThat(member().communityMemberId()).isEqualTo(1001));
        });
    }

    /** As a live wrapper shows it, such as Shiro's, if the session is replaced at the sign-in. */
    @Test
    void aUserWhoSignsInWithinThePassHasAMemberInTheSessionThatReplacesTheFormer() {
        Wrapper live = new Wrapper(containers, null);

        serve(live, passed -> {
            session.end(application.server.listener);
            containers.session(application.session("s2"));
            live.user = () -> "1001";
            assertThat(member().communityMemberId()).isEqualTo(1001);
        });
    }

    @Test
    void aSessionThatChangesItsIdAtTheSignInKeepsTheLease() {
        serveAs("1001");

        serve(new Wrapper(containers, "1001"), passed -> {
            session.changeId("s2");
            containers.session(session.facade());
            assertThat(member().communityMemberId()).isEqualTo(1001);
        });

        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    void aUserWhoSignsInWithinThePassHasALeaseAtTheFirstUseOrTheNextRequest() {
        Wrapper wrapper = new Wrapper(containers, null);

        serve(wrapper, passed -> wrapper.user = () -> "1001");
        assertThat(application.alive()).as("on the way back").isEmpty();
        serve(wrapper, passed -> {});

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void anotherUserOnTheWayBackEndsTheFormersLeaseAndOpensNone() {
        Wrapper wrapper = new Wrapper(containers, "1001");

        serve(wrapper, passed -> wrapper.user = () -> "1002");

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aSignOutInAForwardEndsTheLeaseOnTheWayBack() {
        Wrapper live = new Wrapper(containers, "1001");

        serve(live, passed -> {
            containers.dispatcherType = DispatcherType.FORWARD;
            serve(passed, forwarded -> live.user = null);
            containers.dispatcherType = DispatcherType.REQUEST;
        });

        assertThat(application.alive()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPageThatASignOutForwardsToHasNoMemberEither(boolean sessionIsMadeBefore) {
        serveAs("1001");
        StubSession next = application.session("s2");

        serve(new Wrapper(containers, "1001"), passed -> {
            session.end(application.server.listener);
            containers.session(sessionIsMadeBefore ? next : null);
            containers.dispatcherType = DispatcherType.FORWARD;
            serve(passed, forwarded -> {
                containers.session(next);
                assertThat(member().isPresent()).isFalse();
                assertThat(member().whyAbsent()).contains(Absence.ENDED);
            });
            containers.dispatcherType = DispatcherType.REQUEST;
        });

        assertThat(next.attributes).isEmpty();
        assertThat(application.alive()).isEmpty();
    }
}
