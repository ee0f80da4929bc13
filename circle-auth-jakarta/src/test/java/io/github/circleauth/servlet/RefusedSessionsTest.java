package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.circleauth.Absence;
import io.github.circleauth.Logged;
import jakarta.servlet.http.HttpSession;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that shows a session to no other user than the one it was made for, as Open Liberty does: also when that user's
 * sign-in has expired, and the session has not.
 */
class RefusedSessionsTest {

    /** As Liberty's UnauthorizedSessionRequestException, which the API does not know. */
    private static final class Unauthorized extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unauthorized() {
            super("A user authenticated as anonymous has attempted to access a session owned by ada@example.com.");
        }
    }

    private static final class Refusing extends StubRequest {

        Refusing(String user) {
            super(user, null);
        }

        @Override
        public HttpSession getSession(boolean create) {
            throw new Unauthorized();
        }
    }

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);

    @Test
    void anAnonymousRequestPasses() {
        StubRequest expired = new Refusing(null);

        application.serve(expired);

        assertThat(application.member(expired).whyAbsent()).contains(Absence.ANONYMOUS);
        assertThat(application.obtains()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestOfAnotherUserPassesWithoutAToken(boolean createsSessions) {
        OneApplication another = new OneApplication(OneApplication.options(false, createsSessions));
        StubRequest grace = new Refusing("1002");

        another.serve(grace);

        assertThat(another.member(grace).whyAbsent()).contains(Absence.NO_SESSION);
        assertThat(another.obtains()).isZero();
    }

    @Test
    void aRequestWhoseResponseWasSentAlreadyPassesWithoutASessionAndTheLineSaysSo() {
        OneApplication creating = new OneApplication(OneApplication.options(false, true));
        StubRequest late = new StubRequest("1001", null) {
            @Override
            public HttpSession getSession(boolean create) {
                if (create) {
                    throw new IllegalStateException("Cannot create a session after the response has been committed");
                }
                return null;
            }
        };
        try (Logged log = Logged.by(RequestSessions.class)) {
            creating.serve(late);

            assertThat(creating.member(late).whyAbsent()).contains(Absence.NO_SESSION);
            assertThat(creating.obtains()).isZero();
            assertThat(log.warnings())
                    .containsExactly("CIRCLE-0034: The server refused to create a session with"
                            + " java.lang.IllegalStateException. The request is handled as one without a session.");
        }
    }

    @Test
    void aRequestThatAFilterWrapsPasses() {
        OneApplication ofWrappers = new OneApplication(PrincipalOfRequestTestBase.OF_REQUEST);
        StubRequest expired = new Refusing(null);

        ofWrappers.serve(expired);

        assertThat(ofWrappers.member(expired).isPresent()).isFalse();
    }

    @Test
    void theSessionsOwnerKeepsTheLease() {
        StubSession session = application.session("s1");
        application.serve(new StubRequest("1001", session));

        application.serve(new Refusing(null));

        assertThat(application.member(new StubRequest("1001", session)).isPresent())
                .isTrue();
        assertThat(application.obtains()).isOne();
    }

    @Test
    void oneLineAMinuteNamesTheExceptionAndNoUser() {
        try (Logged log = Logged.by(RequestSessions.class)) {
            application.serve(new Refusing(null));
            application.serve(new Refusing(null));

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("CIRCLE-0034: The server refused a request's own session", Unauthorized.class.getName())
                    .doesNotContain("ada@example.com");
        }
    }

    /** A resolver may read the session, which another request of the user's ends meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResolverThatFailsFailsTheRequestUnlessItsSessionHasEnded(boolean ends) {
        AtomicReference<StubSession> session = new AtomicReference<>();
        OneApplication reading = new OneApplication(OneApplication.DEFAULTS, caller -> {
            if (ends) {
                session.get().invalidate();
            }
            throw new IllegalStateException("The session is invalid.");
        });
        session.set(reading.session("s1"));
        StubRequest request = new StubRequest("1001", session.get());

        Throwable failure = catchThrowable(() -> reading.serve(request));

        assertThat(failure == null).isEqualTo(ends);
        assertThat(reading.obtains()).isZero();
    }
}
