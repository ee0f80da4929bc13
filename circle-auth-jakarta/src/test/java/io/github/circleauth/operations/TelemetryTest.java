package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.circleauth.Logged;
import io.github.circleauth.event.TokenKind;
import io.github.circleauth.event.TokenRevoked;
import io.github.circleauth.http.RequestObserver;
import io.github.circleauth.operations.Telemetry.Apis;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ServiceConfigurationError;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which API gets spans and metrics, and what happens if it fails or comes late. */
class TelemetryTest {

    private static final RequestObserver.Request REQUEST =
            new RequestObserver.Request("GET", URI.create("https://app.circle.so"), "/api/headless/v1/home", 0);

    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();
    private final SimpleMeterRegistry micrometer = new SimpleMeterRegistry();
    private final FakeMetricRegistry microProfile = new FakeMetricRegistry();
    private final AtomicLong nanos = new AtomicLong();

    @BeforeEach
    @AfterEach
    void forget() {
        GlobalOpenTelemetry.resetForTest();
        Metrics.globalRegistry.remove(micrometer);
    }

    private Telemetry measuring(Apis apis) {
        Telemetry telemetry = new Telemetry(apis, false, nanos::get);
        telemetry.measure("", new DiagnosedApplication().gauges);
        return telemetry;
    }

    private static void request(Telemetry telemetry) {
        telemetry.begins(REQUEST).responded(200);
    }

    private boolean isMeasuredByOpenTelemetry() {
        return metrics.collectAllMetrics().stream()
                .anyMatch(metric -> metric.getName().equals("http.client.request.duration"));
    }

    private boolean isMeasuredByMicrometer() {
        return micrometer.find("circle.auth.request.duration").summary() != null;
    }

    @Test
    void openTelemetryComesFirstAndIsTheOnlyOne() {
        request(measuring(new Apis(sdk, true, micrometer, true, microProfile.registry())));

        assertThat(isMeasuredByOpenTelemetry()).isTrue();
        assertThat(isMeasuredByMicrometer()).isFalse();
        assertThat(microProfile.names()).isEmpty();
        assertThat(spans.getFinishedSpanItems()).hasSize(1);
    }

    @Test
    void anOpenTelemetryWithoutMetricsHasTheSpansAndMicrometerTheMetrics() {
        OpenTelemetrySdk spansAlone = OpenTelemetrySdk.builder()
                .setTracerProvider(sdk.getSdkTracerProvider())
                .build();

        request(measuring(new Apis(spansAlone, true, micrometer, true, microProfile.registry())));

        assertThat(spans.getFinishedSpanItems()).hasSize(1);
        assertThat(isMeasuredByMicrometer()).isTrue();
        assertThat(microProfile.names()).isEmpty();
    }

    @Test
    void anOpenTelemetryThatIsSwitchedOffHidesNothing() {
        request(measuring(new Apis(OpenTelemetry.noop(), true, null, true, microProfile.registry())));

        assertThat(microProfile.names()).contains("circle.auth.request.duration", "circle.auth.tokens");
    }

    @Test
    void theGlobalOpenTelemetryIsUsedFromWhenItIsSetAndNeverSetByTheLibrary() {
        Telemetry telemetry = measuring(new Apis(null, true, null, true, null));
        request(telemetry);

        assertThatCode(() -> GlobalOpenTelemetry.set(sdk)).doesNotThrowAnyException();
        request(telemetry);

        assertThat(spans.getFinishedSpanItems()).hasSize(1);
        assertThat(isMeasuredByOpenTelemetry()).isTrue();
    }

    @Test
    void micrometersGlobalRegistryIsUsedFromWhenAnApplicationAddsOne() {
        Telemetry telemetry = measuring(new Apis(null, true, null, true, null));
        request(telemetry);
        assertThat(Metrics.globalRegistry.getMeters()).isEmpty();

        Metrics.addRegistry(micrometer);
        request(telemetry);

        assertThat(isMeasuredByMicrometer()).isTrue();
        telemetry.close();
        assertThat(Metrics.globalRegistry.getMeters()).isEmpty();
        assertThat(micrometer.getMeters()).isEmpty();
    }

    @Test
    void nothingIsMeasuredWhereTheFilterIsOff() {
        Telemetry telemetry = new Telemetry(new Apis(sdk, true, null, false, null), false, nanos::get);
        request(telemetry);

        assertThat(isMeasuredByOpenTelemetry()).isFalse();
        assertThat(spans.getFinishedSpanItems()).hasSize(1);
    }

    @Test
    void anApiThatFailsHarmsNoRequestAndIsLogged() {
        Object broken = new Object(); // Another class of that name, as of another class loader.
        try (Logged log = Logged.by(Telemetry.class)) {
            Telemetry telemetry = measuring(new Apis(broken, true, null, false, null));
            request(telemetry);
            request(telemetry);

            assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0028: ");
        }
    }

    /** As where a processor of the application's lacks a class: a response that Circle has sent must not be lost. */
    @Test
    @Tag("L3")
    void anErrorOfAnApiHarmsNoRequestEither() {
        OpenTelemetry failing = (OpenTelemetry) Proxy.newProxyInstance(
                OpenTelemetry.class.getClassLoader(), new Class<?>[] {OpenTelemetry.class}, (proxy, method, args) -> {
                    throw new ServiceConfigurationError("of the application");
                });
        try (Logged log = Logged.by(Telemetry.class)) {
            Telemetry telemetry = measuring(new Apis(failing, true, null, false, null));
            request(telemetry);
            telemetry.count(new TokenRevoked("lease", TokenKind.ACCESS, Duration.ZERO));
            telemetry.close();

            assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0028: ");
        }
    }

    @Test
    void aTraceContextWithoutOpenTelemetryIsLogged() {
        try (Logged log = Logged.by(Telemetry.class)) {
            Telemetry unused = new Telemetry(Apis.NONE, true, nanos::get);

            assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0027: ");
        }
    }
}
