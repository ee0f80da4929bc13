package io.github.circleauth.operations;

import io.github.circleauth.http.RequestObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Micrometer's metrics. */
final class MicrometerMeters implements Meters {

    private final MeterRegistry registry;
    private final Tags common;
    private final Set<Meter> registered = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Creates them.
     *
     * @param registry a {@code MeterRegistry}
     */
    MicrometerMeters(Object registry, String application) {
        this.registry = (MeterRegistry) registry;
        this.common = Tags.of(RequestLabels.APPLICATION, application);
    }

    /** Returns the global registry if an application has added one of its own to it, otherwise null. */
    static @Nullable Object globalIfInUse() {
        return Metrics.globalRegistry.getRegistries().isEmpty() ? null : Metrics.globalRegistry;
    }

    private Tags tags(Map<String, String> labels) {
        return common.and(labels.entrySet().stream()
                .map(label -> Tag.of(label.getKey(), label.getValue()))
                .toList());
    }

    @Override
    public void count(Metric metric, Map<String, String> labels, int more) {
        if (!closed) {
            keep(Counter.builder(metric.name())
                            .description(metric.description())
                            .tags(tags(labels))
                            .register(registry))
                    .increment(more);
        }
    }

    @Override
    public void measure(RequestObserver.Request request, End end, Duration duration) {
        if (!closed) {
            // No timer: registering one asks the registry for a setting that WildFly's warns about.
            keep(DistributionSummary.builder(RequestLabels.DURATION.name())
                            .baseUnit(RequestLabels.DURATION.baseUnit())
                            .description(RequestLabels.DURATION.description())
                            .tags(tags(RequestLabels.of(request, end)))
                            .register(registry))
                    .record(duration.toNanos() / 1e9);
        }
    }

    @Override
    public void gauge(Metric metric, Map<String, String> labels, DoubleSupplier value) {
        if (!closed) {
            keep(Gauge.builder(metric.name(), value::getAsDouble)
                    .baseUnit(metric.baseUnit())
                    .description(metric.description())
                    .tags(tags(labels))
                    .register(registry));
        }
    }

    /** Keeps a meter until the end, which may have come meanwhile. */
    private <T extends Meter> T keep(T meter) {
        registered.add(meter);
        if (closed) {
            registry.remove(meter);
        }
        return meter;
    }

    @Override
    public void close() {
        closed = true;
        registered.forEach(registry::remove);
        registered.clear();
    }
}
