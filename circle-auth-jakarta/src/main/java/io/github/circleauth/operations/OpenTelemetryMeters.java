package io.github.circleauth.operations;

import io.github.circleauth.http.RequestObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry's metrics. Requests are measured by its semantic conventions for HTTP clients. */
final class OpenTelemetryMeters implements Meters {

    /** The buckets that the semantic conventions recommend, in seconds. */
    private static final List<Double> BUCKETS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

    private final Meter meter;
    private final String application;
    private final DoubleHistogram requests;
    private final Map<Metric, LongCounter> counters = new ConcurrentHashMap<>();
    private final List<AutoCloseable> gauges = new CopyOnWriteArrayList<>();

    private OpenTelemetryMeters(OpenTelemetry telemetry, String application) {
        this.meter = telemetry.getMeterProvider().get(OpenTelemetrySpans.SCOPE);
        this.application = application;
        DoubleHistogramBuilder builder = meter.histogramBuilder("http.client.request.duration")
                .setUnit("s")
                .setDescription("Duration of HTTP client requests.");
        try {
            builder.setExplicitBucketBoundariesAdvice(BUCKETS);
        } catch (NoSuchMethodError before132) {
            // The API of Payara 6. Its view of the metrics may set the buckets.
        }
        this.requests = builder.build();
    }

    /** Returns the meters of an {@code OpenTelemetry}, or null if it measures nothing: its metrics may be switched off. */
    static @Nullable Meters of(Object openTelemetry, String application) {
        OpenTelemetry telemetry = (OpenTelemetry) openTelemetry;
        MeterProvider none = OpenTelemetry.noop().getMeterProvider();
        boolean measures =
                telemetry.getMeterProvider().get(OpenTelemetrySpans.SCOPE) != none.get(OpenTelemetrySpans.SCOPE);
        return measures ? new OpenTelemetryMeters(telemetry, application) : null;
    }

    @Override
    public void count(Metric metric, Map<String, String> labels, int more) {
        counters.computeIfAbsent(metric, this::counter)
                .add(more, attributes(labels).build());
    }

    private LongCounter counter(Metric metric) {
        return meter.counterBuilder(metric.name())
                .setUnit(metric.unit())
                .setDescription(metric.description())
                .build();
    }

    private AttributesBuilder attributes(Map<String, String> labels) {
        AttributesBuilder attributes = Attributes.builder().put(RequestLabels.APPLICATION, application);
        labels.forEach(attributes::put);
        return attributes;
    }

    @Override
    public void measure(RequestObserver.Request request, End end, Duration duration) {
        AttributesBuilder attributes = OpenTelemetrySpans.attributes(request);
        if (end.status() > 0) {
            attributes.put("http.response.status_code", end.status());
        }
        if (!end.error().isEmpty()) {
            attributes.put("error.type", end.error());
        }
        requests.record(duration.toNanos() / 1e9, attributes.build());
    }

    @Override
    public void gauge(Metric metric, Map<String, String> labels, DoubleSupplier value) {
        Attributes attributes = attributes(labels).build();
        gauges.add(meter.gaugeBuilder(metric.name())
                .setUnit(metric.unit())
                .setDescription(metric.description())
                .buildWithCallback(measurement -> {
                    double read = value.getAsDouble();
                    if (!Double.isNaN(read)) {
                        measurement.record(read, attributes);
                    }
                }));
    }

    @Override
    public void close() {
        for (AutoCloseable gauge : gauges) {
            try {
                gauge.close();
            } catch (Exception impossible) { // The interface's close throws none.
                throw new IllegalStateException(impossible);
            }
        }
    }
}
