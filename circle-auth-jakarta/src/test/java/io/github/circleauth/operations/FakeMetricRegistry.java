package io.github.circleauth.operations;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** A registry of MicroProfile Metrics that records counts, updates and reads. */
final class FakeMetricRegistry {

    /** Each metric, and its updates or its supplier. */
    final Map<MetricID, List<Object>> metrics = new LinkedHashMap<>();

    MetricRegistry registry() {
        return (MetricRegistry) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MetricRegistry.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "counter", "timer" -> metric(method.getReturnType(), id((Metadata) args[0], (Tag[]) args[1]));
                    case "gauge" -> {
                        metrics.put(id((Metadata) args[0], (Tag[]) args[2]), new ArrayList<>(List.of(args[1])));
                        yield null;
                    }
                    case "remove" -> metrics.remove((MetricID) args[0]) != null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static MetricID id(Metadata metadata, Tag[] tags) {
        return new MetricID(metadata.getName(), tags);
    }

    private Object metric(Class<?> type, MetricID id) {
        List<Object> updates = metrics.computeIfAbsent(id, unknown -> new ArrayList<>());
        return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            updates.add(args == null ? 1 : args[0]);
            return null;
        });
    }

    List<String> names() {
        return metrics.keySet().stream().map(MetricID::getName).distinct().toList();
    }

    Object value(MetricID gauge) {
        return ((Supplier<?>) metrics.get(gauge).get(0)).get();
    }
}
