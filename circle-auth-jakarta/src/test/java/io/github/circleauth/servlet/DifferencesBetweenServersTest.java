package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.circleauth.Absence;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/**
 * What one server does and others do not, with a container that behaves as that server does. The comments name the
 * servers; {@link CircleAuthInitializerTest} and {@code CircleAuthBeansTest} have those of the start.
 */
class DifferencesBetweenServersTest {

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);
    private final CircleAuthSessionListener listener = application.server.listener;
    private final StubSession session = application.session("s1");

    private void signOutAsOpenLibertyDoes(StubRequest request) {
        session.end(listener);
        request.session(null);
        request.loginAs(null);
    }

    @Test
    void aLogoutThatEndsTheSessionEndsTheLeaseAndTheRestOfTheRequestIsAnonymous() {
        application.serve(new StubRequest("1001", session));

        application.serve(new StubRequest("1001", session), request -> {
            signOutAsOpenLibertyDoes(request);
            assertThat(application.member(request).whyAbsent()).contains(Absence.ANONYMOUS);
        });

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void anotherUserWhoSignsInAfterSuchALogoutHasATokenInTheSessionThatIsMadeThen() {
        application.serve(new StubRequest("1001", session));

        application.serve(new StubRequest("1001", session), request -> {
            signOutAsOpenLibertyDoes(request);
            request.loginAs("1002");
            assertThat(application.member(request).whyAbsent()).contains(Absence.NO_SESSION);
            request.session(application.session("s2"));
            assertThat(application.member(request).communityMemberId()).isEqualTo(1002);
        });

        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    /** As with the cookie LtpaToken2 of Open Liberty. */
    @Test
    void aUserWhoIsSignedInAfterTheSessionTimedOutHasNoTokenBeforeThereIsASession() {
        application.serve(new StubRequest("1001", session));
        session.end(listener);

        StubRequest later = new StubRequest("1001", null);
        application.serve(
                later,
                request -> assertThat(application.member(request).whyAbsent()).contains(Absence.NO_SESSION));

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aUserWhoIsSignedInAfterTheSessionTimedOutHasANewLeaseIfTheFilterMayCreateASession() {
        OneApplication creating = new OneApplication(OneApplication.options(false, true));
        StubSession timedOut = creating.session("s1");
        creating.serve(new StubRequest("1001", timedOut));
        timedOut.end(creating.server.listener);

        StubRequest later = new StubRequest("1001", null);
        later.toCreate = creating.session("s2");
        creating.serve(later);

        assertThat(creating.member(later).communityMemberId()).isEqualTo(1001);
        assertThat(creating.alive()).containsExactly(1001L, 1001L);
    }

    /** Open Liberty calls listeners in the reverse order, so that the application's may end sessions before or after ours. */
    @Test
    void sessionsThatTheApplicationEndsAfterTheLibraryHasStoppedDisturbNothing() {
        application.serve(new StubRequest("1001", session));
        listener.contextDestroyed(new ServletContextEvent(application.server.context));

        assertThatCode(() -> session.end(listener)).doesNotThrowAnyException();

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aSessionThatIsDestroyedWithUnreadableAttributesEndsInSilence() {
        application.serve(new StubRequest("1001", session));
        HttpSession unreadable = (HttpSession) Proxy.newProxyInstance(
                HttpSession.class.getClassLoader(), new Class<?>[] {HttpSession.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getAttribute")) {
                        throw new IllegalStateException("The session is invalid.");
                    }
                    return method.invoke(session, args);
                });

        assertThatCode(() -> listener.sessionDestroyed(new HttpSessionEvent(unreadable)))
                .doesNotThrowAnyException();

        assertThat(application.alive()).as("until the lease expires").hasSize(2);
    }

    /** Open Liberty passes the form of a login through the filters. */
    @Test
    void theRequestThatSignsInByAFormPassesAsAnonymous() {
        StubRequest login = new StubRequest(null, session);
        login.servletPath = "/j_security_check";
        login.pathInfo = null;

        application.serve(login);

        assertThat(application.obtains()).isZero();
        assertThat(session.attributes).isEmpty();
    }

    /** Some servers make another object for each request. */
    @Test
    void anotherObjectForTheSameSessionHasTheSameLease() {
        application.serve(new StubRequest("1001", session.facade()));
        application.serve(new StubRequest("1001", session.facade()));
        assertThat(application.obtains()).isEqualTo(1);

        listener.sessionDestroyed(new HttpSessionEvent(session.facade()));

        assertThat(application.alive()).isEmpty();
    }
}
