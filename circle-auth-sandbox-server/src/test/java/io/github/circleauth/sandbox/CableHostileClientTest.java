package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.CableClient.identifier;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CableHostileClientTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String HANDSHAKE = "GET /cable HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate\r\nOrigin: https://www.example.com\r\n"
            + "Authorization: Bearer %s\r\n\r\n";

    private static final String CLOSE = "\u0088\u0080\0\0\0\0";
    private static final String PING = "\u0089\u0080\0\0\0\0";

    private final Sandbox sandbox = Sandbox.start();
    private final Cable cable = sandbox.cable();
    private final String token = new InProcessClient(sandbox.circle()).access("ada@example.com");

    private CableClient ada() {
        CableClient ada = CableClient.connect(sandbox.uri(), token);
        ada.next();
        return ada;
    }

    @Test
    void aTextOfAMegabyteInOneFrameOrInManyIsRefusedWith1009() {
        try (sandbox) {
            try (CableClient ada = ada()) {
                ada.socket.sendText("a".repeat(1_000_000), true).exceptionally(closed -> null);
                assertThat(ada.closeCode()).isEqualTo(1009);
            }
            try (CableClient ada = ada()) {
                sendParts(ada.socket);
                assertThat(ada.closeCode()).isEqualTo(1009);
            }
            cable.awaitConnections(0, LONG);
        }
    }

    private static void sendParts(WebSocket socket) {
        try {
            for (int i = 0; i < 100; i++) {
                socket.sendText("a".repeat(10_000), false).join();
            }
        } catch (CompletionException closed) {
            // The sandbox doesn't wait for the rest.
        }
    }

    @Test
    void aBinaryFrameIsRefusedWith1003() {
        try (sandbox;
                CableClient ada = ada()) {
            ada.socket.sendBinary(ByteBuffer.allocate(10), true).join();

            assertThat(ada.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void deflateIsNeverNegotiated() throws Exception {
        try (sandbox;
                RawConnection raw = new RawConnection(sandbox)) {
            raw.send(HANDSHAKE.formatted(token));

            assertThat(raw.head())
                    .startsWith("HTTP/1.1 101 ")
                    .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                    .doesNotContainIgnoringCase("extensions");
        }
    }

    @Test
    void aClientThatSendsNonsenseInsteadOfFramesIsClosed() throws Exception {
        try (sandbox;
                RawConnection raw = new RawConnection(sandbox)) {
            raw.send(HANDSHAKE.formatted(token));
            raw.head();
            raw.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            raw.rest();

            cable.awaitConnections(0, LONG);
        }
    }

    @Test
    void aClientThatNeverReadsIsCutOffAndNobodyWaitsForIt() throws Exception {
        try (sandbox;
                RawConnection deaf = new RawConnection(sandbox);
                CableClient ada = ada()) {
            deaf.send(HANDSHAKE.formatted(token));
            cable.awaitConnections(2, LONG);
            deaf.send(maskedText("{\"command\":\"subscribe\",\"identifier\":"
                    + Json.string(identifier("NotificationChannel", 1001)) + "}"));
            cable.awaitSubscriptions(1, LONG);
            String event = "{\"text\":\"" + "a".repeat(100_000) + "\"}";

            for (int i = 0; i < 1000 && cable.connections().size() == 2; i++) {
                cable.message(1001, "NotificationChannel", event);
            }

            cable.awaitConnections(1, LONG);
            assertThat(ada.subscribe(identifier("ChatRoomChannel", 1001))).isEqualTo("confirm_subscription");
        }
    }

    @Test
    void aClientThatDoesNotReadItsDisconnectIsDropped() throws Exception {
        try (sandbox;
                RawConnection deaf = new RawConnection(sandbox)) {
            deaf.send(HANDSHAKE.formatted(token));
            cable.awaitConnections(1, LONG);
            deaf.send(maskedText("{\"command\":\"subscribe\",\"identifier\":"
                    + Json.string(identifier("NotificationChannel", 1001)) + "}"));
            cable.awaitSubscriptions(1, LONG);
            Thread thread = Thread.getAllStackTraces().keySet().stream()
                    .filter(each -> each.getName().startsWith("circle-auth-sandbox-connection"))
                    .findFirst()
                    .orElseThrow();
            CableConnection connection = cable.connections().get(0);
            cable.message(1001, "NotificationChannel", "{\"text\":\"" + "a".repeat(1_000_000) + "\"}");
            assertThat(connection.isOpen()).isTrue();

            connection.disconnect(DisconnectReason.REMOTE);

            thread.join(LONG.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void randomFramesNeverBreakTheSandbox() throws Exception {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        Logger logger = Logger.getLogger("org.java_websocket");
        logger.setLevel(Level.OFF);
        try (sandbox) {
            Random random = new Random(15);
            for (int i = 0; i < 300; i++) {
                try (RawConnection raw = new RawConnection(sandbox)) {
                    raw.send(HANDSHAKE.formatted(token));
                    raw.head();
                    for (int frame = 0; frame < 5; frame++) {
                        raw.send(randomFrame(random));
                    }
                    raw.send(CLOSE + PING);
                } catch (IOException closed) {
                    // The sandbox closed the connection at an earlier frame.
                }
            }
            cable.awaitConnections(0, LONG);
            try (CableClient ada = ada()) {
                assertThat(ada.subscribe(identifier("NotificationChannel", 1001)))
                        .isEqualTo("confirm_subscription");
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
            logger.setLevel(null);
        }
        assertThat(uncaught).isEmpty();
    }

    /** Returns a frame of any kind, complete or not, valid or not. */
    private static String randomFrame(Random random) {
        int length = random.nextInt(126);
        StringBuilder frame = new StringBuilder();
        frame.append((char) random.nextInt(256));
        frame.append((char) (random.nextInt(4) > 0 ? 0x80 | length : random.nextInt(256)));
        for (int i = 0; i < 4 + length - random.nextInt(2); i++) {
            frame.append((char) random.nextInt(256));
        }
        return frame.toString();
    }

    /** Returns a text frame with the mask 0, which changes nothing. */
    private static String maskedText(String text) {
        assertThat(text.length()).isLessThan(128);
        return "\u0081" + (char) (0x80 | text.length()) + "\0\0\0\0" + text;
    }

    @Test
    void aMemberHasAThousandSubscriptionsAtMost() {
        try (sandbox;
                CableClient ada = ada()) {
            for (int i = 0; i < 1000; i++) {
                assertThat(ada.subscribe("{\"channel\":\"Chats::RoomChannel\",\"id\":601,\"i\":" + i + "}"))
                        .isEqualTo("confirm_subscription");
            }
            assertThat(ada.subscribe(identifier("NotificationChannel", 1001))).isEqualTo("reject_subscription");
        }
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theSandboxesCloseEndsAllConnectionsAndThreads() {
        try (CableClient one = ada();
                CableClient stalled = ada()) {
            cable.connections().get(1).stall();
            List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("circle-auth-sandbox-"))
                    .toList();
            assertThat(threads).hasSizeGreaterThanOrEqualTo(3);

            sandbox.close();

            assertThat(threads).noneMatch(Thread::isAlive);
            assertThat(one.closeCode()).isEqualTo(1006);
            assertThat(stalled.closeCode()).isEqualTo(1006);
            assertThat(cable.connections()).isEmpty();
        }
    }
}
