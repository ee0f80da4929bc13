package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Secret;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call ends in its time although Circle goes on: in each test the peer would hold it for ever. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // An interrupt ends no read.
class DeadlineTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n";

    /** A TLS record begins: a handshake of 16,384 bytes. */
    private static final String RECORD = "\026\003\003\100\000";

    private static final Duration TIME = Duration.ofMillis(300);
    private static final Duration HOUR = Duration.ofHours(1);

    private final CountDownLatch gate = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 ", "HTTP/1.1 200 OK\r\nX-Slow: ", HEAD + "\r\n{\"access_token\":\""})
    void N9_anAnswerThatDripsIsCutOff(String begin) throws Exception {
        try (Peer peer = new Peer(line -> {
                    line.request();
                    line.send(begin);
                    drip(line);
                });
                HttpCircleAuthClient client = client(peer)) {
            CircleUnavailableException failure = unavailable(client);

            assertThat(gate.getCount()).isOne();
            assertThat(failure.isAmbiguous()).isTrue();
            assertThat(failure).hasMessageContaining("longer than PT0.3S");
        } finally {
            gate.countDown();
        }
    }

    @Test
    void N9_anAnswerThatStopsIsCutOff() throws Exception {
        try (Peer peer = new Peer(line -> {
                    line.request();
                    line.send(HEAD);
                    gate.await();
                });
                HttpCircleAuthClient client = client(peer)) {
            assertThat(unavailable(client).isAmbiguous()).isTrue();
            assertThat(gate.getCount()).isOne();
        } finally {
            gate.countDown();
        }
    }

    @Test
    void N9_interimAnswersWithoutEndAreCutOff() throws Exception {
        try (Peer peer = new Peer(line -> {
                    line.request();
                    while (!gate.await(10, TimeUnit.MILLISECONDS)) {
                        line.send("HTTP/1.1 103 Early Hints\r\n\r\n");
                    }
                });
                HttpCircleAuthClient client = client(peer)) {
            assertThat(unavailable(client).isAmbiguous()).isTrue();
            assertThat(gate.getCount()).isOne();
        } finally {
            gate.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void N9_aSecureConnectionThatIsNeverMadeIsCutOff(boolean drips) throws Exception {
        try (Peer peer = new Peer(line -> {
                    if (drips) {
                        line.send(RECORD);
                        drip(line);
                    } else {
                        gate.await();
                    }
                });
                HttpCircleAuthClient client = new HttpCircleAuthClient(
                        peer.builder().callTimeout(TIME).baseUrl(peer.tlsUri()).build())) {
            assertThat(unavailable(client).isAmbiguous()).isFalse();
            assertThat(gate.getCount()).isOne();
            assertThat(peer.connections).hasValue(1);
        } finally {
            gate.countDown();
        }
    }

    /** A server that takes no connection, and whose queue for those who want one is full. */
    private static List<SocketChannel> fill(ServerSocket server) throws IOException {
        List<SocketChannel> queue = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SocketChannel channel = SocketChannel.open();
            queue.add(channel);
            channel.configureBlocking(false);
            channel.connect(server.getLocalSocketAddress());
        }
        return queue;
    }

    @ParameterizedTest
    @CsvSource({"PT20S, PT0.3S, longer than PT0.3S", "PT0.1S, PT20S, no connection could be made"})
    void N9_aConnectionThatIsNeverMadeIsCutOff(Duration connect, Duration call, String why) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> queue = fill(server);
            try (HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                    .apiToken(Samples.APP_TOKEN)
                    .connectTimeout(connect)
                    .callTimeout(call)
                    .baseUrl(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                    .build()) {
                CircleUnavailableException failure = unavailable(client);

                assertThat(failure.isAmbiguous()).isFalse();
                assertThat(failure).hasMessageContaining(why);
            } finally {
                for (SocketChannel channel : queue) {
                    channel.close();
                }
            }
        }
    }

    static List<Fault> slownesses() {
        return List.of(
                Fault.delay(HOUR),
                Fault.drip(Fault.Phase.STATUS_LINE, HOUR),
                Fault.drip(Fault.Phase.HEADERS, HOUR),
                Fault.drip(Fault.Phase.BODY, HOUR));
    }

    /** Circle's clock stands still: when the call has ended, the byte that it waited for is still to come. */
    @ParameterizedTest
    @MethodSource("slownesses")
    void N9_aCallEndsBeforeTheNextByteComes(Fault slow) {
        Circle circle = Circle.builder().clock(Samples.CLOCK).build();
        try (Sandbox sandbox = Sandbox.start(circle, 0);
                HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                        .apiToken(Secret.of(circle.apiToken()))
                        .callTimeout(TIME)
                        .baseUrl(sandbox.uri())
                        .build()) {
            circle.faults().next("auth_token", slow);

            assertThat(unavailable(client).isAmbiguous()).isTrue();

            circle.clock().awaitWaiting(1, Duration.ofSeconds(20));
            assertThat(circle.audit().tokens()).noneMatch(Audit.Token::delivered);
        }
    }

    @Test
    void N9_aConnectionThatWasCutOffIsNotUsedAgain() throws Exception {
        try (Peer peer = new Peer(
                        line -> {
                            line.request();
                            gate.await();
                        },
                        line -> {
                            line.request();
                            line.send(Peer.json("200 OK", Samples.obtained()));
                        });
                HttpCircleAuthClient client = client(peer)) {
            unavailable(client);

            assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
            assertThat(peer.connections).hasValue(2);
        } finally {
            gate.countDown();
        }
    }

    private void drip(Peer.Line line) throws Exception {
        while (!gate.await(20, TimeUnit.MILLISECONDS)) {
            line.send("1");
        }
    }

    private static HttpCircleAuthClient client(Peer peer) {
        return new HttpCircleAuthClient(peer.builder().callTimeout(TIME).build());
    }

    private static CircleUnavailableException unavailable(HttpCircleAuthClient client) {
        return catchThrowableOfType(CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u"));
    }
}
