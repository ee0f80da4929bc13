package io.github.circleauth.operations;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.http.RequestObserver;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.log.LineLimit;
import io.github.circleauth.operations.Meters.End;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The spans and metrics of one deployment, in whatever API its server or its application has. Metrics go to one API alone, so that
 * none is counted twice. A failure of an API harms no request.
 */
public final class Telemetry implements RequestObserver, AutoCloseable {

    private static final Logger LOG = System.getLogger(Telemetry.class.getName());

    /**
     * The objects of each API that the application finds. An object is null if the application has none, and a class may then be found all the
     * same.
     *
     * @param openTelemetry the bean {@code OpenTelemetry}
     * @param findsOpenTelemetry whether the API's classes are found, so that the global one can be asked
     * @param meterRegistry the bean {@code MeterRegistry} of Micrometer
     * @param findsMicrometer whether Micrometer's classes are found, so that its global registry can be asked
     * @param metricRegistry the bean {@code MetricRegistry} of MicroProfile Metrics
     */
    public record Apis(
            @Nullable Object openTelemetry,
            boolean findsOpenTelemetry,
            @Nullable Object meterRegistry,
            boolean findsMicrometer,
            @Nullable Object metricRegistry) {

        /** The result in an application without any of the APIs. */
        public static final Apis NONE = new Apis(null, false, null, false, null);

        private @Nullable Object telemetry() {
            return openTelemetry == null && findsOpenTelemetry ? OpenTelemetryGlobal.ifSet() : openTelemetry;
        }

        private @Nullable Object micrometer() {
            return meterRegistry == null && findsMicrometer ? MicrometerMeters.globalIfInUse() : meterRegistry;
        }
    }

    private final Apis apis;
    private final boolean propagates;
    private final Ticker ticker;
    private final LineLimit failures;
    private volatile @Nullable String application;
    private volatile @Nullable Gauges gauges;
    private volatile @Nullable RequestSpans spans;
    private volatile @Nullable Meters meters;

    /**
     * Creates it. It has no metrics until {@link #measure}.
     *
     * @param propagates whether requests carry the trace context
     */
    public Telemetry(Apis apis, boolean propagates, Ticker ticker) {
        this.apis = apis;
        this.propagates = propagates;
        this.ticker = ticker;
        this.failures = new LineLimit(1, ticker::nanos);
        if (propagates && !apis.findsOpenTelemetry()) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0027: circle.auth.trace-context is true and has no effect: this application finds no OpenTelemetry.");
        }
    }

    /** Returns whether there is any API, so that requests are worth observing. */
    public boolean hasApis() {
        return !apis.equals(Apis.NONE);
    }

    /** Starts to measure for an application, which its context path names. */
    public void measure(String contextPath, Gauges values) {
        gauges = values;
        application = contextPath.isEmpty() ? "/" : contextPath;
        find();
    }

    /** Counts an event. */
    public void count(CircleEvent event) {
        if (meters == null) {
            find();
        }
        Meters measuring = meters;
        guard(() -> {
            if (measuring != null) {
                EventCounters.Series series = EventCounters.of(event);
                measuring.count(series.metric(), series.labels(), 1);
            }
            return null;
        });
    }

    /** Looks for the missing APIs again: a global object may be set after the application's start. */
    private synchronized void find() {
        guard(() -> {
            Object telemetry = apis.telemetry();
            if (spans == null && telemetry != null) {
                spans = new OpenTelemetrySpans(telemetry, propagates);
            }
            String measured = application;
            if (meters == null && measured != null) {
                meters = metersOf(telemetry, measured);
                begin(meters);
            }
            return null;
        });
    }

    private void begin(@Nullable Meters measuring) {
        Gauges values = gauges;
        if (measuring != null && values != null) {
            EventCounters.all().forEach(series -> measuring.count(series.metric(), series.labels(), 0));
            values.register(measuring);
        }
    }

    private @Nullable Meters metersOf(@Nullable Object telemetry, String measured) {
        Meters ofTelemetry = telemetry == null ? null : OpenTelemetryMeters.of(telemetry, measured);
        if (ofTelemetry != null) {
            return ofTelemetry;
        }
        Object micrometer = apis.micrometer();
        if (micrometer != null) {
            return new MicrometerMeters(micrometer, measured);
        }
        Object registry = apis.metricRegistry();
        return registry == null ? null : new MicroProfileMeters(registry, measured);
    }

    @Override
    public Observation begins(Request request) {
        if (spans == null || meters == null) {
            find();
        }
        RequestSpans tracing = spans;
        return new Measured(request, tracing == null ? null : guard(() -> tracing.start(request)), ticker.nanos());
    }

    /** One request under way. */
    private final class Measured implements Observation {

        private final Request request;
        private final RequestSpans.@Nullable Started span;
        private final long start;

        Measured(Request request, RequestSpans.@Nullable Started span, long start) {
            this.request = request;
            this.span = span;
            this.start = start;
        }

        @Override
        public Map<String, String> headers() {
            Map<String, String> headers = span == null ? null : guard(span::headers);
            return headers == null ? Map.of() : headers;
        }

        @Override
        public void responded(int status) {
            ended(End.responded(status));
        }

        @Override
        public void failed(String reason) {
            ended(End.failed(reason));
        }

        private void ended(End end) {
            Duration duration = Duration.ofNanos(ticker.nanos() - start);
            guard(() -> {
                if (span != null) {
                    span.end(end);
                }
                return null;
            });
            Meters measuring = meters;
            guard(() -> {
                if (measuring != null) {
                    measuring.measure(request, end, duration);
                }
                return null;
            });
        }
    }

    /** Calls an API of the server's or the application's, whose failures concern no request. Returns null then. */
    private <T> @Nullable T guard(Supplier<? extends @Nullable T> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error failed) { // Of another version than this code expects, or the application's.
            String end = failures.endOfLine();
            if (end != null) {
                LOG.log(
                        Level.WARNING,
                        "CIRCLE-0028: Spans or metrics failed; requests to Circle and tokens are not affected." + end,
                        failed);
            }
            return null;
        }
    }

    @Override
    public synchronized void close() {
        application = null; // An event that comes late finds no API.
        Meters measuring = meters;
        if (measuring != null) {
            guard(() -> {
                measuring.close();
                return null;
            });
        }
    }
}
