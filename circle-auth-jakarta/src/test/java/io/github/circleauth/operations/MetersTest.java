package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.event.TokenKind;
import io.github.circleauth.event.TokenRevoked;
import io.github.circleauth.http.RequestObserver;
import io.github.circleauth.operations.Telemetry.Apis;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.Test;

/** Counters and gauges in each API, and that nothing of them is left at the end. */
class MetersTest {

    private static final CircleEvent ENDED =
            new LeaseEnded("lease", OptionalLong.of(1), Optional.empty(), LeaseEnded.Reason.SESSION_ENDED);
    private static final CircleEvent REVOKED = new TokenRevoked("lease", TokenKind.ACCESS, Duration.ZERO);
    private static final RequestObserver.Request REQUEST =
            new RequestObserver.Request("GET", URI.create("https://app.circle.so"), null, 0);

    private final DiagnosedApplication application = new DiagnosedApplication();
    private final SimpleMeterRegistry micrometer = new SimpleMeterRegistry();
    private final FakeMetricRegistry microProfile = new FakeMetricRegistry();

    private Telemetry measuring(Apis apis) {
        application.signIn(1001);
        Telemetry telemetry = new Telemetry(apis, false, () -> 0);
        telemetry.measure("/app", application.gauges);
        telemetry.count(ENDED);
        telemetry.count(ENDED);
        telemetry.begins(REQUEST).responded(200);
        return telemetry;
    }

    private static TreeSet<String> all(String... others) {
        TreeSet<String> names = new TreeSet<>(List.of(others));
        Stream.concat(EventCounters.ALL.stream(), Gauges.ALL.stream()).forEach(metric -> names.add(metric.name()));
        return names;
    }

    @Test
    void openTelemetryHasThem() {
        InMemoryMetricReader reader = InMemoryMetricReader.create();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(reader).build())
                .build();
        Telemetry telemetry = measuring(new Apis(sdk, true, null, false, null));

        List<MetricData> metrics = List.copyOf(reader.collectAllMetrics());
        assertThat(metrics)
                .extracting(MetricData::getName)
                .containsExactlyInAnyOrderElementsOf(all("http.client.request.duration"));
        assertThat(point(metrics, "circle.auth.leases.ended", "reason", "session_ended"))
                .contains(2.0);
        assertThat(point(metrics, "circle.auth.leases.ended", "reason", "expired"))
                .contains(0.0);
        assertThat(point(metrics, "circle.auth.leases.live", "state", "fresh")).contains(1.0);
        assertThat(metrics)
                .filteredOn(metric -> metric.getName().equals("circle.auth.leases.ended"))
                .extracting(MetricData::getUnit)
                .containsExactly("{lease}");

        telemetry.close();
        assertThat(reader.collectAllMetrics())
                .extracting(MetricData::getName)
                .doesNotContainAnyElementsOf(
                        Gauges.ALL.stream().map(Meters.Metric::name).toList());
    }

    private static Optional<Double> point(List<MetricData> metrics, String name, String label, String value) {
        Attributes labels =
                Attributes.of(AttributeKey.stringKey("application"), "/app", AttributeKey.stringKey(label), value);
        MetricData data = metrics.stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return Stream.concat(
                        data.getLongSumData().getPoints().stream()
                                .filter(point -> point.getAttributes().equals(labels))
                                .map(point -> (double) point.getValue()),
                        data.getDoubleGaugeData().getPoints().stream()
                                .filter(point -> point.getAttributes().equals(labels))
                                .map(point -> point.getValue()))
                .findFirst();
    }

    @Test
    void micrometerHasThemAndKeepsNothing() {
        Telemetry telemetry = measuring(new Apis(null, false, micrometer, true, null));

        assertThat(micrometer.getMeters().stream().map(Meter::getId).map(Meter.Id::getName))
                .containsOnlyOnceElementsOf(List.of("circle.auth.request.duration", "circle.auth.ledger.unreachable"))
                .containsAll(all("circle.auth.request.duration"));
        assertThat(micrometer
                        .get("circle.auth.leases.ended")
                        .tags("application", "/app", "reason", "session_ended")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(micrometer
                        .get("circle.auth.leases.live")
                        .tags("application", "/app", "state", "fresh")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(micrometer
                        .get("circle.auth.ledger.unreachable")
                        .gauge()
                        .getId()
                        .getBaseUnit())
                .isEqualTo("seconds");

        telemetry.close();
        telemetry.count(REVOKED);
        telemetry.begins(REQUEST).responded(200);
        assertThat(micrometer.getMeters()).isEmpty();
    }

    @Test
    void microProfileHasThemAndKeepsNothing() {
        Telemetry telemetry = measuring(new Apis(null, false, null, false, microProfile.registry()));

        assertThat(microProfile.names()).containsExactlyInAnyOrderElementsOf(all("circle.auth.request.duration"));
        assertThat(microProfile.metrics.get(id("circle.auth.leases.ended", "reason", "session_ended")))
                .containsExactly(0L, 1L, 1L);
        assertThat(microProfile.value(id("circle.auth.leases.live", "state", "fresh")))
                .isEqualTo(1.0);

        telemetry.close();
        telemetry.count(REVOKED);
        telemetry.begins(REQUEST).responded(200);
        assertThat(microProfile.metrics).isEmpty();
    }

    private static MetricID id(String name, String label, String value) {
        return new MetricID(name, new Tag("application", "/app"), new Tag(label, value));
    }

    @Test
    void aMeterThatIsRegisteredWhileTheApplicationEndsIsRemovedToo() {
        Telemetry[] telemetry = new Telemetry[1];
        micrometer.config().onMeterAdded(meter -> {
            if (meter.getId().getName().equals("circle.auth.request.duration")) {
                telemetry[0].close();
            }
        });
        telemetry[0] = new Telemetry(new Apis(null, false, micrometer, true, null), false, () -> 0);
        telemetry[0].measure("/app", application.gauges);

        telemetry[0].begins(REQUEST).responded(200);

        assertThat(micrometer.getMeters()).isEmpty();
    }

    @Test
    void whatAnApiThatComesLateHasMissedIsNotCounted() {
        SimpleMeterRegistry late = new SimpleMeterRegistry();
        Telemetry telemetry = new Telemetry(new Apis(null, false, null, true, null), false, () -> 0);
        telemetry.measure("/app", application.gauges);
        telemetry.count(ENDED);
        try {
            Metrics.addRegistry(late);
            telemetry.count(ENDED);
            assertThat(late.get("circle.auth.leases.ended")
                            .tag("reason", "session_ended")
                            .counter()
                            .count())
                    .isEqualTo(1);
        } finally {
            telemetry.close();
            Metrics.removeRegistry(late);
        }
    }
}
