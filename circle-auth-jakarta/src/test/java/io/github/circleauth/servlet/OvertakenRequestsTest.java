package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSessionEvent;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Another request of the session changes its lease between a request's look at the attributes and its own change of them. */
@Tag("I2")
class OvertakenRequestsTest {

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);
    private final StubSession session = application.session("s1");

    private StubRequest request(String user) {
        return new StubRequest(user, session);
    }

    /** Has a user's request served on another thread before the session's next change. */
    private void overtake(String user) {
        session.beforeChange = () -> serveMeanwhile(user);
    }

    private void serveMeanwhile(String user) {
        session.beforeChange = () -> {};
        session.beforeReading = () -> {};
        CompletableFuture.runAsync(() -> application.serve(request(user))).join();
    }

    /** At most one lease is left, the session's, and its end ends that. */
    @AfterEach
    void noTokenIsLeft() {
        assertThat(application.leases.size()).isLessThanOrEqualTo(1);
        assertThat(application.alive()).hasSizeLessThanOrEqualTo(2);

        if (!session.isInvalid()) {
            session.end(application.server.listener);
        }

        assertThat(application.leases.size()).isZero();
        assertThat(application.alive()).isEmpty();
    }

    @Test
    void ofTwoUsersWhoSignInAtOnceOneHasALease() {
        overtake("1002");

        application.serve(request("1001"));

        assertThat(application.alive()).containsExactly(1001L, 1001L);
        assertThat(application.obtains()).isEqualTo(2);
    }

    @Test
    void aRequestOfTheFormerUserThatOverwritesTheNextUsersLeaseEndsIt() {
        application.atOnce = false;
        application.serve(request("1001"));
        application.atOnce = true;
        application.queued.forEach(Runnable::run);
        // The next request reads the id and the text, and the id again before it writes the text with the tokens.
        int third = session.attributeReads + 3;
        session.beforeReading = () -> {
            if (session.attributeReads == third) {
                serveMeanwhile("1002");
            }
        };

        application.serve(request("1001"));

        assertThat(application.obtains()).isEqualTo(2);
        assertThat(application.serve(request("1002")).status).isEqualTo(200);
        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    @Test
    void aSignOutThatIsOvertakenByASignInEndsBothLeases() {
        application.serve(request("1001"));
        overtake("1002");

        application.serve(new StubRequest(null, session));

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aLeaseThatIsWrittenUnderANewIdAfterTheEndWasToldEndsWithTheAttributes() {
        session.beforeChange = () -> {
            session.beforeChange = () -> {};
            application.server.listener.sessionDestroyed(new HttpSessionEvent(session));
            session.changeId("s2");
        };
        application.serve(request("1001"));
        assertThat(application.alive()).isNotEmpty();

        session.unbind();

        assertThat(application.alive()).isEmpty();
        assertThat(application.leases.size()).isZero();
    }

    /** The server has found the handshake's user before the sign-out. */
    @Test
    void aHandshakeThatIsOvertakenByASignOutOpensNoLease() {
        StubRequest handshake = request("1001");
        handshake.headers.put("Sec-WebSocket-Version", "13");
        application.serve(request("1001"));

        application.serve(new StubRequest(null, session));
        application.serve(handshake);
        assertThat(application.alive()).isEmpty();

        application.serve(request("1001"));
        assertThat(application.member(handshake).isPresent()).isTrue();
    }

    @Test
    void aHandshakeMayBeTheFirstRequestOfASignedInUser() {
        StubRequest handshake = request("1001");
        handshake.headers.put("Sec-WebSocket-Version", "13");

        application.serve(handshake);

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }
}
