package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleUnavailableException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that can't be had, are all in use, break, or are left behind. */
@Timeout(60)
class ConnectionsTest {

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        try (Peer peer = Peer.answering(Peer.json("200 OK", Samples.obtained()));
                HttpCircleAuthClient client = peer.client()) {
            for (int i = 0; i < 3; i++) {
                client.getMemberAPITokenFromSSOId("u");
                client.closeIdle();
            }
            assertThat(peer.connections).hasValue(1);
        }
    }

    @Test
    void N10_aConnectionThatCircleHasClosedIsNotUsed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Peer peer = new Peer(
                        line -> {
                            line.request();
                            line.send(Peer.json("200 OK", Samples.obtained()));
                            line.socket.close();
                            closed.countDown();
                        },
                        line -> {
                            line.request();
                            line.send(Peer.json("200 OK", Samples.obtained()));
                        });
                HttpCircleAuthClient client = peer.client()) {
            client.getMemberAPITokenFromSSOId("u");
            closed.await();

            assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
            assertThat(peer.requests).hasSize(2);
        }
    }

    @Test
    void N10_connectionsThatCircleClosesAtRandomCostNoCallAndNoneIsMadeTwice() throws Exception {
        Random random = new Random(10);
        Semaphore done = new Semaphore(0);
        try (Peer peer = new Peer(line -> {
                    while (!line.socket.isClosed() && line.request() != null) {
                        line.send(Peer.json("200 OK", Samples.obtained()));
                        switch (random.nextInt(4)) {
                            case 0 -> line.socket.close();
                            case 1 -> line.reset();
                            default -> {
                                // Left open.
                            }
                        }
                        done.release();
                    }
                });
                HttpCircleAuthClient client = peer.client()) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
                done.acquire();
            }
            assertThat(peer.requests).hasSize(100);
            assertThat(peer.connections).hasValueBetween(30, 70);
        }
    }

    @Test
    void aCircleThatRefusesConnectionsIsUnavailable() throws Exception {
        URI nobody;
        try (Peer peer = Peer.answering("")) {
            nobody = peer.uri();
        }
        try (HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                .apiToken(Samples.APP_TOKEN)
                .baseUrl(nobody)
                .build()) {
            CircleUnavailableException failure = unavailable(client);

            assertThat(failure.isAmbiguous()).isFalse();
            assertThat(failure.status()).isEmpty();
            assertThat(failure).hasMessageContaining(nobody.toString());
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
    void N10_anAnswerThatIsCutIsAmbiguousAndNotAskedForAgain(String part) throws Exception {
        try (Peer peer = new Peer(line -> {
                    line.request();
                    line.send(part);
                });
                HttpCircleAuthClient client = peer.client()) {
            assertThat(unavailable(client).isAmbiguous()).isTrue();
            assertThat(ambiguous(() -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN)))
                    .isTrue();
            assertThat(ambiguous(() -> client.revokeRefreshToken(Samples.REFRESH_TOKEN)))
                    .isFalse();
            assertThat(ambiguous(() -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN)))
                    .isFalse();
            assertThat(peer.requests).hasSize(4);
        }
    }

    @Test
    void aSecureConnectionThatFailsSendsNothingAndIsNotTriedAgain() throws Exception {
        List<String> received = new ArrayList<>();
        try (Peer peer = new Peer(line -> {
                    byte[] hello = line.socket.getInputStream().readNBytes(100);
                    received.add(new String(hello, StandardCharsets.ISO_8859_1));
                    line.send("HTTP/1.1 400 Bad Request\r\n\r\n");
                });
                HttpCircleAuthClient client = new HttpCircleAuthClient(
                        peer.builder().baseUrl(peer.tlsUri()).build())) {
            CircleUnavailableException failure = unavailable(client);

            assertThat(failure.isAmbiguous()).isFalse();
            assertThat(failure).hasMessageContaining("secure");
            assertThat(peer.connections).hasValue(1);
            assertThat(received).hasSize(1).noneMatch(bytes -> bytes.contains("CANARY"));
        }
    }

    @Test
    void N11_whoFindsAllConnectionsInUseIsTurnedAwayButRevocationsHaveTheirOwn() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Peer peer = new Peer(line -> holdObtains(line, held, gate));
                HttpCircleAuthClient client = peer.client()) {
            List<Future<?>> inside = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                inside.add(threads.submit(() -> client.getMemberAPITokenFromSSOId("u")));
            }
            held.await();

            CircleUnavailableException ninth = unavailable(client);

            assertThat(ninth).hasMessageContaining("in use");
            assertThat(ninth.isAmbiguous()).isFalse();
            assertThat(gate.getCount()).isOne();
            client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            gate.countDown();
            for (Future<?> call : inside) {
                assertThat(call.get()).isNotNull();
            }
        } finally {
            gate.countDown();
            threads.shutdownNow();
        }
    }

    private static void holdObtains(Peer.Line line, CountDownLatch held, CountDownLatch gate) throws Exception {
        String request = line.request();
        if (request == null || request.contains("/revoke")) {
            line.send("HTTP/1.1 204 No Content\r\n\r\n");
            return;
        }
        held.countDown();
        gate.await();
        line.send(Peer.json("200 OK", Samples.obtained()));
    }

    @Test
    void closingEndsTheCallsThatAreUnderWayAndLeavesNoThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Peer peer = new Peer(line -> {
                    line.request();
                    asked.countDown();
                    gate.await();
                });
                HttpCircleAuthClient client = peer.client()) {
            Future<CircleUnavailableException> call = threads.submit(() -> unavailable(client));
            asked.await();
            assertThat(ours(before))
                    .hasSize(1)
                    .allMatch(Thread::isDaemon)
                    .allMatch(thread -> thread.getContextClassLoader() == null);

            client.close();

            CircleUnavailableException failure = call.get();
            assertThat(gate.getCount()).isOne();
            assertThat(failure.isAmbiguous()).isTrue();
            assertThat(failure).hasMessageContaining("closed");
            assertThat(ours(before)).isEmpty();
        } finally {
            gate.countDown();
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

    private static boolean ambiguous(Runnable call) {
        CircleAuthException failure = catchThrowableOfType(CircleAuthException.class, call::run);
        assertThat(failure).isNotInstanceOf(CircleProtocolException.class);
        return ((CircleUnavailableException) failure).isAmbiguous();
    }

    private static CircleUnavailableException unavailable(HttpCircleAuthClient client) {
        return catchThrowableOfType(CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u"));
    }
}
