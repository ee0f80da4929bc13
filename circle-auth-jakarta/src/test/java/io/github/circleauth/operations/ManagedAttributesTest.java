package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.session.Lease;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The MBean's attributes, as a client of JMX reads them. */
class ManagedAttributesTest {

    private final DiagnosedApplication application = new DiagnosedApplication();
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final JmxRegistration registration = new JmxRegistration(() -> server);
    private final ObjectName name;

    ManagedAttributesTest() throws Exception {
        name = JmxRegistration.name("/shop", 1);
        registration.register("/shop", application.attributes());
    }

    @AfterEach
    void remove() {
        registration.close();
    }

    private void pass(Duration time) {
        application.circle.clock().advance(time);
    }

    private Object read(String attribute) throws Exception {
        return server.getAttribute(name, attribute);
    }

    /** Reads a map, which JMX has as a table. */
    private Map<String, Object> table(String attribute) throws Exception {
        Map<String, Object> read = new TreeMap<>();
        Collection<?> rows = ((TabularData) read(attribute)).values();
        for (Object each : rows) {
            CompositeData row = (CompositeData) each;
            read.put((String) row.get("key"), row.get("value"));
        }
        return read;
    }

    /** A client such as JConsole has none of the library's classes. */
    @Test
    void everyAttributeIsReadOnlyAndOfAnOpenType() throws Exception {
        assertThat(server.getMBeanInfo(name).getOperations()).isEmpty();
        assertThat(server.getMBeanInfo(name).getNotifications()).isEmpty();
        assertThat(server.getMBeanInfo(name).getAttributes())
                .hasSize(10)
                .allMatch(OpenMBeanAttributeInfo.class::isInstance)
                .noneMatch(MBeanAttributeInfo::isWritable)
                .extracting(MBeanAttributeInfo::getName)
                .allSatisfy(this::read);
    }

    @Test
    void eventsAreCountedByTypeAndReason() throws Exception {
        assertThat(table("Events")).isEmpty();
        application.signIn(1001);
        application.signIn(1002);
        application.signIn(4711);

        assertThat(table("Events"))
                .containsExactly(entry("TokenObtained", 2L), entry("TokenRefused.MEMBER_UNKNOWN", 1L));
        assertThat(read("StartedAt")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(read("LastSuccess")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat((String) read("Version")).isNotBlank();
    }

    @Test
    void theLastFailureOfEachTypeHasItsReasonStatusAndTime() throws Exception {
        assertThat(read("LastSuccess")).isNull();
        application.signIn(4711);
        pass(Duration.ofMinutes(1));
        application.circle.faults().always("auth_token", Fault.lost());
        application.signIn(1002);

        assertThat(read("LastSuccess")).as("a failure is none").isNull();
        Map<String, Object> last = table("LastFailures");

        assertThat(last.keySet()).containsExactly("CircleUnavailable", "TokenRefused");
        assertThat(values(last.get("TokenRefused"))).isEqualTo(failure("MEMBER_UNKNOWN", 404, "2026-01-01T00:00:00Z"));
        assertThat(values(last.get("CircleUnavailable")))
                .isEqualTo(failure("NO_RESPONSE", null, "2026-01-01T00:01:00Z"));
    }

    private static Map<String, Object> failure(String reason, Integer status, String at) {
        Map<String, Object> failure = new HashMap<>();
        failure.put("reason", reason);
        failure.put("status", status);
        failure.put("at", at);
        return failure;
    }

    private static Map<String, Object> values(Object composite) {
        CompositeData data = (CompositeData) composite;
        Map<String, Object> values = new HashMap<>();
        data.getCompositeType().keySet().forEach(key -> values.put(key, data.get(key)));
        return values;
    }

    @Test
    void leasesAreCountedByState() throws Exception {
        application.signIn(1001);
        pass(Duration.ofMinutes(58));
        application.signIn(1002);
        application.signIn(4711);

        assertThat(table("Leases")).isEqualTo(Map.of("FRESH", 1, "STALE", 1, "EXPIRED", 0, "ABSENT", 1, "ENDED", 0));
    }

    @Test
    void waitingRevocationsHaveTheAgeOfTheOldest() throws Exception {
        assertThat(List.of(read("RevocationsWaiting"), read("OldestDueSeconds")))
                .containsExactly(0, 0L);
        Lease lease = application.signIn(1001);
        application.circle.faults().always("*", Fault.status(503));
        application.leases.end(lease.id(), null, LeaseEnded.Reason.SESSION_ENDED);
        pass(Duration.ofMinutes(6));

        assertThat(List.of(read("RevocationsWaiting"), read("OldestDueSeconds")))
                .containsExactly(2, 360L);
        assertThat(read("RevocationsCountedAt")).isEqualTo("2026-01-01T00:06:00Z");
    }

    @Test
    void theCircuitBreakersStateIsShown() throws Exception {
        assertThat(read("CircuitBreaker")).isEqualTo("CLOSED");
        for (int i = 0; i < 3; i++) {
            application.circuitBreaker.recordTimeout();
        }
        assertThat(read("CircuitBreaker")).isEqualTo("OPEN");
        pass(Duration.ofMinutes(2));
        assertThat(read("CircuitBreaker")).isEqualTo("HALF_OPEN");
    }
}
