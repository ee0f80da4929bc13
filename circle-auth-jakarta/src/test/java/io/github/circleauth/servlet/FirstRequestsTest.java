package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The first requests of a page arrive together, and the session still gets one lease. */
class FirstRequestsTest {

    private static final long LONG = 30;

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS, new BothFirst());
    private final StubSession session = application.session("shared");

    /** Holds two requests until both are opening a lease. */
    private static final class BothFirst implements MemberIdentityResolver {
        private final CyclicBarrier both = new CyclicBarrier(2);

        @Override
        public Optional<MemberIdentity> identityOf(Principal caller) {
            try {
                both.await(LONG, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
                throw new IllegalStateException("The other request did not arrive.", alone);
            }
            return Optional.of(MemberIdentity.communityMemberId(1001));
        }
    }

    private void serveTwoAtOnce(HttpSession to, Runnable afterEach) throws Exception {
        Runnable one = () -> {
            application.serve(new StubRequest("1001", to));
            afterEach.run();
        };
        CompletableFuture.allOf(CompletableFuture.runAsync(one), CompletableFuture.runAsync(one))
                .get(LONG, TimeUnit.SECONDS);
    }

    private void assertOneLease() {
        assertThat(application.leases.size()).isEqualTo(1);
        assertThat(application.obtains()).isEqualTo(1);
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void twoAtOnceOpenOneLease() throws Exception {
        serveTwoAtOnce(session, () -> {});

        assertOneLease();
    }

    @Test
    void theSecondUsesTheLeaseThatTheFirstIsWritingIntoTheSession() throws Exception {
        CountDownLatch otherIsDone = new CountDownLatch(1);
        AtomicBoolean writing = new AtomicBoolean();
        HttpSession slow = (HttpSession) Proxy.newProxyInstance(
                HttpSession.class.getClassLoader(), new Class<?>[] {HttpSession.class}, (proxy, method, args) -> {
                    if (method.getName().equals("setAttribute") && !writing.getAndSet(true)) {
                        otherIsDone.await(LONG, TimeUnit.SECONDS);
                    }
                    try {
                        return method.invoke(session, args);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });

        serveTwoAtOnce(slow, otherIsDone::countDown);

        assertOneLease();
    }
}
