package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.Logged;
import io.github.circleauth.Secret;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the source of the app token is read, and what a refused request does with another token. */
class AppTokenTest {

    private static final CannedResponse REFUSED =
            Samples.json(401, Samples.envelope("Your account could not be authenticated."));
    private static final CannedResponse OBTAINED = Samples.json(200, Samples.obtained());

    private final ManualTicker ticker = new ManualTicker();
    private final Deque<Object> source = new ArrayDeque<>();
    private int readings;

    @Test
    @Tag("S14")
    void anotherTokenIsUsedForTheRefusedRequestAndAllLaterOnes() {
        CannedTransport circle = new CannedTransport(REFUSED, OBTAINED);
        HttpCircleAuthClient client = client(circle, "old", "new");

        client.getMemberAPITokenFromSSOId("u");
        client.getMemberAPITokenFromSSOId("u");

        assertThat(circle.requests)
                .extracting(request -> request.bearer().reveal())
                .containsExactly("old", "new", "new");
        assertThat(readings).isEqualTo(2);
    }

    @Test
    void aRefusalInOtherWordsReadsTheSourceTooAndIsNotLoggedIfTheOtherTokenIsAccepted() {
        CannedTransport circle = new CannedTransport(Samples.response(403, "<html>"), OBTAINED);
        HttpCircleAuthClient client = client(circle, "old", "new");

        try (Logged log = Logged.byAll()) {
            client.getMemberAPITokenFromSSOId("u");

            assertThat(circle.requests)
                    .extracting(request -> request.bearer().reveal())
                    .containsExactly("old", "new");
            assertThat(log.alarms()).isEmpty();
        }
    }

    @Test
    void theSameTokenIsNotSentAgain() {
        CannedTransport circle = new CannedTransport(REFUSED);
        HttpCircleAuthClient client = client(circle, "old");

        assertRefused(client);

        assertThat(circle.requests).hasSize(1);
    }

    @Test
    void theSourceIsReadAgainAtMostOnceAMinute() {
        HttpCircleAuthClient client = client(new CannedTransport(REFUSED), "old");

        for (int i = 0; i < 3; i++) {
            assertRefused(client);
        }
        assertThat(readings).isEqualTo(2);
        ticker.move(Duration.ofMinutes(1).minusNanos(1));
        assertRefused(client);
        assertThat(readings).isEqualTo(2);
        ticker.move(Duration.ofNanos(1));
        assertRefused(client);
        assertThat(readings).isEqualTo(3);
    }

    @Test
    void theRequestIsRepeatedOnlyOnce() {
        CannedTransport circle = new CannedTransport(REFUSED);
        HttpCircleAuthClient client = client(circle, "one", "two", "three");

        assertRefused(client);

        assertThat(circle.requests).hasSize(2);
    }

    @Test
    void theRepeatedRequestHasTheRemainingTimeAsItsDeadline() {
        CannedTransport circle = new CannedTransport(OBTAINED);
        HttpCircleAuthClient client = new HttpCircleAuthClient(circle.builder()
                .apiToken(tokens("old", "new"))
                .ticker(ticker)
                .callTimeout(Duration.ofSeconds(5))
                .transport(request -> {
                    ticker.move(Duration.ofSeconds(2));
                    circle.send(request);
                    return (circle.requests.size() == 1 ? REFUSED : OBTAINED).to(request);
                })
                .build());

        client.getMemberAPITokenFromSSOId("u");

        assertThat(circle.requests)
                .extracting(CircleTransport.Request::deadline)
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(3));
    }

    @Test
    void withoutRemainingTimeTheRequestIsNotRepeated() {
        CannedTransport circle = new CannedTransport(REFUSED);
        HttpCircleAuthClient client = new HttpCircleAuthClient(circle.builder()
                .apiToken(tokens("old", "new"))
                .ticker(ticker)
                .callTimeout(Duration.ofSeconds(5))
                .transport(request -> {
                    ticker.move(Duration.ofSeconds(5));
                    return circle.send(request);
                })
                .build());

        assertRefused(client);

        assertThat(circle.requests).hasSize(1);
    }

    @Test
    void aSourceThatFailsLaterCountsAsTheSameToken() {
        assertRefused(client(new CannedTransport(REFUSED), "old", new IllegalStateException("CANARY")));
        assertRefused(client(new CannedTransport(REFUSED), "old", "no bearer token"));
        assertRefused(client(new CannedTransport(REFUSED), "old", new NoClassDefFoundError("CANARY")));
    }

    @Test
    void aSourceThatFailsAtEachReadingMakesALineAMinuteWithTheNumberOfRefusalsInBetween() {
        HttpCircleAuthClient client = client(new CannedTransport(REFUSED), "old", new IllegalStateException("CANARY"));

        try (Logged log = Logged.by(AppToken.class)) {
            for (int i = 0; i < 1_000; i++) {
                assertRefused(client);
            }
            assertThat(log.warnings())
                    .containsExactly("CIRCLE-0093: Circle refused the app token, and reading it again failed with"
                            + " java.lang.IllegalStateException.");

            ticker.move(Duration.ofMinutes(1));
            assertRefused(client);
            assertThat(log.warnings()).hasSize(2).last().asString().endsWith(" 999 more were left out.");
        }
    }

    @Test
    void otherRefusalsDoNotReadTheSource() {
        HttpCircleAuthClient client =
                client(new CannedTransport(Samples.json(422, Samples.envelope("Something else."))), "old", "new");

        assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u")).isInstanceOf(CircleRefusedException.class);
        assertThat(readings).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\r\nX-Evil: 1", "a\n", "tökén", "=", "a=b", "a\u0000", "a,b"})
    void aTokenThatIsNoBearerTokenIsRejectedWhenItIsSet(String token) {
        assertThatThrownBy(() -> HttpCircleAuthClient.builder()
                        .apiToken(Secret.of(token))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The app token is no bearer token");
    }

    @Test
    void aClientWithoutAppTokenCanNotBeBuilt() {
        assertThatThrownBy(() -> HttpCircleAuthClient.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("apiToken");
    }

    private HttpCircleAuthClient client(CannedTransport circle, Object... tokens) {
        return new HttpCircleAuthClient(
                circle.builder().apiToken(tokens(tokens)).ticker(ticker).build());
    }

    private Supplier<Secret> tokens(Object... tokens) {
        source.clear();
        source.addAll(List.of(tokens));
        return () -> {
            readings++;
            Object next = source.size() > 1 ? source.remove() : source.element();
            if (next instanceof RuntimeException failure) {
                throw failure;
            }
            if (next instanceof Error error) {
                throw error;
            }
            return Secret.of((String) next);
        };
    }

    private static void assertRefused(HttpCircleAuthClient client) {
        assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                .isInstanceOfSatisfying(
                        CircleRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(CircleRefusedException.Reason.APP_TOKEN));
    }
}
