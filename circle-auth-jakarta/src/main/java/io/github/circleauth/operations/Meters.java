package io.github.circleauth.operations;

import io.github.circleauth.http.RequestObserver;
import java.time.Duration;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Where the measurements of one deployment go: one implementation for each API. Thread-safe. */
interface Meters extends AutoCloseable {

    /**
     * The metrics.
     *
     * @param name the name in OpenTelemetry's style; other APIs derive theirs from it
     * @param unit a unit by UCUM
     */
    record Metric(String name, String unit, String description) {

        /** Returns the unit as Prometheus names it, or null if it has none for it: the counted thing is part of the name. */
        @Nullable String baseUnit() {
            return switch (unit) {
                case "s" -> "seconds";
                case "1" -> "ratio";
                default -> null;
            };
        }
    }

    /**
     * How a request ended.
     *
     * @param status the HTTP status, or 0 if no response arrived
     * @param error the status from 400 on, the reason if no response arrived, and otherwise empty
     */
    record End(int status, String error) {

        static End responded(int status) {
            return new End(status, status >= 400 ? Integer.toString(status) : "");
        }

        static End failed(String reason) {
            return new End(0, reason);
        }
    }

    /** Adds to a counter. Zero makes it known. */
    void count(Metric metric, Map<String, String> labels, int more);

    /** Measures a request to Circle. */
    void measure(RequestObserver.Request request, End end, Duration duration);

    /** Adds a value that is read whenever the metrics are. Reading it does no I/O. NaN means that it is not known. */
    void gauge(Metric metric, Map<String, String> labels, DoubleSupplier value);

    /** Removes everything, so that a server-wide registry keeps nothing of an application that has ended. */
    @Override
    void close();
}
