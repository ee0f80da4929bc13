package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call ends in its time although Circle goes on: in each test the peer would hold it for ever. */
@Timeout(60)
class DeadlineTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n";

    private final CountDownLatch gate = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 ", "HTTP/1.1 200 OK\r\nX-Slow: ", HEAD + "\r\n{\"access_token\":\""})
    void anAnswerThatDripsIsCutOff(String begin) throws Exception {
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
    void anAnswerThatStopsIsCutOff() throws Exception {
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
    void interimAnswersWithoutEndAreCutOff() throws Exception {
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

    @Test
    void aSecureConnectionThatIsNeverMadeIsCutOff() throws Exception {
        try (Peer peer = new Peer(line -> gate.await());
                HttpCircleAuthClient client = peer.builder()
                        .callTimeout(Duration.ofMillis(300))
                        .baseUrl(peer.tlsUri())
                        .build()) {
            assertThat(unavailable(client).isAmbiguous()).isFalse();
            assertThat(gate.getCount()).isOne();
            assertThat(peer.connections).hasValue(1);
        } finally {
            gate.countDown();
        }
    }

    @Test
    void aConnectionThatWasCutOffIsNotUsedAgain() throws Exception {
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
        return peer.builder().callTimeout(Duration.ofMillis(300)).build();
    }

    private static CircleUnavailableException unavailable(HttpCircleAuthClient client) {
        return catchThrowableOfType(CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u"));
    }
}
