package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose clock an expiry is told in. The sample token ends at 13:00 by Circle's clock, the answer's Date is 12:00. */
class CircleTimeTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // Within the second that Date tells, our clock is right, and Circle's time is ours.
        "0, 3600000",
        "400, 3599600",
        "1000, 3599000",
        // Behind or ahead of it, Circle's second ends where ours should be.
        "-1, 3600000",
        "-86400000, 3600000",
        "1001, 3599000",
        "86400000, 3599000",
    })
    void P8_aTokensLifeIsCountedFromTheAnswersDate(long ourMillisAfterNoon, long lifeMillis) {
        Instant ours = NOON.plusMillis(ourMillisAfterNoon);

        AccessToken token = refresh(ours, Samples.json(200, Samples.refreshed()));

        assertThat(token.expiresAt()).isEqualTo(ours.plusMillis(lifeMillis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-03-01T12:00:00Z", "Mon, 01 Mar 2026 12:00:00 GMT"})
    void withoutAReadableDateOurOwnClockCounts(String date) {
        CannedResponse reply =
                Samples.reply(200, Samples.refreshed(), "content-type", "application/json", "date", date);

        assertThat(refresh(NOON.plusSeconds(60), reply).expiresAt()).isEqualTo("2026-03-01T13:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T12:00:00.999Z",
                "2026-03-01T12:00:00.000Z",
                "2026-03-01T11:59:59.999Z",
                "2026-02-28T12:00:01Z"
            })
    void P7_aNewAccessTokenThatIsOverIsRefused(String expiry) {
        String body = Samples.obtainedWith("access_token_expires_at", Samples.quoted(expiry));

        assertThatThrownBy(() -> refresh(NOON, Samples.json(200, body)))
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("expired");
    }

    @Test
    void P7_aLifeOfASecondIsTheShortest() {
        String body = Samples.obtainedWith("access_token_expires_at", "\"2026-03-01T12:00:01Z\"");

        assertThat(refresh(NOON, Samples.json(200, body)).expiresAt()).isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void aRefreshTokenThatIsOverIsTakenForWhatItIs() {
        String body = Samples.obtainedWith("refresh_token_expires_at", "\"2026-03-01T11:00:00Z\"");

        assertThat(client(NOON, Samples.json(200, body))
                        .getMemberAPITokenFromSSOId("u")
                        .refreshTokenExpiresAt())
                .isEqualTo("2026-03-01T11:00:00Z");
    }

    @Test
    void aDateIsLookedAtByCirclesClockNotOurs() {
        Instant ours = NOON.plus(Duration.ofDays(500));

        assertThat(refresh(ours, Samples.json(200, Samples.refreshed())).expiresAt())
                .isEqualTo(ours.plusSeconds(3599));
    }

    private static AccessToken refresh(Instant now, CannedResponse reply) {
        return client(now, reply).getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN);
    }

    private static HttpCircleAuthClient client(Instant now, CannedResponse reply) {
        return new HttpCircleAuthClient(
                new Canned(reply).builder().clock(InstantSource.fixed(now)).build());
    }
}
