package io.github.circleauth.operations;

import static java.util.Objects.requireNonNullElse;

import io.github.circleauth.http.RequestObserver;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.eclipse.microprofile.metrics.Gauge;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;

/** MicroProfile Metrics. */
final class MicroProfileMeters implements Meters {

    private final MetricRegistry registry;
    private final String application;
    private final Set<MetricID> registered = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Creates them.
     *
     * @param registry a {@code MetricRegistry}
     */
    MicroProfileMeters(Object registry, String application) {
        this.registry = (MetricRegistry) registry;
        this.application = application;
    }

    private Tag[] tags(Map<String, String> labels) {
        Tag[] tags = new Tag[labels.size() + 1];
        int next = 0;
        tags[next++] = new Tag(RequestLabels.APPLICATION, application);
        for (Map.Entry<String, String> label : labels.entrySet()) {
            tags[next++] = new Tag(label.getKey(), label.getValue());
        }
        return tags;
    }

    /** Keeps a metric until the end, which may have come meanwhile. */
    private <T> T keep(Metric metric, Tag[] tags, T created) {
        MetricID id = new MetricID(metric.name(), tags);
        registered.add(id);
        if (closed) {
            boolean unused = registry.remove(id);
        }
        return created;
    }

    private static Metadata metadata(Metric metric) {
        return Metadata.builder()
                .withName(metric.name())
                .withDescription(metric.description())
                .withUnit(requireNonNullElse(metric.baseUnit(), MetricUnits.NONE))
                .build();
    }

    @Override
    public void count(Metric metric, Map<String, String> labels, int more) {
        if (!closed) {
            Tag[] tags = tags(labels);
            keep(metric, tags, registry.counter(metadata(metric), tags)).inc(more);
        }
    }

    @Override
    public void measure(RequestObserver.Request request, End end, Duration duration) {
        if (!closed) {
            Metric metric = RequestLabels.DURATION;
            Tag[] tags = tags(RequestLabels.of(request, end));
            keep(metric, tags, registry.timer(metadata(metric), tags)).update(duration);
        }
    }

    @Override
    public void gauge(Metric metric, Map<String, String> labels, DoubleSupplier value) {
        if (!closed) {
            Tag[] tags = tags(labels);
            Gauge<Double> unused = keep(metric, tags, registry.gauge(metadata(metric), value::getAsDouble, tags));
        }
    }

    @Override
    public void close() {
        closed = true;
        registered.forEach(registry::remove);
        registered.clear();
    }
}
