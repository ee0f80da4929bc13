package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Principal;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** An application whose pages change the attributes of a session. */
abstract class RemovedAttributesTestBase {

    final OneApplication application = new OneApplication(OneApplication.DEFAULTS);
    final StubSession session = application.session("s1");
    final Principal ada = () -> "1001";

    /** Returns a request of the signed-in user, whom the server presents as the same object each time. */
    StubRequest request() {
        StubRequest request = new StubRequest(null, session);
        request.loginAsPrincipal(ada);
        return request;
    }

    void serve(Consumer<StubRequest> page) {
        application.serve(request(), page);
    }

    /** The second request writes the tokens of the first one into the session. */
    void signIn() {
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
}
