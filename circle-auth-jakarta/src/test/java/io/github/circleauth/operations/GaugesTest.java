package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.RequestObserver;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.session.Lease;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the gauges read. */
class GaugesTest {

    /** Keeps the gauges by name and labels. */
    private static final class Registered implements Meters {

        final Map<String, DoubleSupplier> gauges = new LinkedHashMap<>();

        @Override
        public void gauge(Metric metric, Map<String, String> labels, DoubleSupplier value) {
            gauges.put(metric.name() + labels, value);
        }

        @Override
        public void count(Metric metric, Map<String, String> labels, int more) {
            throw new AssertionError("a gauge counts nothing");
        }

        @Override
        public void measure(RequestObserver.Request request, End end, Duration duration) {
            throw new AssertionError("a gauge sends no request");
        }

        @Override
        public void close() {}
    }

    /** A question for whose answer nobody may wait. */
    private static final class Question extends CompletableFuture<Optional<Ledger.Outlook>> {

        @Override
        public Optional<Ledger.Outlook> get(long timeout, TimeUnit unit) {
            assertThat(isDone()).as("waits for the database").isTrue();
            return join();
        }
    }

    private final List<CompletableFuture<Optional<Ledger.Outlook>>> questions = new ArrayList<>();

    /** A ledger whose database hangs, with all else in memory. */
    private Ledger hanging() {
        Ledger memory = new MemoryLedger();
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "outlook" -> {
                            questions.add(new Question());
                            return questions.get(questions.size() - 1);
                        }
                        case "unreachableFor" -> {
                            return Duration.ofMillis(90_500);
                        }
                        default -> {
                            try {
                                return method.invoke(memory, args);
                            } catch (InvocationTargetException thrown) {
                                throw thrown.getCause();
                            }
                        }
                    }
                });
    }

    private static double read(DiagnosedApplication application, String gauge) {
        Registered registered = new Registered();
        application.gauges.register(registered);
        return registered.gauges.get(gauge).getAsDouble();
    }

    @Test
    void leasesAreCountedByState() {
        DiagnosedApplication application = new DiagnosedApplication();
        application.signIn(1001);
        assertThat(read(application, "circle.auth.leases.live{state=fresh}")).isEqualTo(1);
        application.signIn(1002);
        application.circle.clock().advance(Duration.ofHours(2));
        application.signIn(1003);

        assertThat(read(application, "circle.auth.leases.live{state=fresh}")).isEqualTo(1);
        assertThat(read(application, "circle.auth.leases.live{state=expired}")).isEqualTo(2);
        assertThat(read(application, "circle.auth.leases.live{state=stale}")).isZero();
        assertThat(read(application, "circle.auth.leases.live{state=absent}")).isZero();
    }

    @Test
    @Tag("L18")
    void dueRevocationsAreCountedWithTheAgeOfTheOldest() {
        DiagnosedApplication application = new DiagnosedApplication();
        assertThat(read(application, "circle.auth.revocations.waiting{}")).isZero();
        assertThat(read(application, "circle.auth.revocations.oldest_due{}")).isZero();

        Lease lease = application.signIn(1001);
        application.circle.faults().always("*", Fault.status(503));
        application.leases.end(lease.id(), null, LeaseEnded.Reason.SESSION_ENDED);
        application.circle.clock().advance(Duration.ofMinutes(1));

        assertThat(read(application, "circle.auth.revocations.waiting{}")).isEqualTo(2);
        assertThat(read(application, "circle.auth.revocations.oldest_due{}")).isEqualTo(60);
    }

    @Test
    void aDatabaseThatHangsKeepsNoReaderWaitingAndIsNotKnown() {
        DiagnosedApplication application = new DiagnosedApplication(hanging(), List.of(), 100);
        assertThat(read(application, "circle.auth.revocations.waiting{}")).isNaN();
        assertThat(read(application, "circle.auth.revocations.oldest_due{}")).isNaN();
        assertThat(read(application, "circle.auth.ledger.unreachable{}")).isEqualTo(90.5);
        assertThat(questions).hasSize(1);

        Instant due = DiagnosedApplication.START.minusSeconds(7);
        questions.get(0).complete(Optional.of(new Ledger.Outlook(3, Optional.of(due))));

        assertThat(read(application, "circle.auth.revocations.waiting{}")).isEqualTo(3);
        assertThat(read(application, "circle.auth.revocations.oldest_due{}")).isEqualTo(7);
        assertThat(questions).hasSize(1);
    }

    @Test
    void theCircuitBreakersStateIsOneAndTheOthersAreZero() {
        DiagnosedApplication application = new DiagnosedApplication();
        assertThat(breaker(application)).containsExactly(1.0, 0.0, 0.0);

        for (int failures = 0; failures < 3; failures++) {
            application.circuitBreaker.recordTimeout();
        }
        assertThat(breaker(application)).containsExactly(0.0, 1.0, 0.0);

        application.circle.clock().advance(Duration.ofMinutes(2));
        assertThat(breaker(application)).containsExactly(0.0, 0.0, 1.0);
    }

    private static Stream<Double> breaker(DiagnosedApplication application) {
        return Stream.of("closed", "open", "half_open")
                .map(state -> read(application, "circle.auth.circuit_breaker.state{state=" + state + "}"));
    }

    @Test
    void theShareOfTheRateLimitIsReadByUse() {
        DiagnosedApplication application = new DiagnosedApplication(new MemoryLedger(), List.of(), 20);
        application.leases.end(application.signIn(1001).id(), null, LeaseEnded.Reason.SESSION_ENDED);
        application.revoker.kick();

        assertThat(read(application, "circle.auth.rate_limit.utilization{use=sign_in}"))
                .isEqualTo(0.05);
        assertThat(read(application, "circle.auth.rate_limit.utilization{use=revocation}"))
                .isEqualTo(0.1);
        assertThat(read(application, "circle.auth.rate_limit.utilization{use=renewal}"))
                .isZero();
        assertThat(read(application, "circle.auth.rate_limit.utilization{use=member_api}"))
                .isZero();
    }
}
