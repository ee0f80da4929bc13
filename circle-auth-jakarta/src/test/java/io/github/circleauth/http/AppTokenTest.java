package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.Secret;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the app token comes from, and when it is read again. */
class AppTokenTest {

    private static final CannedResponse REFUSED =
            Samples.json(401, Samples.envelope("Your account could not be authenticated."));
    private static final CannedResponse OBTAINED = Samples.json(200, Samples.obtained());

    private final MovedTicker ticker = new MovedTicker();
    private final Deque<Object> source = new ArrayDeque<>();
    private int readings;

    @Test
    void anotherTokenIsUsedForTheRefusedCallAndFromThenOn() {
        Canned circle = new Canned(REFUSED, OBTAINED);
        HttpCircleAuthClient client = client(circle, "old", "new");

        client.getMemberAPITokenFromSSOId("u");
        client.getMemberAPITokenFromSSOId("u");

        assertThat(circle.requests).extracting(call -> call.bearer().reveal()).containsExactly("old", "new", "new");
        assertThat(readings).isEqualTo(2);
    }

    @Test
    void theSameTokenIsNotTriedAgain() {
        Canned circle = new Canned(REFUSED);
        HttpCircleAuthClient client = client(circle, "old");

        assertRefused(client);

        assertThat(circle.requests).hasSize(1);
    }

    @Test
    void itIsReadAgainAtMostOnceAMinute() {
        HttpCircleAuthClient client = client(new Canned(REFUSED), "old");

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
    void theCallIsRepeatedOnlyOnce() {
        Canned circle = new Canned(REFUSED);
        HttpCircleAuthClient client = client(circle, "one", "two", "three");

        assertRefused(client);

        assertThat(circle.requests).hasSize(2);
    }

    @Test
    void theRepeatedCallHasOnlyTheTimeThatIsLeft() {
        Canned circle = new Canned(OBTAINED);
        HttpCircleAuthClient client = new HttpCircleAuthClient(circle.builder()
                .apiToken(tokens("old", "new"))
                .ticker(ticker)
                .callTimeout(Duration.ofSeconds(5))
                .transport(call -> {
                    ticker.move(Duration.ofSeconds(2));
                    circle.send(call);
                    return (circle.requests.size() == 1 ? REFUSED : OBTAINED).to(call);
                })
                .build());

        client.getMemberAPITokenFromSSOId("u");

        assertThat(circle.requests)
                .extracting(CircleTransport.Request::deadline)
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(3));
    }

    @Test
    void whenNoTimeIsLeftTheCallIsNotRepeated() {
        Canned circle = new Canned(REFUSED);
        HttpCircleAuthClient client = new HttpCircleAuthClient(circle.builder()
                .apiToken(tokens("old", "new"))
                .ticker(ticker)
                .callTimeout(Duration.ofSeconds(5))
                .transport(call -> {
                    ticker.move(Duration.ofSeconds(5));
                    return circle.send(call);
                })
                .build());

        assertRefused(client);

        assertThat(circle.requests).hasSize(1);
    }

    @Test
    void aSourceThatFailsLaterCountsAsTheSameToken() {
        assertRefused(client(new Canned(REFUSED), "old", new IllegalStateException("CANARY")));
        assertRefused(client(new Canned(REFUSED), "old", "no bearer token"));
    }

    @Test
    void otherRefusalsDoNotReadIt() {
        HttpCircleAuthClient client =
                client(new Canned(Samples.json(401, Samples.envelope("Something else."))), "old", "new");

        assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u")).isInstanceOf(CircleRefusedException.class);
        assertThat(readings).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\r\nX-Evil: 1", "a\n", "tökén", "=", "a=b", "a\u0000", "a,b"})
    void aTokenThatDoesNotFitAHeaderIsRefusedAtOnce(String token) {
        assertThatThrownBy(() -> HttpCircleAuthClient.builder()
                        .apiToken(Secret.of(token))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The app token is no bearer token");
    }

    @Test
    void withoutOneThereIsNoClient() {
        assertThatThrownBy(() -> HttpCircleAuthClient.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("apiToken");
    }

    private HttpCircleAuthClient client(Canned circle, Object... tokens) {
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
