package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The translation of Circle's times into our clock. The sample token expires at 13:00 by Circle's clock; the response's Date
 * is 12:00.
 */
class CircleTimeTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // Our clock is within the second of Date: it counts as right.
        "0, 3600000",
        "400, 3599600",
        "1000, 3599000",
        // Our clock is behind or ahead: the nearest end of that second counts.
        "-1, 3600000",
        "-86400000, 3600000",
        "1001, 3599000",
        "86400000, 3599000",
    })
    void P8_aTokensLifeIsCountedFromTheDateOfTheResponse(long ourMillisAfterNoon, long lifeMillis) {
        Instant ours = NOON.plusMillis(ourMillisAfterNoon);

        AccessToken token = refresh(ours, Samples.json(200, Samples.refreshed()));

        assertThat(token.expiresAt()).isEqualTo(ours.plusMillis(lifeMillis));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "999, 0", "-90000, 90000", "61000, -60000"})
    void circlesClockIsAheadByTheDistanceToTheSecondOfItsDate(long ourMillisAfterNoon, long aheadMillis) {
        Instant ours = NOON.plusMillis(ourMillisAfterNoon);

        assertThat(CircleTime.ahead(Optional.of("Sun, 01 Mar 2026 12:00:00 GMT"), ours))
                .contains(Duration.ofMillis(aheadMillis));
        assertThat(CircleTime.ahead(Optional.of("yesterday"), ours)).isEmpty();
        assertThat(CircleTime.ahead(Optional.empty(), ours)).isEmpty();
    }

    @Test
    void theDifferenceOfTheClocksIsMeasuredOnceAMinute() {
        ClockDifference difference = new ClockDifference();
        difference.measure(Optional.empty(), NOON);
        assertThat(difference.last()).isEmpty();

        difference.measure(Optional.of("Sun, 01 Mar 2026 12:05:00 GMT"), NOON);
        difference.measure(Optional.of("Sun, 01 Mar 2026 12:09:00 GMT"), NOON.plusSeconds(59));
        assertThat(difference.last()).contains(Duration.ofMinutes(5));
        difference.measure(Optional.of("Sun, 01 Mar 2026 12:09:00 GMT"), NOON.plusSeconds(60));
        assertThat(difference.last()).contains(Duration.ofMinutes(8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-03-01T12:00:00Z", "Mon, 01 Mar 2026 12:00:00 GMT"})
    void withoutAReadableDateOurClockCounts(String date) {
        CannedResponse response =
                Samples.response(200, Samples.refreshed(), "content-type", "application/json", "date", date);

        assertThat(refresh(NOON.plusSeconds(60), response).expiresAt()).isEqualTo("2026-03-01T13:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T12:00:00.999Z",
                "2026-03-01T12:00:00.000Z",
                "2026-03-01T11:59:59.999Z",
                "2026-02-28T12:00:01Z"
            })
    void P7_aNewAccessTokenThatHasExpiredIsRejected(String expiry) {
        String body = Samples.obtainedWith("access_token_expires_at", Samples.quoted(expiry));

        assertThatThrownBy(() -> refresh(NOON, Samples.json(200, body)))
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("expired");
    }

    @Test
    void P7_aLifeOfOneSecondIsTheShortest() {
        String body = Samples.obtainedWith("access_token_expires_at", "\"2026-03-01T12:00:01Z\"");

        assertThat(refresh(NOON, Samples.json(200, body)).expiresAt()).isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void anExpiredRefreshTokenIsAccepted() {
        String body = Samples.obtainedWith("refresh_token_expires_at", "\"2026-03-01T11:00:00Z\"");

        assertThat(client(NOON, Samples.json(200, body))
                        .getMemberAPITokenFromSSOId("u")
                        .refreshTokenExpiresAt())
                .isEqualTo("2026-03-01T11:00:00Z");
    }

    @Test
    void theRangeOfAnExpiryIsCheckedByCirclesClock() {
        Instant ours = NOON.plus(Duration.ofDays(500));

        assertThat(refresh(ours, Samples.json(200, Samples.refreshed())).expiresAt())
                .isEqualTo(ours.plusSeconds(3599));
    }

    private static AccessToken refresh(Instant now, CannedResponse response) {
        return client(now, response).getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN);
    }

    private static HttpCircleAuthClient client(Instant now, CannedResponse response) {
        return new HttpCircleAuthClient(new CannedTransport(response)
                .builder()
                .clock(InstantSource.fixed(now))
                .build());
    }
}
