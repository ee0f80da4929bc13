package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.TokenState;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With any lifetime of tokens and any number of requests to the application, few requests to Circle are sent. */
class TokenLifetimesTest {

    private static final int REQUESTS_A_MINUTE = 600;
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(100);
    private static final int MINUTES = 5;

    private final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    /** Returns the most token requests in any minute. */
    private long mostTokenRequestsAMinute(Lease lease, TokenState... allowed) {
        long most = 0;
        for (int minute = 0; minute < MINUTES; minute++) {
            long before = server.tokenRequests();
            for (int i = 0; i < REQUESTS_A_MINUTE; i++) {
                server.served(lease);
                assertThat(server.node.state(lease)).isIn((Object[]) allowed);
                server.pass(BETWEEN_REQUESTS);
            }
            most = Math.max(most, server.tokenRequests() - before);
        }
        return most;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PT-277777H", "PT-25H", "PT-1H", "PT-1S", "PT0S", "PT0.001S", "PT0.9S", "P401D", "PT277777H"})
    void P7_anImpossibleLifetimeIsAFailureAndBacksOff(Duration life) {
        server.circle.accessTokenLife(life);

        assertThat(mostTokenRequestsAMinute(server.open(ADA), TokenState.ABSENT))
                .isBetween(1L, 12L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT2S", "PT5S", "PT29S", "PT30S", "PT31S", "PT1M", "PT5M", "PT1H", "P1D", "P399D"})
    void P7_aTokenIsServedForItsWholeLifeAndRenewedInItsLastQuarter(Duration life) {
        server.circle.accessTokenLife(life);
        long renewals = Duration.ofMinutes(1).dividedBy(life.multipliedBy(3).dividedBy(4));

        assertThat(mostTokenRequestsAMinute(server.open(ADA), TokenState.FRESH, TokenState.STALE))
                .isBetween(1L, renewals + 1);
    }
}
