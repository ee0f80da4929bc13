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

    private static final String PROBE = "circle.auth.probe";

    private final MeterRegistry registry;
    private final Tags common;
    private final boolean takesBuilders;
    private final Set<Meter> registered = ConcurrentHashMap.newKeySet();

    /** The values of gauges. A registry's own method refers to them weakly. */
    private final Set<DoubleSupplier> values = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    /**
     * Creates them.
     *
     * @param registry a {@code MeterRegistry}
     */
    MicrometerMeters(Object registry, String application) {
        this.registry = (MeterRegistry) registry;
        this.common = Tags.of(RequestLabels.APPLICATION, application);
        this.takesBuilders = takesBuilders(this.registry);
    }

    /**
     * Returns whether the registry has what a builder registers in it. WildFly's registry of an application, as of WildFly 39, has only
     * what its own methods register (WFLY-21061); those take neither description nor unit.
     */
    private static boolean takesBuilders(MeterRegistry registry) {
        Counter probe = Counter.builder(PROBE).register(registry);
        boolean taken = registry.getMeters().contains(probe);
        registry.remove(probe);
        return taken;
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
            keep(counter(metric, tags(labels))).increment(more);
        }
    }

    private Counter counter(Metric metric, Tags tags) {
        return takesBuilders
                ? Counter.builder(metric.name())
                        .description(metric.description())
                        .tags(tags)
                        .register(registry)
                : registry.counter(nameWithUnit(metric), tags);
    }

    @Override
    public void measure(RequestObserver.Request request, End end, Duration duration) {
        if (!closed) {
            // No timer: registering one asks the registry for a setting that WildFly's warns about.
            keep(summary(RequestLabels.DURATION, tags(RequestLabels.of(request, end))))
                    .record(duration.toNanos() / 1e9);
        }
    }

    private DistributionSummary summary(Metric metric, Tags tags) {
        return takesBuilders
                ? DistributionSummary.builder(metric.name())
                        .baseUnit(metric.baseUnit())
                        .description(metric.description())
                        .tags(tags)
                        .register(registry)
                : registry.summary(nameWithUnit(metric), tags);
    }

    @Override
    public void gauge(Metric metric, Map<String, String> labels, DoubleSupplier value) {
        if (!closed) {
            values.add(value);
            Gauge gauge = gauge(metric, tags(labels), value);
            if (gauge != null) {
                keep(gauge);
            }
        }
    }

    /** Returns the registered gauge, or null if the registry refuses it. */
    private @Nullable Gauge gauge(Metric metric, Tags tags, DoubleSupplier value) {
        if (takesBuilders) {
            return Gauge.builder(metric.name(), value, DoubleSupplier::getAsDouble)
                    .baseUnit(metric.baseUnit())
                    .description(metric.description())
                    .tags(tags)
                    .register(registry);
        }
        registry.gauge(nameWithUnit(metric), tags, value, DoubleSupplier::getAsDouble);
        return registry.find(nameWithUnit(metric)).tags(tags).gauge();
    }

    /** Returns the name under which a metric without a unit of its own has the same name for Prometheus. */
    private static String nameWithUnit(Metric metric) {
        String unit = metric.baseUnit();
        return unit == null ? metric.name() : metric.name() + "." + unit;
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
        values.clear();
    }
}
