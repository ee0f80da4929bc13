package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ReachableObjects;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.RequestObserver;
import io.github.circleauth.operations.Telemetry.Apis;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wildfly.extension.micrometer.registry.ApplicationRegistry;

/** Micrometer's registries that outlive an application, among them WildFly's, which has only what its own methods register. */
class MicrometerMetersTest {

    private static final RequestObserver.Request REQUEST =
            new RequestObserver.Request("GET", URI.create("https://app.circle.so"), null, 0);

    private final DiagnosedApplication application = new DiagnosedApplication();

    /**
     * A server's registry.
     *
     * @param whole that of the whole server
     * @param ofApplication the one that an application sees
     */
    private record Server(String name, MeterRegistry whole, MeterRegistry ofApplication) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Server> servers() {
        MeterRegistry simple = new SimpleMeterRegistry();
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(new SimpleMeterRegistry());
        CompositeMeterRegistry wildFlys = new CompositeMeterRegistry();
        wildFlys.add(new SimpleMeterRegistry());
        return Stream.of(
                new Server("a registry", simple, simple),
                new Server("a composite registry", composite, composite),
                new Server("WildFly", wildFlys, new ApplicationRegistry("shop.war", wildFlys)));
    }

    private Telemetry measuring(Server server) {
        application.signIn(1001);
        Telemetry telemetry = new Telemetry(new Apis(null, false, server.ofApplication(), true, null), false, () -> 0);
        telemetry.measure("/app", application.gauges);
        telemetry.count(new LeaseEnded("lease", OptionalLong.of(1), Optional.empty(), LeaseEnded.Reason.SESSION_ENDED));
        telemetry.begins(REQUEST).responded(200);
        return telemetry;
    }

    private static Set<String> namesForPrometheus(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .map(id -> withUnit(id.getName(), id.getBaseUnit()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String withUnit(String name, String unit) {
        return unit == null || name.endsWith(unit) ? name : name + "." + unit;
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theServerHasAllMetricsUnderTheSameNames(Server server) {
        try (Telemetry telemetry = measuring(server)) {
            assertThat(namesForPrometheus(server.whole()))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.of(EventCounters.ALL, Gauges.ALL, List.of(RequestLabels.DURATION))
                                    .flatMap(List::stream)
                                    .map(metric -> withUnit(metric.name(), metric.baseUnit()))
                                    .toList());
            assertThat(server.whole()
                            .get("circle.auth.leases.ended")
                            .tags("application", "/app", "reason", "session_ended")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(server.whole()
                            .get("circle.auth.leases.live")
                            .tags("application", "/app", "state", "fresh")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void afterTheApplicationsEndTheServersRegistryReachesNothingOfIt(Server server) {
        Telemetry telemetry = measuring(server);
        assertThat(ours(server.whole())).as("while it runs").isNotEmpty();

        telemetry.close();

        assertThat(server.whole().getMeters()).isEmpty();
        assertThat(ours(server.whole())).isEmpty();
        assertThat(ours(server.ofApplication())).isEmpty();
    }

    private static List<Object> ours(MeterRegistry registry) {
        return ReachableObjects.from(registry).stream()
                .filter(object -> object.getClass().getName().startsWith("io.github.circleauth."))
                .toList();
    }

    @Test
    void twoApplicationsInWildFlyHaveMetricsOfTheirOwn() {
        MeterRegistry whole = new SimpleMeterRegistry();
        Telemetry shop = measuring(new Server("WildFly", whole, new ApplicationRegistry("shop.war", whole)));
        Telemetry blog = new Telemetry(
                new Apis(null, false, new ApplicationRegistry("blog.war", whole), true, null), false, () -> 0);
        blog.measure("/blog", application.gauges);

        shop.close();

        assertThat(whole.getMeters())
                .isNotEmpty()
                .allMatch(meter -> "/blog".equals(meter.getId().getTag("application")));
        blog.close();
        assertThat(whole.getMeters()).isEmpty();
    }
}
