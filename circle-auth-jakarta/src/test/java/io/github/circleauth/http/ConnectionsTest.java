package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.http.CircleTransport.NoResponse;
import io.github.circleauth.http.CircleTransport.Pool;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that can't be made, are all in use, break, or are closed. */
@Timeout(60)
class ConnectionsTest {

    @Test
    void aConnectionIsReused() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", Samples.obtained()));
                HttpCircleAuthClient client = server.client()) {
            for (int i = 0; i < 3; i++) {
                client.getMemberAPITokenFromSSOId("u");
                client.closeIdle();
            }
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void N10_aConnectionThatCircleHasClosedIsNotReused() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(
                        connection -> {
                            connection.readRequest();
                            connection.send(ScriptedServer.json("200 OK", Samples.obtained()));
                            connection.socket.close();
                            closed.countDown();
                        },
                        connection -> {
                            connection.readRequest();
                            connection.send(ScriptedServer.json("200 OK", Samples.obtained()));
                        });
                HttpCircleAuthClient client = server.client()) {
            client.getMemberAPITokenFromSSOId("u");
            closed.await();

            assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
            assertThat(server.requests).hasSize(2);
        }
    }

    @Test
    void N10_connectionsThatCircleClosesAtRandomFailNoRequestAndRepeatNone() throws Exception {
        Random random = new Random(10);
        Semaphore done = new Semaphore(0);
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    while (!connection.socket.isClosed() && connection.readRequest() != null) {
                        connection.send(ScriptedServer.json("200 OK", Samples.obtained()));
                        switch (random.nextInt(4)) {
                            case 0 -> connection.socket.close();
                            case 1 -> connection.reset();
                            default -> {
                                // Left open.
                            }
                        }
                        done.release();
                    }
                });
                HttpCircleAuthClient client = server.client()) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
                done.acquire();
            }
            assertThat(server.requests).hasSize(100);
            assertThat(server.connections).hasValueBetween(30, 70);
        }
    }

    @Test
    void aRefusedConnectionIsUnavailable() throws Exception {
        URI closed;
        try (ScriptedServer server = ScriptedServer.responding("")) {
            closed = server.uri();
        }
        try (HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                .apiToken(Samples.APP_TOKEN)
                .baseUrl(closed)
                .build()) {
            CircleUnavailableException failure = unavailable(client);

            assertThat(failure.isAmbiguous()).isFalse();
            assertThat(failure.status()).isEmpty();
            assertThat(failure).hasMessageContaining(closed.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 300\r\n\r\n{\"access_token\":\"eyJ",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\"",
            })
    void N10_anIncompleteResponseIsAmbiguousAndTheRequestIsNotRepeated(String part) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.readRequest();
                    connection.send(part);
                });
                HttpCircleAuthClient client = server.client()) {
            assertThat(unavailable(client).isAmbiguous()).isTrue();
            assertThat(ambiguous(() -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN)))
                    .isTrue();
            assertThat(ambiguous(() -> client.revokeRefreshToken(Samples.REFRESH_TOKEN)))
                    .isFalse();
            assertThat(ambiguous(() -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN)))
                    .isFalse();
            assertThat(server.requests).hasSize(4);
        }
    }

    @Test
    void afterAFailedTlsHandshakeNothingIsSentAndTheRequestIsNotRepeated() throws Exception {
        List<String> received = new ArrayList<>();
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    byte[] hello = connection.socket.getInputStream().readNBytes(100);
                    received.add(new String(hello, StandardCharsets.ISO_8859_1));
                    connection.send("HTTP/1.1 400 Bad Request\r\n\r\n");
                });
                HttpCircleAuthClient client = new HttpCircleAuthClient(
                        server.builder().baseUrl(server.tlsUri()).build())) {
            CircleUnavailableException failure = unavailable(client);

            assertThat(failure.isAmbiguous()).isFalse();
            assertThat(failure).hasMessageContaining("secure");
            assertThat(server.connections).hasValue(1);
            assertThat(received).hasSize(1).noneMatch(bytes -> bytes.contains("CANARY"));
        }
    }

    @Test
    void N11_whenAllConnectionsAreInUseARequestFailsAndRevocationsHaveTheirOwn() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (ScriptedServer server = new ScriptedServer(connection -> holdObtains(connection, held, release));
                HttpCircleAuthClient client = server.client()) {
            List<Future<?>> inProgress = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                inProgress.add(threads.submit(() -> client.getMemberAPITokenFromSSOId("u")));
            }
            held.await();

            CircleUnavailableException ninth = unavailable(client);

            assertThat(ninth).hasMessageContaining("in use");
            assertThat(ninth.isAmbiguous()).isFalse();
            assertThat(release.getCount()).isOne();
            client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            release.countDown();
            for (Future<?> request : inProgress) {
                assertThat(request.get()).isNotNull();
            }
        } finally {
            release.countDown();
            threads.shutdownNow();
        }
    }

    private static void holdObtains(ScriptedServer.Connection connection, CountDownLatch held, CountDownLatch release)
            throws Exception {
        String request = connection.readRequest();
        if (request == null || request.contains("/revoke")) {
            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
            return;
        }
        held.countDown();
        release.await();
        connection.send(ScriptedServer.json("200 OK", Samples.obtained()));
    }

    @ParameterizedTest
    @CsvSource({"TOKENS, 8", "REVOCATIONS, 2", "MEMBER_API, 64", "PROXY, 32"})
    void N11_eachPoolHasItsOwnNumberOfConnections(Pool pool, int connections) throws Exception {
        Duration timeout = Duration.ofSeconds(30);
        CircleTransport.Request request =
                new CircleTransport.Request(pool, "GET", "/x", Samples.APP_TOKEN, Map.of(), null, timeout, timeout, 0);
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", "{}"));
                HttpTransport transport =
                        new HttpTransport(new Network(server.uri(), null, null, timeout, timeout), new Deadlines())) {
            // A response whose body has not been read occupies its connection.
            List<CircleResponse> open = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                open.add(transport.send(request));
            }

            NoResponse full = catchThrowableOfType(NoResponse.class, () -> transport.send(request));

            assertThat(full.stage()).isEqualTo(NoResponse.Stage.BUSY);
            assertThat(server.connections).hasValue(connections);
            open.remove(0).close();
            open.add(transport.send(request));
            open.forEach(CircleResponse::close);
        }
    }

    @Test
    void closingAbortsRequestsInProgressAndEndsTheThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        CountDownLatch received = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.readRequest();
                    received.countDown();
                    release.await();
                });
                HttpCircleAuthClient client = server.client()) {
            Future<CircleUnavailableException> request = threads.submit(() -> unavailable(client));
            received.await();
            assertThat(ours(before))
                    .hasSize(1)
                    .allMatch(Thread::isDaemon)
                    .allMatch(thread -> thread.getContextClassLoader() == null);

            client.close();

            CircleUnavailableException failure = request.get();
            assertThat(release.getCount()).isOne();
            assertThat(failure.isAmbiguous()).isTrue();
            assertThat(failure).hasMessageContaining("closed");
            assertThat(ours(before)).isEmpty();
        } finally {
            release.countDown();
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static List<Thread> ours(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> thread.getName().startsWith("circle-auth"))
                .toList();
    }

    private static boolean ambiguous(Runnable request) {
        CircleAuthException failure = catchThrowableOfType(CircleAuthException.class, request::run);
        assertThat(failure).isNotInstanceOf(CircleProtocolException.class);
        return ((CircleUnavailableException) failure).isAmbiguous();
    }

    private static CircleUnavailableException unavailable(HttpCircleAuthClient client) {
        return catchThrowableOfType(CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u"));
    }
}
