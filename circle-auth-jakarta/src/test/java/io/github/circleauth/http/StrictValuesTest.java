package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.MemberTokens;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ids, tokens and times are accepted, in values of the right kind of JSON. */
class StrictValuesTest {

    private static final List<String> TIMES = List.of("access_token_expires_at", "refresh_token_expires_at");
    private static final BigDecimal LARGEST_ID = new BigDecimal(1L << 53).subtract(BigDecimal.ONE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "1.0",
                "1.9",
                "1e3",
                "1E400",
                "9007199254740992",
                "9223372036854775808",
                "99999999999999999999999",
                "-0"
            })
    void P2_anInvalidIdIsRejected(String number) {
        assertRejected(Samples.obtainedWith("community_member_id", number)).hasMessageContaining("community_member_id");
        assertRejected(Samples.obtainedWith("community_id", number)).hasMessageContaining("community_id");
    }

    @Test
    void P2_theLargestIdIs2ToThe53Minus1() {
        assertThat(obtain(Samples.obtainedWith("community_id", "9007199254740991"))
                        .communityId())
                .isEqualTo(9007199254740991L);
    }

    /** Returns a number as a JSON text, near a bound or far from it, whole or not. */
    private static String anyNumber(Random random) {
        BigDecimal near = List.of(BigDecimal.ZERO, LARGEST_ID, new BigDecimal(Long.MAX_VALUE), new BigDecimal("1e20"))
                .get(random.nextInt(4));
        BigDecimal step = new BigDecimal(new BigInteger(random.nextInt(1, 70), random));
        BigDecimal number = random.nextBoolean() ? near.add(step) : near.subtract(step);
        return switch (random.nextInt(8)) {
            case 0 -> number.movePointLeft(random.nextInt(1, 5)).toPlainString();
            case 1 -> number.stripTrailingZeros().unscaledValue() + "e" + random.nextInt(0, 3);
            default -> number.toPlainString();
        };
    }

    @Test
    void P2_aRandomNumberIsReadExactlyOrRejected() {
        Random random = new Random(2);
        List<String> numbers =
                Stream.generate(() -> anyNumber(random)).limit(1_000).toList();
        HttpCircleAuthClient client = new HttpCircleAuthClient(new CannedTransport(numbers.stream()
                        .map(number -> Samples.json(200, Samples.obtainedWith("community_member_id", number)))
                        .toArray(CannedResponse[]::new))
                .builder()
                .orphans(ignored -> {})
                .build());
        int ids = 0;
        for (String number : numbers) {
            BigDecimal value = new BigDecimal(number);
            boolean isId = number.matches("[0-9]+") && value.signum() > 0 && value.compareTo(LARGEST_ID) <= 0;
            if (isId) {
                ids++;
                assertThat(client.getMemberAPITokenFromSSOId("u").communityMemberId())
                        .isEqualTo(value.longValueExact());
            } else {
                assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                        .as(number)
                        .isInstanceOf(CircleProtocolException.class)
                        .hasMessageContaining("community_member_id");
            }
        }
        assertThat(ids).isBetween(100, 800);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\\r\\nX: y", "a\\u0000", "tök", "=", "a=b", "\\ud800"})
    void N6_aTokenThatIsNoBearerTokenIsRejected(String token) {
        for (String field : List.of("access_token", "refresh_token")) {
            assertRejected(Samples.obtainedWith(field, Samples.quoted(token))).hasMessageContaining(field);
        }
    }

    @Test
    void N6_aTokenMayHave8192Characters() {
        assertThat(obtain(Samples.obtainedWith("access_token", Samples.quoted("a".repeat(8192)))))
                .isNotNull();
        assertRejected(Samples.obtainedWith("access_token", Samples.quoted("a".repeat(8193))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T13:00:00",
                "2026-03-01 13:00:00Z",
                "2026-03-01",
                "1772370000",
                "1772370000000",
                "",
                "2026-03-01T13:00:60Z",
                "2026-02-29T13:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "1969-12-31T23:59:59Z",
                "2026-03-01T13:00:00 Europe/Berlin",
                "2026-03-01T13:00:00Z[UTC]",
                "2026-02-28T12:00:00.399Z",
                "2027-04-05T12:00:00.401Z",
                "CANARY"
            })
    void P6_anInvalidTimeOrOneOutOfRangeIsRejected(String time) {
        for (String field : TIMES) {
            assertRejected(Samples.obtainedWith(field, Samples.quoted(time))).hasMessageContaining(field);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-03-01T15:00:00+02:00", "2026-03-01T07:30:00.000-05:30", "2026-03-01T13:00:00.000000Z"})
    void P6_aTimeMayHaveAnOffset(String time) {
        assertThat(obtain(Samples.obtainedWith("access_token_expires_at", Samples.quoted(time)))
                        .accessToken()
                        .expiresAt())
                .isEqualTo("2026-03-01T13:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-28T12:00:00.400Z", "2027-04-05T12:00:00.400Z"})
    void P6_aTimeMayBeADayInThePastAnd400DaysInTheFuture(String time) {
        assertThat(obtain(Samples.obtainedWith("refresh_token_expires_at", Samples.quoted(time)))
                        .refreshTokenExpiresAt())
                .isEqualTo(time);
    }

    @Test
    void P6_aRandomTimeWithAnOffsetIsReadExactly() {
        Random random = new Random(6);
        List<OffsetDateTime> times =
                Stream.generate(() -> anyTime(random)).limit(500).toList();
        HttpCircleAuthClient client = new CannedTransport(times.stream()
                        .map(time -> Samples.obtainedWith(TIMES.get(0), Samples.quoted(time.toString())))
                        .map(body -> Samples.json(200, body))
                        .toArray(CannedResponse[]::new))
                .client();
        for (OffsetDateTime time : times) {
            assertThat(client.getMemberAPITokenFromSSOId("u").accessToken().expiresAt())
                    .as(time.toString())
                    .isEqualTo(time.toInstant());
        }
    }

    /** Returns a time within the next 400 days, with any offset, to the nanosecond or the minute. */
    private static OffsetDateTime anyTime(Random random) {
        Duration life = Duration.ofNanos(random.nextLong(1, Duration.ofDays(400).toNanos()));
        OffsetDateTime time =
                Samples.NOW.plus(life).atOffset(ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60)));
        return random.nextBoolean() ? time : time.withSecond(0).withNano(0).plusMinutes(1);
    }

    private static MemberTokens obtain(String body) {
        return new CannedTransport(Samples.json(200, body)).client().getMemberAPITokenFromSSOId("u");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRejected(String body) {
        return assertThatThrownBy(() -> obtain(body))
                .isInstanceOf(CircleProtocolException.class)
                .hasNoCause()
                .hasMessageNotContaining("CANARY");
    }
}
