package io.github.circleauth.session;

import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleAuthException.ErrorDetails;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Logged;
import io.github.circleauth.Secret;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.ledger.Row.Kind;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens that Circle does not revoke. */
class RevokerTest {

    private static final ErrorDetails STRANGE = new ErrorDetails(404, null, null);

    private final MemoryLedger ledger = new MemoryLedger();
    private final Map<String, CircleAuthException> failures = new HashMap<>();
    private final List<String> requested = new ArrayList<>();
    private Instant now = NOW;

    private final CircleAuthClient circle = (CircleAuthClient) Proxy.newProxyInstance(
            CircleAuthClient.class.getClassLoader(), new Class<?>[] {CircleAuthClient.class}, (proxy, method, args) -> {
                String token = ((Secret) args[0]).reveal();
                requested.add(token);
                if (failures.containsKey(token)) {
                    throw failures.get(token);
                }
                return null;
            });

    /** Draws the longest possible wait. */
    private final RandomGenerator longest = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private final Revoker revoker = new Revoker(ledger, circle, Runnable::run, () -> now, longest);

    private void due(String token) {
        ledger.enter(List.of(row(Kind.REFRESH, token, "lease of " + token).dueAt(now)));
    }

    private List<String> requestedAfter(Duration time) {
        now = now.plus(time);
        requested.clear();
        revoker.drain(() -> true);
        return List.copyOf(requested);
    }

    @Test
    @Tag("L6")
    void aTokenThatCircleRefusesToRevokeIsTriedAgainWithDoublingWaitsAndOthersAreNotDelayed() {
        failures.put("bad", new CircleRefusedException(Reason.OTHER, "No.", STRANGE));
        due("bad");
        due("good");

        assertThat(requestedAfter(Duration.ZERO)).containsExactlyInAnyOrder("bad", "good");
        assertThat(requestedAfter(Duration.ofMillis(4_999))).isEmpty();
        assertThat(requestedAfter(Duration.ofMillis(1))).containsExactly("bad");
        assertThat(requestedAfter(Duration.ofMillis(9_999))).isEmpty();
        assertThat(requestedAfter(Duration.ofMillis(1))).containsExactly("bad");
        assertThat(ledger.size()).isEqualTo(1);
    }

    @Test
    void anUnreadableResponseForOneTokenDelaysOthersOnlyBriefly() {
        failures.put("bad", new CircleProtocolException("What?", STRANGE));
        due("bad");
        assertThat(requestedAfter(Duration.ZERO)).containsExactly("bad");
        due("good");

        assertThat(requestedAfter(Duration.ofMillis(999))).isEmpty();
        assertThat(requestedAfter(Duration.ofMillis(1))).containsExactly("good");
        assertThat(requestedAfter(Duration.ofMillis(4_999)))
                .as("one second and five")
                .isEmpty();
        assertThat(requestedAfter(Duration.ofMillis(1))).containsExactly("bad");
    }

    @Test
    void aTokenThatCircleRefusesToRevokeIsLoggedAtEachAttemptForDebuggingAlone() {
        failures.put("bad", new CircleRefusedException(Reason.OTHER, "No.", STRANGE));
        due("bad");
        Logger logger = Logger.getLogger(Revoker.class.getName());
        logger.setLevel(Level.FINE);
        try (Logged log = Logged.by(Revoker.class)) {
            requestedAfter(Duration.ZERO);
            requestedAfter(Duration.ofSeconds(5));

            assertThat(log.at(Level.FINE))
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("CIRCLE-0047: ") && line.endsWith(": No."));
            assertThat(log.warnings()).isEmpty();
        } finally {
            logger.setLevel(null);
        }
    }

    @Test
    void theOwnRateLimitPausesAllRevocationsForItsWaitAndIsNoFailure() {
        failures.put("limited", new CircleUnavailableException("Not sent.", null, Duration.ofSeconds(10), false));
        due("limited");

        try (Logged log = Logged.by(Revoker.class)) {
            assertThat(requestedAfter(Duration.ZERO)).containsExactly("limited");
            due("other");
            assertThat(requestedAfter(Duration.ofMillis(9_999))).isEmpty();
            failures.clear();
            assertThat(requestedAfter(Duration.ofMillis(1))).containsExactlyInAnyOrder("limited", "other");

            assertThat(log.warnings()).isEmpty();
            assertThat(log.at(Level.INFO)).isEmpty();
        }
    }

    @Test
    void anUnavailableCircleIsAFailureThoughItNamesATimeToWait() {
        ErrorDetails tooMany = new ErrorDetails(429, null, null);
        failures.put("t", new CircleUnavailableException("Too many.", tooMany, Duration.ofSeconds(10), false));
        due("t");

        try (Logged log = Logged.by(Revoker.class)) {
            assertThat(requestedAfter(Duration.ZERO)).containsExactly("t");
            assertThat(requestedAfter(Duration.ofMillis(9_999))).isEmpty();
            assertThat(requestedAfter(Duration.ofMillis(1))).containsExactly("t");

            assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0048: ");
        }
    }

    @Test
    @Tag("L5")
    void whileCircleIsUnavailableTheSameTokenIsTriedAgainAfterDoublingPauses() {
        failures.put("t", new CircleUnavailableException("No response.", null, null, true));
        due("t");

        assertThat(requestedAfter(Duration.ZERO)).containsExactly("t");
        assertThat(requestedAfter(Duration.ofMillis(999))).isEmpty();
        assertThat(requestedAfter(Duration.ofMillis(1))).containsExactly("t");
        assertThat(requestedAfter(Duration.ofMillis(1_999))).isEmpty();
        assertThat(requestedAfter(Duration.ofMillis(1))).containsExactly("t");
    }

    @Test
    void tokensThatCanNotBeHeldAndAreNotRevokedDoNotFloodTheLog() {
        try (Logged log = Logged.by(Revoker.class)) {
            for (String token : List.of("t", "u", "v")) {
                failures.put(token, new CircleUnavailableException("No response.", null, null, true));
                revoker.revokeOnce(row(Kind.REFRESH, token, "lease"));
            }
            assertThat(requested).containsExactly("t", "u", "v");
            assertThat(log.alarms())
                    .containsExactly(
                            "CIRCLE-0068: A token that is too long for the ledger was not revoked, and lives until"
                                    + " it expires: No response.");
        }
    }

    @Test
    void responsesForSomeTokensThatCanNotBeReadDoNotFloodTheLog() {
        try (Logged log = Logged.by(Revoker.class)) {
            for (int i = 0; i < 100; i++) {
                failures.put("bad-" + i, new CircleProtocolException("What?", STRANGE));
                due("bad-" + i);
                requestedAfter(Duration.ofSeconds(1));
                due("good-" + i);
                requestedAfter(Duration.ofSeconds(1));
            }
            assertThat(log.warnings()).hasSizeLessThanOrEqualTo(5);
            assertThat(log.at(Level.INFO)).hasSizeLessThanOrEqualTo(5);
        }
    }

    @Test
    @Tag("L18")
    void oneWarningIsLoggedPerOutageAndOneLineAtItsEnd() {
        due("t");
        due("u");
        failures.put("t", new CircleUnavailableException("No response.", null, null, true));
        failures.put("u", new CircleUnavailableException("No response.", null, null, true));

        try (Logged log = Logged.by(Revoker.class)) {
            requestedAfter(Duration.ZERO);
            assertThat(log.warnings())
                    .containsExactly(
                            "CIRCLE-0048: Tokens can't be revoked at Circle at present; 2 wait and none is lost:"
                                    + " No response.");
            requestedAfter(Duration.ofMinutes(1));
            assertThat(log.warnings()).hasSize(1);
            assertThat(log.at(Level.INFO)).isEmpty();

            failures.clear();
            assertThat(requestedAfter(Duration.ofMinutes(1))).containsExactlyInAnyOrder("t", "u");
            assertThat(log.at(Level.INFO))
                    .containsExactly(
                            "CIRCLE-0049: Revoking tokens at Circle works again; 1 are waiting. Since the line about"
                                    + " the failure, 1 more were left out.");

            due("v");
            failures.put("v", new CircleUnavailableException("No response.", null, null, true));
            requestedAfter(Duration.ZERO);
            assertThat(log.warnings()).as("at the next outage").hasSize(2);
        }
    }

    @Test
    void aRevocationWithoutAFailureBeforeItLogsNothing() {
        due("t");

        try (Logged log = Logged.byAll()) {
            assertThat(requestedAfter(Duration.ZERO)).containsExactly("t");

            assertThat(log.at(Level.INFO)).isEmpty();
            assertThat(log.warnings()).isEmpty();
        }
    }
}
