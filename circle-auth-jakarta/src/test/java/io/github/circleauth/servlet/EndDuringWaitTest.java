package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.circleauth.Absence;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.session.Leases;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The session ends while a request waits for its token. */
class EndDuringWaitTest {

    /** Ends the session while the request for its first token is under way. */
    private final Hooks ending = new Hooks() {
        @Override
        public void beforeEffect() {
            if (!session.isInvalid()) {
                session.end(application.server.listener);
            }
        }
    };

    private final OneApplication application = application(false);
    private StubSession session = application.session("s1");

    private OneApplication application(boolean rejecting) {
        return new OneApplication(
                new CircleAuthRuntime.Options(
                        false, rejecting ? UrlPatterns.parse("/app/*") : UrlPatterns.NONE, false, Duration.ZERO),
                ending,
                Leases::new);
    }

    private StubRequest request() {
        return new StubRequest("1001", session);
    }

    @Test
    @Tag("I10")
    void theExceptionSaysThatTheSessionEnded() {
        assertThatExceptionOfType(NotSignedInException.class)
                .isThrownBy(() -> application.member(request()).accessToken())
                .satisfies(failure -> assertThat(failure.absence()).isEqualTo(Absence.ENDED));

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void accessTokenAsyncFailsWithTheSameException() {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> application
                        .member(request())
                        .accessTokenAsync()
                        .toCompletableFuture()
                        .join())
                .withCauseInstanceOf(NotSignedInException.class)
                .satisfies(failure -> assertThat(((NotSignedInException) failure.getCause()).absence())
                        .isEqualTo(Absence.ENDED));
    }

    @Test
    void aServletOfTheLibraryResponds401() throws Exception {
        Page page = new Page(application, new CircleTokenServlet(), Map.of());
        session = page.session;

        StubResponse response = page.send(page.changingRequest("POST", ""));

        assertThat(response.status).isEqualTo(401);
        assertThat(response.text()).contains("\"reason\":\"not-signed-in\"");
    }

    @Test
    void theFilterResponds503IfItRejects() {
        OneApplication rejecting = application(true);
        session = rejecting.session("s2");

        StubResponse response = rejecting.serve(request());

        assertThat(response.status).isEqualTo(503);
        assertThat(response.headers).containsEntry("Retry-After", "1");
        assertThat(response.text()).contains("\"reason\":\"ended\"");
    }
}
