package io.github.circleauth.operations;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.equalTo;

import io.github.circleauth.http.RequestObserver;
import io.github.circleauth.http.RequestObserver.Observation;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Spans and measurements of requests, by OpenTelemetry's semantic conventions for HTTP clients (stable since 1.23). */
class OpenTelemetryTest {

    @RegisterExtension
    static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
    private static final AttributeKey<String> TEMPLATE = AttributeKey.stringKey("url.template");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<Long> RESENDS = AttributeKey.longKey("http.request.resend_count");

    private static final String COMMENTS = "/api/headless/v1/posts/{post_id}/comments";

    private long nanos;
    private Telemetry telemetry;

    /** Only then has the extension cleared the former test's instruments. */
    @BeforeEach
    void measure() {
        telemetry = telemetry(false);
    }

    private Telemetry telemetry(boolean propagates) {
        Telemetry.Apis apis = new Telemetry.Apis(OTEL.getOpenTelemetry(), true, null, true, null);
        Telemetry created = new Telemetry(apis, propagates, () -> nanos);
        created.measure("/app", new DiagnosedApplication().gauges);
        return created;
    }

    private static RequestObserver.Request request(String method, @Nullable String template, int resends) {
        return new RequestObserver.Request(method, URI.create("https://app.circle.so"), template, resends);
    }

    private static SpanData span() {
        return OTEL.getSpans().get(OTEL.getSpans().size() - 1);
    }

    @Test
    void aRequestIsAClientSpanWithTheTemplateOfItsPath() {
        telemetry.begins(request("GET", COMMENTS, 0)).responded(200);

        assertThat(span())
                .hasName("GET " + COMMENTS)
                .hasKind(SpanKind.CLIENT)
                .hasNoParent()
                .hasStatus(StatusData.unset())
                .hasAttributesSatisfyingExactly(
                        equalTo(METHOD, "GET"),
                        equalTo(ADDRESS, "app.circle.so"),
                        equalTo(PORT, 443),
                        equalTo(URL, "https://app.circle.so/api/headless/v1/posts/REDACTED/comments"),
                        equalTo(TEMPLATE, COMMENTS),
                        equalTo(STATUS, 200));
    }

    @Test
    void anErrorResponseIsAnErrorOfThatStatus() {
        telemetry.begins(request("POST", COMMENTS, 1)).responded(401);

        assertThat(span())
                .hasStatus(StatusData.error())
                .hasAttribute(equalTo(ERROR, "401"))
                .hasAttribute(equalTo(STATUS, 401))
                .hasAttribute(equalTo(RESENDS, 1));
    }

    @Test
    void withoutAResponseTheReasonIsTheError() {
        telemetry.begins(request("POST", COMMENTS, 0)).failed("unconnected");

        assertThat(span()).hasStatus(StatusData.error()).hasAttribute(equalTo(ERROR, "unconnected"));
        assertThat(span().getAttributes().get(STATUS)).isNull();
    }

    @Test
    void anUnknownPathOrMethodMakesNoNewName() {
        telemetry.begins(request("FROB", null, 0)).responded(200);

        assertThat(span())
                .hasName("HTTP")
                .hasAttribute(equalTo(METHOD, "_OTHER"))
                .hasAttribute(equalTo(URL, "https://app.circle.so/REDACTED"));
        assertThat(span().getAttributes().get(TEMPLATE)).isNull();
    }

    @Test
    void theCallingThreadsSpanIsTheParent() {
        Span page =
                OTEL.getOpenTelemetry().getTracer("test").spanBuilder("page").startSpan();
        try (Scope current = page.makeCurrent()) {
            telemetry.begins(request("GET", COMMENTS, 0)).responded(200);
        }

        assertThat(span()).hasParentSpanId(page.getSpanContext().getSpanId());
    }

    @Test
    void byDefaultARequestCarriesNoTraceContext() {
        Observation observation = telemetry.begins(request("GET", COMMENTS, 0));

        assertThat(observation.headers()).isEmpty();
    }

    @Test
    void onRequestItCarriesTheTraceContextAndNeverBaggage() {
        try (Scope current =
                Baggage.builder().put("user", "ada@example.com").build().makeCurrent()) {
            Observation observation = telemetry(true).begins(request("GET", COMMENTS, 0));
            Map<String, String> headers = observation.headers();
            observation.responded(200);

            assertThat(headers)
                    .containsOnlyKeys("traceparent")
                    .containsEntry("traceparent", "00-" + span().getTraceId() + "-" + span().getSpanId() + "-01");
        }
    }

    @Test
    void theDurationIsMeasuredInSecondsWithTheRecommendedBuckets() {
        Observation observation = telemetry.begins(request("GET", COMMENTS, 0));
        nanos += Duration.ofMillis(60).toNanos();
        observation.responded(404);

        assertThat(OTEL.getMetrics())
                .filteredOn(metric -> metric.getName().startsWith("http."))
                .singleElement()
                .satisfies(metric -> assertThat(metric)
                        .hasName("http.client.request.duration")
                        .hasUnit("s")
                        .hasHistogramSatisfying(histogram -> histogram.hasPointsSatisfying(point -> point.hasSum(0.06)
                                .hasBucketBoundaries(
                                        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
                                .hasAttributesSatisfyingExactly(
                                        equalTo(METHOD, "GET"),
                                        equalTo(ADDRESS, "app.circle.so"),
                                        equalTo(PORT, 443),
                                        equalTo(TEMPLATE, COMMENTS),
                                        equalTo(STATUS, 404),
                                        equalTo(ERROR, "404")))));
    }
}
