package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.log.OutageLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Thousands of relays that connect at once, as after a restart, with the real rate limiter and a simulated time. */
class HandshakesAfterRestartTest {

    private static final int RELAYS = 3_000;
    private static final Duration ENOUGH = Duration.ofMinutes(25);

    private long nanos = Long.MAX_VALUE - 1;
    private final Random random = new Random(1);
    private final CircleHttp http = CircleHttp.builder()
            .apiToken(Secret.of("an-app-token"))
            .baseUrl("https://circle.example")
            .rateLimit(1_600, Duration.ofMinutes(5))
            .memberApiShare(80)
            .ticker(() -> this.nanos)
            .build();
    private final List<Waiting> waiting =
            new ArrayList<>(IntStream.range(0, RELAYS).mapToObj(Waiting::new).toList());

    /** A relay that has no connection yet. */
    private final class Waiting {

        private final long member;
        private final Reconnection reconnection = new Reconnection(random, new OutageLines(() -> nanos), nanos);

        Waiting(long member) {
            this.member = member + 1;
        }

        boolean connects() {
            Optional<Duration> wait = http.acquireHandshake(member);
            wait.ifPresent(time -> reconnection.limited(time, nanos));
            return wait.isEmpty();
        }
    }

    @AfterEach
    void close() {
        http.close();
    }

    /** One second. Returns how many relays tried to connect. */
    private int second() {
        nanos += Duration.ofSeconds(1).toNanos();
        List<Waiting> due =
                waiting.stream().filter(each -> each.reconnection.isDue(nanos)).toList();
        waiting.removeAll(due.stream().filter(Waiting::connects).toList());
        return due.size();
    }

    @Test
    void requestsOfTheMemberApiAreNotRefusedMeanwhile() {
        for (long second = 0; second < ENOUGH.toSeconds(); second++) {
            second();
            // Throws the failure of a refused request.
            http.requirePermit();
            http.requirePermit();
        }
        assertThat(waiting).isEmpty();
    }

    @Test
    void theRefusedOnesTryAgainOneAfterAnother() {
        assertThat(second()).isEqualTo(RELAYS);
        for (long second = 1; second < ENOUGH.toSeconds(); second++) {
            assertThat(second()).as("attempts in second %d", second).isLessThan(RELAYS / 8);
        }
    }
}
