package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CircleAuthSessionListenerTest {

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);
    private final CircleAuthSessionListener listener = application.server.listener;
    private final StubSession session = application.session("s1");

    @Test
    void theEndOfASessionHasBothItsTokensRevoked() {
        application.serve(new StubRequest("1001", session));

        session.end(listener);

        assertThat(application.alive()).isEmpty();
        assertThat(application.ledger.size()).isZero();
    }

    @Test
    void theListenerItselfSendsNothingToCircle() {
        application.serve(new StubRequest("1001", session));
        application.atOnce = false;

        session.end(listener);

        assertThat(application.circle.audit().calls("/revoke")).isZero();
        assertThat(application.queued).hasSize(1);
    }

    @Test
    void theEndOfASessionWithoutALeaseDoesNothing() {
        session.end(listener);

        assertThat(application.leases.size()).isZero();
    }

    @Test
    @Tag("L3")
    void noExceptionLeavesTheListenerAndManyDoNotFloodTheLog() {
        HttpSession broken = (HttpSession) Proxy.newProxyInstance(
                HttpSession.class.getClassLoader(), new Class<?>[] {HttpSession.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getServletContext")) {
                        return application.server.context;
                    }
                    throw new AssertionError(method.getName());
                });

        try (Logged log = Logged.by(CircleAuthSessionListener.class)) {
            for (int i = 0; i < 3; i++) {
                assertThatCode(() -> listener.sessionDestroyed(new HttpSessionEvent(broken)))
                        .doesNotThrowAnyException();
            }
            assertThat(log.alarms()).hasSize(1);
        }
    }

    /** Signs in while the session is ending: its listeners were called, and its attributes can still be written. */
    private void assertASignInWhileTheSessionEndsLeavesNothing(Consumer<StubRequest> page) {
        AtomicBoolean listenersCalled = new AtomicBoolean();
        OneApplication signingIn = new OneApplication(OneApplication.DEFAULTS, caller -> {
            if (!listenersCalled.getAndSet(true)) {
                listener.sessionDestroyed(new HttpSessionEvent(session));
            }
            return Optional.of(MemberIdentity.communityMemberId(1001));
        });
        session.servedBy(signingIn.server.context);

        signingIn.serve(new StubRequest("1001", session), page);

        assertThat(session.isInvalid()).isTrue();
        assertThat(session.attributes).containsKey(SessionAttributes.LEASE_ID);
        assertThat(signingIn.leases.size()).isZero();
        assertThat(signingIn.obtains()).isZero();
    }

    @Test
    @Tag("L2")
    void aLeaseThatIsOpenedWhileItsSessionIsEndingEndsWithIt() {
        assertASignInWhileTheSessionEndsLeavesNothing(request -> session.invalidate());
    }

    @Test
    void aLeaseThatIsOpenedJustBeforeItsSessionHasEndedEndsWithIt() {
        session.afterWriting = session::invalidate;

        assertASignInWhileTheSessionEndsLeavesNothing(request -> {});
    }

    @Test
    void tokensAreRevokedEvenIfTheEndingSessionHasOnlyItsAttributes() {
        application.serve(new StubRequest("1001", session));
        HttpSession ending = (HttpSession) Proxy.newProxyInstance(
                HttpSession.class.getClassLoader(), new Class<?>[] {HttpSession.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getCreationTime")) {
                        throw new IllegalStateException("The session is ending.");
                    }
                    return method.invoke(session, args);
                });

        listener.sessionDestroyed(new HttpSessionEvent(ending));

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aLaterSessionWithTheSameIdGetsItsOwnLease() {
        session.end(listener);
        StubSession later = new StubSession(session.getId(), 1);

        application.serve(new StubRequest("1001", later));

        assertThat(application.member(new StubRequest("1001", later)).isPresent())
                .isTrue();
    }

    @Test
    void withoutARuntimeNothingHappens() {
        StubSession elsewhere = new StubSession("elsewhere");
        elsewhere.servedBy(new StubContext().context);

        assertThatCode(() -> elsewhere.end(listener)).doesNotThrowAnyException();
    }

    @Test
    void theEndOfTheApplicationClosesTheRuntime() {
        AtomicInteger closed = new AtomicInteger();
        StubContext undeployed = new StubContext();
        CircleAuthRuntime runtime = new CircleAuthRuntime(
                application.leases,
                caller -> Optional.empty(),
                application.runtime.memberAccess(),
                new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, Duration.ZERO),
                closed::incrementAndGet);
        ContextAttributes.setRuntime(undeployed.context, runtime);

        listener.contextDestroyed(new ServletContextEvent(undeployed.context));

        assertThat(closed).hasValue(1);
    }
}
