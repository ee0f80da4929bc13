package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.TokenKind;
import io.github.circleauth.event.TokenRenewed;
import io.github.circleauth.event.TokenRevoked;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The application's observers, in a real CDI container. */
class ObserverDispatchTest {

    private static final CircleEvent EVENT = new TokenRevoked("lease", TokenKind.ACCESS, Duration.ZERO);

    /** Observers and what they got, in the order of the notifications. */
    private static final List<String> NOTIFIED = new CopyOnWriteArrayList<>();

    @ApplicationScoped
    static class Observers {
        void typed(@Observes @Priority(1) TokenRevoked event) {
            NOTIFIED.add("typed");
        }

        void every(@Observes @Priority(2) CircleEvent event, EventMetadata metadata, BeanManager beans) {
            NOTIFIED.add("every " + metadata.getType() + " "
                    + metadata.getQualifiers().contains(Any.Literal.INSTANCE) + " " + (beans != null));
        }

        void later(@ObservesAsync TokenRevoked event, EventMetadata metadata) {
            NOTIFIED.add("async " + metadata.getType());
        }

        void others(@Observes TokenRenewed event) {
            NOTIFIED.add("renewed");
        }
    }

    @ApplicationScoped
    static class Throwing {
        void failing(@Observes @Priority(0) CircleEvent event) throws IOException {
            throw new IOException("As the test demands.");
        }

        void broken(@Observes @Priority(Integer.MAX_VALUE) CircleEvent event) {
            throw new NoClassDefFoundError("As the test demands.");
        }

        void async(@ObservesAsync CircleEvent event) {
            throw new IllegalStateException("As the test demands.");
        }
    }

    @ApplicationScoped
    static class Early {
        void early(@Observes @Priority(-5) TokenRevoked event) {
            NOTIFIED.add("early");
        }
    }

    /** Fires another event of the library, which it observes too. */
    @ApplicationScoped
    static class Firing {
        void fires(@Observes TokenRevoked event, Event<CircleEvent> events) {
            events.fire(new TokenRenewed(
                    "lease", OptionalLong.empty(), Optional.empty(), TokenRenewed.Way.REFRESH, Duration.ZERO));
        }

        void renewed(@Observes TokenRenewed event) {
            NOTIFIED.add("renewed by an observer");
        }
    }

    @ApplicationScoped
    static class Whereabouts {
        void here(@Observes CircleEvent event) {
            Thread thread = Thread.currentThread();
            NOTIFIED.add(
                    thread.getName() + " " + thread.isDaemon() + " " + (thread.getContextClassLoader() == APPLICATION));
            thread.setContextClassLoader(null);
        }

        void later(@ObservesAsync CircleEvent event) {
            NOTIFIED.add(Thread.currentThread().getName());
        }
    }

    /** Waits for a permit, and can be interrupted. */
    @ApplicationScoped
    static class Slow {
        void wait(@Observes CircleEvent event) throws InterruptedException {
            STARTED.release();
            MAY_GO_ON.acquire();
            NOTIFIED.add("slow");
        }
    }

    @ApplicationScoped
    static class Hanging {
        void hang(@Observes CircleEvent event) {
            STARTED.release();
            MAY_GO_ON.acquireUninterruptibly();
        }
    }

    private static final ClassLoader APPLICATION = new ClassLoader(ObserverDispatchTest.class.getClassLoader()) {};
    private static final Semaphore STARTED = new Semaphore(0);
    private static final Semaphore MAY_GO_ON = new Semaphore(0);

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @BeforeEach
    void enterApplication() {
        NOTIFIED.clear();
        STARTED.drainPermits();
        MAY_GO_ON.drainPermits();
        Thread.currentThread().setContextClassLoader(APPLICATION);
    }

    @AfterEach
    void leaveApplication() {
        MAY_GO_ON.release(10_000);
        Thread.currentThread().setContextClassLoader(before);
    }

    /** Fires events in an application with the beans, and undeploys it. */
    private static List<String> notifiedOf(List<CircleEvent> events, Class<?>... beans) {
        try (SeContainer container = Deployment.container(beans);
                ObserverDispatch dispatch = dispatch(container)) {
            events.forEach(dispatch);
        }
        return NOTIFIED;
    }

    private static ObserverDispatch dispatch(SeContainer container) {
        return new ObserverDispatch(container.getBeanManager(), "/app");
    }

    private static Stream<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("circle-auth-events /app"));
    }

    @Test
    void eachObserverGetsTheEventsOfItsTypeOnceWithWhatItInjects() {
        assertThat(notifiedOf(List.of(EVENT), Observers.class))
                .containsExactly("typed", "every " + TokenRevoked.class + " true true", "async " + TokenRevoked.class);
    }

    @Test
    void eventsComeInTheirOrderOnOneNamedThreadWithTheApplicationsClassLoader() {
        String here = "circle-auth-events /app true true";
        assertThat(notifiedOf(List.of(EVENT, EVENT), Whereabouts.class))
                .containsExactly(here, "circle-auth-events /app", here, "circle-auth-events /app");
        assertThat(threads()).isEmpty();
    }

    @Test
    void observersThatThrowHarmNoOther() {
        try (Logged log = Logged.by(ObserverDispatch.class)) {
            assertThat(notifiedOf(List.of(EVENT, EVENT), Throwing.class, Observers.class))
                    .filteredOn(each -> each.startsWith("typed") || each.startsWith("async"))
                    .containsExactly("typed", "async " + TokenRevoked.class, "typed", "async " + TokenRevoked.class);
            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0008: ")
                    .contains("Throwing");
        }
    }

    /** Weld would sometimes call it before the library's, and then no other. */
    @Test
    void noObserverHasAPriorityWhoseDifferenceToTheLibrarysOverflows() {
        try (SeContainer container = Deployment.container(Throwing.class)) {
            assertThat(container.getBeanManager().resolveObserverMethods(EVENT))
                    .extracting(ObserverMethod::getPriority)
                    .contains(Integer.MAX_VALUE - 1)
                    .doesNotContain(Integer.MAX_VALUE);
        }
    }

    @Test
    void anObserverWithANegativePriorityGetsEachEventOnceToo() {
        assertThat(notifiedOf(List.of(EVENT), Early.class)).containsExactly("early");
        NOTIFIED.clear();
        assertThat(notifiedOf(List.of(EVENT), Early.class, Observers.class))
                .startsWith("early", "typed")
                .hasSize(4);
    }

    @Test
    void anEventAfterTheContainersEndIsNoFailure() {
        SeContainer container = Deployment.container(Observers.class);
        ObserverDispatch dispatch = dispatch(container);
        dispatch.close();
        container.close();
        dispatch.accept(EVENT);
    }

    @Test
    void anObserverMayFireAnEventItself() {
        assertThat(notifiedOf(List.of(EVENT), Firing.class)).containsExactly("renewed by an observer");
    }

    @Test
    void anEventThatTheApplicationFiresIsNotified() {
        try (SeContainer container = Deployment.container(Observers.class)) {
            container.getBeanManager().getEvent().fire(EVENT);
        }
        assertThat(NOTIFIED).hasSize(2);
    }

    @Test
    void withoutAnObserverThereIsNoThread() throws Exception {
        try (SeContainer container = Deployment.container();
                ObserverDispatch dispatch = dispatch(container)) {
            dispatch.accept(EVENT);

            assertThat(threads()).isEmpty();
        }
    }

    @Test
    void aSlowObserverDelaysNobodyButLaterEventsAndWhatIsTooMuchIsDroppedWithTwoLines() throws Exception {
        try (SeContainer container = Deployment.container(Slow.class);
                ObserverDispatch dispatch = dispatch(container);
                Logged log = Logged.by(ObserverDispatch.class)) {
            dispatch.accept(EVENT);
            STARTED.acquire();

            IntStream.range(0, ObserverDispatch.MAX_WAITING + 7).forEach(i -> dispatch.accept(EVENT));
            assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0009: 1,000 events wait");
            assertThat(NOTIFIED).isEmpty();
            MAY_GO_ON.release(10_000);
            STARTED.acquire(ObserverDispatch.MAX_WAITING);
            dispatch.close();

            assertThat(NOTIFIED).hasSize(ObserverDispatch.MAX_WAITING + 1);
            assertThat(log.at(Level.INFO))
                    .containsExactly(
                            "CIRCLE-0010: The observers of the application have caught up; they missed 7 events.");
        }
    }

    @Test
    void undeployingInterruptsASlowObserverAndLeavesNoThread() throws Exception {
        try (SeContainer container = Deployment.container(Slow.class);
                Logged log = Logged.by(ObserverDispatch.class)) {
            ObserverDispatch dispatch = dispatch(container);
            dispatch.accept(EVENT);
            dispatch.accept(EVENT);
            dispatch.accept(EVENT);
            STARTED.acquire();

            dispatch.close();

            assertThat(threads()).isEmpty();
            assertThat(NOTIFIED).isEmpty();
            assertThat(log.warnings())
                    .filteredOn(line -> line.startsWith("CIRCLE-0011"))
                    .singleElement()
                    .asString()
                    .endsWith("observers missed 2 events.");
            dispatch.accept(EVENT); // Nothing, and no line.
        }
    }

    @Test
    void anObserverThatHangsForGoodKeepsNeitherTheEventsNorTheUndeploymentWaiting() throws Exception {
        try (SeContainer container = Deployment.container(Hanging.class);
                Logged log = Logged.by(ObserverDispatch.class)) {
            ObserverDispatch dispatch = dispatch(container);
            dispatch.accept(EVENT);
            STARTED.acquire();

            dispatch.close();

            assertThat(log.warnings()).singleElement().asString().contains("CIRCLE-0011", "Its thread goes on");
            assertThat(threads()).hasSize(1);
        }
        MAY_GO_ON.release(10);
        for (Thread thread : threads().toList()) {
            thread.join();
        }
    }
}
