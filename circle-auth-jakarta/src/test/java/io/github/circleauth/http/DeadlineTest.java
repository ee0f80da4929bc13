package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Secret;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request ends at its deadline: in each test the server would hold it for ever. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // An interrupt ends no read.
class DeadlineTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n";

    /** The start of a TLS record: a handshake of 16,384 bytes. */
    private static final String RECORD = "\026\003\003\100\000";

    private static final Duration CALL_TIMEOUT = Duration.ofMillis(300);

    /** Leaves a busy machine the time to connect: a request that is not sent yet is not ambiguous. */
    private static final Duration LONGER_CALL_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration HOUR = Duration.ofHours(1);

    private final CountDownLatch release = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 ", "HTTP/1.1 200 OK\r\nX-Slow: ", HEAD + "\r\n{\"access_token\":\""})
    void N9_aResponseThatDripsIsCutOff(String start) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.readRequest();
                    connection.send(start);
                    drip(connection);
                });
                HttpCircleAuthClient client = client(server)) {
            CircleUnavailableException failure = unavailable(client);

            assertThat(release.getCount()).isOne();
            assertThat(failure.isAmbiguous()).isTrue();
            assertThat(failure).hasMessageContaining("longer than PT0.3S");
        } finally {
            release.countDown();
        }
    }

    @Test
    void N9_aResponseThatStopsIsCutOff() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.readRequest();
                    connection.send(HEAD);
                    release.await();
                });
                HttpCircleAuthClient client = client(server)) {
            assertThat(unavailable(client).isAmbiguous()).isTrue();
            assertThat(release.getCount()).isOne();
        } finally {
            release.countDown();
        }
    }

    @Test
    void N9_endlessInterimResponsesAreCutOff() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.readRequest();
                    while (!release.await(10, TimeUnit.MILLISECONDS)) {
                        connection.send("HTTP/1.1 103 Early Hints\r\n\r\n");
                    }
                });
                HttpCircleAuthClient client = client(server)) {
            assertThat(unavailable(client).isAmbiguous()).isTrue();
            assertThat(release.getCount()).isOne();
        } finally {
            release.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void N9_aTlsHandshakeThatNeverEndsIsCutOff(boolean drips) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    if (drips) {
                        connection.send(RECORD);
                        drip(connection);
                    } else {
                        release.await();
                    }
                });
                HttpCircleAuthClient client = new HttpCircleAuthClient(server.builder()
                        .callTimeout(CALL_TIMEOUT)
                        .baseUrl(server.tlsUri())
                        .build())) {
            assertThat(unavailable(client).isAmbiguous()).isFalse();
            assertThat(release.getCount()).isOne();
            assertThat(server.connections).hasValue(1);
        } finally {
            release.countDown();
        }
    }

    @ParameterizedTest
    @CsvSource({"PT20S, PT0.3S, longer than PT0.3S", "PT0.1S, PT20S, no connection could be made"})
    void N9_aConnectionAttemptThatNeverEndsIsCutOff(Duration connect, Duration call, String cause) throws Exception {
        try (UnacceptingServer server = new UnacceptingServer();
                HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                        .apiToken(Samples.APP_TOKEN)
                        .connectTimeout(connect)
                        .callTimeout(call)
                        .baseUrl(server.uri())
                        .build()) {
            CircleUnavailableException failure = unavailable(client);

            assertThat(failure.isAmbiguous()).isFalse();
            assertThat(failure).hasMessageContaining(cause);
        }
    }

    static List<Fault> delays() {
        return List.of(
                Fault.delay(HOUR),
                Fault.drip(Fault.Phase.STATUS_LINE, HOUR),
                Fault.drip(Fault.Phase.HEADERS, HOUR),
                Fault.drip(Fault.Phase.BODY, HOUR));
    }

    /** The sandbox's clock never moves: when the request has ended, the next byte is still to come. */
    @ParameterizedTest
    @MethodSource("delays")
    void N9_aRequestEndsBeforeTheNextByteArrives(Fault slow) {
        Circle circle = Circle.builder().clock(Samples.CLOCK).build();
        try (Sandbox sandbox = Sandbox.start(circle, 0);
                HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                        .apiToken(Secret.of(circle.apiToken()))
                        .callTimeout(LONGER_CALL_TIMEOUT)
                        .baseUrl(sandbox.uri())
                        .build()) {
            circle.faults().next("auth_token", slow);

            assertThat(unavailable(client).isAmbiguous()).isTrue();

            circle.clock().awaitWaiting(1, Duration.ofSeconds(20));
            assertThat(circle.audit().tokens()).noneMatch(Audit.Token::delivered);
        }
    }

    @Test
    void N9_aConnectionThatWasCutOffIsNotReused() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                        connection -> {
                            connection.readRequest();
                            release.await();
                        },
                        connection -> {
                            connection.readRequest();
                            connection.send(ScriptedServer.json("200 OK", Samples.obtained()));
                        });
                HttpCircleAuthClient client = client(server)) {
            unavailable(client);

            assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
            assertThat(server.connections).hasValue(2);
        } finally {
            release.countDown();
        }
    }

    @Test
    void N9_anAttemptThatStartsAfterTheDeadlineIsAbortedAtOnce() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicBoolean aborted = new AtomicBoolean();
        try (Deadlines deadlines = new Deadlines()) {
            Deadlines.Deadline deadline = deadlines.start(Duration.ofMillis(1));
            deadline.guard(over::countDown);
            over.await();

            deadline.guard(() -> aborted.set(true));

            assertThat(aborted).isTrue();
        }
    }

    private void drip(ScriptedServer.Connection connection) throws Exception {
        while (!release.await(20, TimeUnit.MILLISECONDS)) {
            connection.send("1");
        }
    }

    private static HttpCircleAuthClient client(ScriptedServer server) {
        return new HttpCircleAuthClient(
                server.builder().callTimeout(CALL_TIMEOUT).build());
    }

    private static CircleUnavailableException unavailable(HttpCircleAuthClient client) {
        return catchThrowableOfType(CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u"));
    }
}
