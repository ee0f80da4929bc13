package io.github.circleauth.operations;

import io.github.circleauth.http.RequestObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * OpenTelemetry's spans of requests to Circle, by its semantic conventions for HTTP clients. A span ends with the response's head.
 * Its parent is the calling thread's span: that of a request which calls the Member API, and none on the library's own threads.
 */
final class OpenTelemetrySpans implements RequestSpans {

    static final String SCOPE = "io.github.circleauth";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final Tracer tracer;
    private final boolean propagates;

    /**
     * Creates them.
     *
     * @param openTelemetry an {@code OpenTelemetry}
     * @param propagates whether requests carry the trace context: {@code traceparent} and {@code tracestate}, never baggage
     */
    OpenTelemetrySpans(Object openTelemetry, boolean propagates) {
        this.tracer = ((OpenTelemetry) openTelemetry).getTracerProvider().get(SCOPE);
        this.propagates = propagates;
    }

    /** Returns the attributes of a request that its span and its measurement share. */
    static AttributesBuilder attributes(RequestObserver.Request request) {
        URI server = request.server();
        AttributesBuilder attributes = Attributes.builder()
                .put("http.request.method", method(request))
                .put("server.address", server.getHost())
                .put("server.port", port(server));
        if (request.template() != null) {
            attributes.put("url.template", request.template());
        }
        return attributes;
    }

    private static String method(RequestObserver.Request request) {
        return METHODS.contains(request.method()) ? request.method() : "_OTHER";
    }

    private static long port(URI server) {
        if (server.getPort() >= 0) {
            return server.getPort();
        }
        return server.getScheme().equals("https") ? 443 : 80;
    }

    private final class ClientSpan implements Started {

        private final Span span;

        ClientSpan(Span span) {
            this.span = span;
        }

        @Override
        public Map<String, String> headers() {
            if (!propagates) {
                return Map.of();
            }
            Map<String, String> headers = new HashMap<>();
            W3CTraceContextPropagator.getInstance()
                    .inject(Context.current().with(span), headers, (carrier, name, value) -> headers.put(name, value));
            return headers;
        }

        @Override
        public void end(Meters.End end) {
            if (end.status() > 0) {
                span.setAttribute("http.response.status_code", (long) end.status());
            }
            if (!end.error().isEmpty()) {
                span.setAttribute("error.type", end.error());
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    @Override
    public Started start(RequestObserver.Request request) {
        String method = method(request);
        String name = method.equals("_OTHER") ? "HTTP" : method;
        AttributesBuilder attributes = attributes(request).put("url.full", url(request));
        if (request.resends() > 0) {
            attributes.put("http.request.resend_count", request.resends());
        }
        return new ClientSpan(tracer.spanBuilder(request.template() == null ? name : name + " " + request.template())
                .setSpanKind(SpanKind.CLIENT)
                .setAllAttributes(attributes.build())
                .startSpan());
    }

    /** Returns the URL without its query and without the ids and tokens in its path. */
    private static String url(RequestObserver.Request request) {
        String template = request.template();
        return request.server() + (template == null ? "/REDACTED" : template.replaceAll("\\{[^}]*}", "REDACTED"));
    }
}
