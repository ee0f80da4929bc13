package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.http.CircleTransport.NoResponse;
import io.github.circleauth.http.CircleTransport.NoResponse.Stage;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class ReachabilityTest {

    private final ManualTicker ticker = new ManualTicker();
    private final Reachability reachability = new Reachability(ticker);

    @Test
    void aNetworkThatLosesEverySecondResponseDoesNotFloodTheLog() {
        try (Logged log = Logged.by(Reachability.class)) {
            for (int i = 0; i < 1_000; i++) {
                reachability.failed(new NoResponse(Stage.SENT, "the connection was reset"));
                reachability.responded();
            }
            assertThat(log.warnings()).hasSize(5).allMatch(line -> line.startsWith("CIRCLE-0094: "));
            assertThat(log.at(Level.INFO)).hasSize(5);

            ticker.move(Duration.ofMinutes(1));
            reachability.failed(new NoResponse(Stage.SENT, "the connection was reset"));
            assertThat(log.warnings().get(5)).endsWith(" Since the last such line, 995 more were left out.");
        }
    }

    @Test
    void aLongOutageIsOneWarningAndACountInTheLineOfItsEnd() {
        try (Logged log = Logged.by(Reachability.class)) {
            for (int i = 0; i < 1_000; i++) {
                reachability.failed(new NoResponse(Stage.UNCONNECTED, "the connection was refused"));
                ticker.move(Duration.ofMinutes(1));
            }
            reachability.responded();
            assertThat(log.warnings()).hasSize(1);
            assertThat(log.at(Level.INFO))
                    .containsExactly(
                            "CIRCLE-0095: Circle responds again. Since the line about the failure, 999 more were"
                                    + " left out.");
        }
    }

    @Test
    void aProxyThatRefusesEverySecondConnectionDoesNotFloodItEither() {
        try (Logged log = Logged.by(Reachability.class)) {
            for (int i = 0; i < 1_000; i++) {
                reachability.failed(new NoResponse(Stage.NO_TUNNEL, "the proxy refused"));
                reachability.responded();
            }
            assertThat(log.alarms()).hasSize(5).allMatch(line -> line.startsWith("CIRCLE-0102: "));
            assertThat(log.at(Level.INFO)).hasSize(5);
        }
    }

    @Test
    void theLinesOfTheEndsAreAsManyAsThoseOfTheBeginnings() {
        try (Logged log = Logged.by(Reachability.class)) {
            reachability.failed(new NoResponse(Stage.UNCONNECTED, "the connection was refused"));
            reachability.failed(new NoResponse(Stage.NO_TUNNEL, "the proxy refused"));
            reachability.responded();
            reachability.responded();

            assertThat(log.at(Level.INFO)).hasSize(2).allMatch(line -> line.startsWith("CIRCLE-0095: "));
        }
    }
}
