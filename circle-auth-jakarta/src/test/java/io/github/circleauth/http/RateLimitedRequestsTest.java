package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The effect of the rate limit, ours and Circle's, on token requests. */
class RateLimitedRequestsTest {

    private static final Duration PROBE = Duration.ofSeconds(60);

    private final ManualTicker ticker = new ManualTicker();

    @Test
    void withoutAPermitNothingIsSent() {
        CannedTransport circle = new CannedTransport(Samples.json(200, Samples.obtained()));
        CircleHttp http = circle.builder()
                .ticker(ticker)
                .rateLimit(20, Duration.ofMinutes(5))
                .build();
        CircleAuthClient client = http.tokenEndpoint(RequestPriority.AWAITED);
        for (int i = 0; i < 19; i++) {
            client.getMemberAPITokenFromSSOId("u");
        }

        CircleUnavailableException failure = unavailable(client);

        assertThat(circle.requests).hasSize(19);
        assertThat(failure.retryAfter()).contains(Duration.ofMinutes(5));
        assertThat(failure.isAmbiguous()).isFalse();
        assertThat(failure.status()).isEmpty();
        http.tokenEndpoint(RequestPriority.SIGN_IN).getMemberAPITokenFromSSOId("u");
        assertThat(circle.requests).hasSize(20);
    }

    @Test
    void aLongerWaitIsReportedAs15Minutes() {
        CannedTransport circle = new CannedTransport(Samples.json(200, Samples.obtained()));
        HttpCircleAuthClient client = new HttpCircleAuthClient(
                circle.builder().rateLimit(1, Duration.ofHours(5)).build());
        client.getMemberAPITokenFromSSOId("u");

        assertThat(unavailable(client).retryAfter()).contains(Duration.ofMinutes(15));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {
                "absent, 60",
                "5, 5",
                "0, 1",
                "-1, 1",
                "86400, 900",
                "99999999999999999999999999, 900",
                "soon, 60",
                "1.5, 60",
                "'Sun, 01 Mar 2026 12:00:30 GMT', 29",
                "'Sun, 01 Mar 2026 11:00:00 GMT', 1",
                "'Wed, 21 Oct 2099 07:28:00 GMT', 900",
            })
    void N13_aRetryAfterOfA429PausesAllRequestsButOneProbeAMinute(String retryAfter, long seconds) {
        CannedResponse tooMany = retryAfter == null
                ? Samples.json(429, "")
                : Samples.response(429, "", "date", "Sun, 01 Mar 2026 12:00:01 GMT", "retry-after", retryAfter);
        CannedTransport circle = new CannedTransport(tooMany, Samples.json(200, Samples.obtained()));
        CircleHttp http = circle.builder()
                .ticker(ticker)
                .clock(InstantSource.fixed(Samples.NOW.minusSeconds(86_400)))
                .build();
        CircleAuthClient client = http.tokenEndpoint(RequestPriority.AWAITED);

        Duration pause = unavailable(client).retryAfter().orElseThrow();

        assertThat(pause).isEqualTo(Duration.ofSeconds(seconds));
        Duration untilProbe = pause.compareTo(PROBE) < 0 ? pause : PROBE;
        ticker.move(untilProbe.minusNanos(1));
        for (RequestPriority priority : RequestPriority.values()) {
            assertThat(unavailable(http.tokenEndpoint(priority)).retryAfter().orElseThrow())
                    .isBetween(Duration.ofSeconds(1), PROBE);
        }
        assertThatThrownBy(http::requirePermit)
                .isInstanceOfSatisfying(
                        RateLimitedException.class,
                        refused -> assertThat(refused.retryAfter())
                                .contains(atLeastASecond(pause.minus(untilProbe).plusNanos(1))));
        assertThat(circle.requests).hasSize(1);
        ticker.move(Duration.ofNanos(1));
        assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
        http.requirePermit();
    }

    private static Duration atLeastASecond(Duration wait) {
        return wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
    }

    @Test
    void aProbeThatGetsNoResponseEndsNoPause() {
        CannedTransport circle =
                new CannedTransport(Samples.response(429, "", "retry-after", "900"), Samples.json(503, ""));
        CircleHttp http = circle.builder().ticker(ticker).build();
        CircleAuthClient client = http.tokenEndpoint(RequestPriority.SIGN_IN);
        unavailable(client);
        ticker.move(PROBE);
        circle.failure = new CircleTransport.NoResponse(CircleTransport.NoResponse.Stage.SENT, "it was lost");
        unavailable(client);
        assertThat(circle.requests).hasSize(2);
        assertThatThrownBy(http::requirePermit).hasMessageContaining("429");

        circle.failure = null;
        ticker.move(PROBE);
        unavailable(client);
        assertThat(circle.requests).hasSize(3);

        http.requirePermit(); // A 503 is an answer other than a 429.
    }

    @Test
    void a429WhoseBodyBreaksOffPausesAllRequestsToo() throws Exception {
        String brokenOff = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 900\r\nContent-Length: 300\r\n\r\n{";
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.readRequest();
                    connection.send(brokenOff);
                });
                CircleHttp http = server.builder().build()) {
            unavailable(http.tokenEndpoint(RequestPriority.SIGN_IN));

            assertThatThrownBy(http::requirePermit).hasMessageContaining("429");
            unavailable(http.tokenEndpoint(RequestPriority.SIGN_IN));
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void a503PausesNoOtherRequest() {
        CannedTransport circle = new CannedTransport(
                Samples.response(503, "", "retry-after", "119"), Samples.json(200, Samples.obtained()));
        HttpCircleAuthClient client = circle.client();

        assertThat(unavailable(client).retryAfter()).contains(Duration.ofSeconds(119));
        assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
    }

    @Test
    void a503WithoutRetryAfterHasNone() {
        for (String value : new String[] {null, "soon"}) {
            CannedResponse response =
                    value == null ? Samples.response(503, "") : Samples.response(503, "", "retry-after", value);
            assertThat(unavailable(new CannedTransport(response).client()).retryAfter())
                    .isEmpty();
        }
    }

    private static CircleUnavailableException unavailable(CircleAuthClient client) {
        return catchThrowableOfType(CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u"));
    }
}
