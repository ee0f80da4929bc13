package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.START;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.session.SimulatedNode.Plant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The server's clock differs from Circle's, or is set while tokens live. */
class ClockSkewTest {

    private static final Duration STEP = Duration.ofSeconds(20);
    private static final Duration RUN = Duration.ofHours(4);

    /** An hour's token is renewed after 45 minutes at the earliest. */
    private static final long MOST_RENEWALS = RUN.dividedBy(Duration.ofMinutes(45));

    /** Circle's time is known to the second, and its access tokens expire on a whole second. */
    private static final Duration MARGIN = SimulatedNode.SCHEDULE.expiryMargin().minusSeconds(2);

    private final Circle circle =
            Circle.builder().clock(() -> START.plusMillis(700)).seed(1).build();
    private Duration ahead = Duration.ZERO;
    private final SimulatedNode node = new SimulatedNode(
            circle,
            new MemoryLedger(),
            new Random(1),
            workers -> Hooks.NONE,
            Plant.NONE,
            () -> circle.clock().instant().plus(ahead));
    private final Lease lease = node.leases.open(
            () -> "ada", Optional.of(MemberIdentity.communityMemberId(ADA)), TIMEOUT_SECONDS, node.leases.nanos());

    @AfterEach
    void close() {
        node.close();
    }

    static Stream<Arguments> skews() {
        List<Duration> skews = Stream.of("-P1D", "-PT61S", "-PT1S", "PT0S", "PT1S", "PT61S", "P1D")
                .map(Duration::parse)
                .toList();
        return skews.stream().flatMap(first -> skews.stream().map(then -> Arguments.of(first, then)));
    }

    /** Makes a request and returns the tokens that are served, if any. */
    private Optional<MemberTokens> request() {
        node.tokens(lease);
        node.workers.runAll();
        Optional<MemberTokens> served = Optional.ofNullable(node.current(lease));
        served.ifPresent(tokens -> assertThat(isAlive(tokens, MARGIN))
                .as(
                        "after %s: the token lives longer than the margin",
                        circle.clock().offset())
                .isTrue());
        return served;
    }

    private void requestsFor(Duration time) {
        for (long i = 0; i < time.dividedBy(STEP); i++) {
            assertThat(request())
                    .as("the token after %s", circle.clock().offset())
                    .isPresent();
            circle.clock().advance(STEP);
        }
    }

    private boolean isAlive(MemberTokens tokens, Duration from) {
        return circle.audit()
                .token(tokens.accessToken().value().reveal())
                .orElseThrow()
                .alive(circle.clock().instant().plus(from));
    }

    @ParameterizedTest
    @MethodSource("skews")
    void P8_withAnyClockATokenIsServedForItsLifeAndRenewedAtMostOnceMore(Duration first, Duration then) {
        circle.switches().set("jwt", "hs256"); // Faster to sign.
        ahead = first;
        requestsFor(Duration.ofMinutes(50));
        ahead = then;
        requestsFor(RUN.minus(Duration.ofMinutes(50)));

        long renewals = circle.audit().calls("/auth_token") - 1 + circle.audit().calls("/access_token/refresh");
        // After a step back a new token seems to expire before the old one, and is obtained once more.
        assertThat(renewals).isBetween(4L, MOST_RENEWALS + (then.compareTo(first) < 0 ? 1 : 0));

        circle.faults().always("*", Fault.status(503));
        MemberTokens last = request().orElseThrow();
        while (request().isPresent()) {
            last = request().orElseThrow();
            circle.clock().advance(STEP);
        }
        assertThat(isAlive(last, MARGIN.plus(STEP).plusSeconds(2)))
                .as("shortly before its expiry")
                .isFalse();
    }
}
