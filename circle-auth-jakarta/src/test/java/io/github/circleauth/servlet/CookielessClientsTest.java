package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Logged;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Clients that keep no cookies, without {@code circle.auth.sessionless=per-user}. */
class CookielessClientsTest extends SessionlessTestBase {

    @Test
    void withoutTheKeyTheLogNamesIt() {
        OneApplication plain = new OneApplication(OneApplication.DEFAULTS);
        try (Logged log = Logged.by(RequestSessions.class)) {
            plain.serve(cookieless("1001"));
            plain.serve(cookieless("1001"));
            application.serve(cookieless("1001"));

            assertThat(log.at(java.util.logging.Level.INFO))
                    .singleElement()
                    .asString()
                    .contains("CIRCLE-0020", "circle.auth.sessionless=per-user", "circle.auth.create-session=true");
        }
        assertThatThrownBy(() -> plain.member(cookieless("1001")).accessToken())
                .hasMessageContaining("circle.auth.sessionless=per-user");
    }

    /** Each of their requests gets a session, and a token. */
    @Test
    void createSessionNoticesAClientThatKeepsNoCookies() {
        OneApplication creating = new OneApplication(OneApplication.options(false, true));
        try (Logged log = Logged.by(CookielessClients.class)) {
            for (int i = 0; i < 30; i++) {
                StubRequest request = cookieless(Integer.toString(1001 + i % 3));
                request.toCreate = creating.session("s" + i);
                creating.serve(request);
                creating.circle.clock().advance(Duration.ofSeconds(1));
                if (i < 27) {
                    assertThat(log.warnings()).as("after %s", i).isEmpty();
                }
            }

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("CIRCLE-0025", "circle.auth.sessionless=per-user");
        }
    }

    @Test
    void createSessionFindsNothingInClientsThatKeepTheirCookies() {
        OneApplication creating = new OneApplication(OneApplication.options(false, true));
        try (Logged log = Logged.by(CookielessClients.class)) {
            for (int i = 0; i < 30; i++) {
                StubRequest request = cookieless("1001");
                request.toCreate = creating.session("s" + i);
                creating.serve(request);
                creating.circle.clock().advance(Duration.ofSeconds(7));
            }

            assertThat(log.warnings()).isEmpty();
        }
    }
}
