package io.github.circleauth.operations;

import io.github.circleauth.http.RequestObserver;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
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

    private Tag[] tags(Metric metric, Map<String, String> labels) {
        Tag[] tags = new Tag[labels.size() + 1];
        int next = 0;
        tags[next++] = new Tag(RequestLabels.APPLICATION, application);
        for (Map.Entry<String, String> label : labels.entrySet()) {
            tags[next++] = new Tag(label.getKey(), label.getValue());
        }
        registered.add(new MetricID(metric.name(), tags));
        return tags;
    }

    private static Metadata metadata(Metric metric) {
        return Metadata.builder()
                .withName(metric.name())
                .withDescription(metric.description())
                .withUnit(metric.unit().equals("s") ? "seconds" : "none")
                .build();
    }

    @Override
    public void increment(Metric metric, Map<String, String> labels) {
        if (!closed) {
            registry.counter(metadata(metric), tags(metric, labels)).inc();
        }
    }

    @Override
    public void measure(RequestObserver.Request request, End end, Duration duration) {
        if (!closed) {
            Metric metric = RequestLabels.DURATION;
            registry.timer(metadata(metric), tags(metric, RequestLabels.of(request, end)))
                    .update(duration);
        }
    }

    @Override
    public void gauge(Metric metric, Map<String, String> labels, DoubleSupplier value) {
        registry.gauge(metadata(metric), value::getAsDouble, tags(metric, labels));
    }

    @Override
    public void close() {
        closed = true;
        registered.forEach(registry::remove);
        registered.clear();
    }
}
