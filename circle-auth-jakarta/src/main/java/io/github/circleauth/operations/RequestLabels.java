package io.github.circleauth.operations;

import io.github.circleauth.http.RequestObserver;
import io.github.circleauth.operations.Meters.End;
import io.github.circleauth.operations.Meters.Metric;
import java.util.Locale;
import java.util.Map;

/** How requests to Circle are labelled where there are no conventions. Every metric has the same labels each time. */
final class RequestLabels {

    /** The label with the context path, since registries are the server's. */
    static final String APPLICATION = "application";

    static final Metric DURATION = new Metric(
            "circle.auth.request.duration", "s", "How long requests to Circle took, until the head of the response.");

    /** Of a label that does not apply. */
    static final String NONE = "none";

    private RequestLabels() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static Map<String, String> of(RequestObserver.Request request, End end) {
        return Map.of(
                "method", request.method(),
                "path", request.template() == null ? "other" : request.template(),
                "status", end.status() == 0 ? NONE : Integer.toString(end.status()),
                "error", end.error().isEmpty() ? NONE : end.error());
    }
}
