package io.github.circleauth.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An open connection: texts, their parts, back-pressure and ends. */
class JdkUpstreamTest extends JdkUpstreamTestBase {

    private static void closes(RawCable.Peer peer, CompletableFuture<Boolean> closed) {
        closed.complete(peer.isClosedByClient());
    }

    @Test
    @Tag("S12")
    void theHandshakeHasTokenOriginProtocolAndPathAndOffersNoExtension() throws Exception {
        RawCable cable = cable(peer -> {
            peer.accept().text("{\"type\":\"welcome\"}");
            peer.untilTheTestIsOver();
        });
        upstream(cable.uri()).open(TOKEN, ORIGIN, listener);
        assertThat(listener.next()).isEqualTo("{\"type\":\"welcome\"}");
        assertThat(cable.heads)
                .singleElement()
                .asString()
                .startsWith("GET /cable HTTP/1.1\r\n")
                .containsIgnoringCase("\r\nAuthorization: Bearer canary-of-the-token\r\n")
                .containsIgnoringCase("\r\nOrigin: " + ORIGIN + "\r\n")
                .containsIgnoringCase("\r\nSec-WebSocket-Protocol: actioncable-v1-json\r\n")
                .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
    }

    @Test
    void aServerThatNamesNoProtocolIsAccepted() throws Exception {
        open(peer -> {
            peer.accept("").text("hello");
            peer.untilTheTestIsOver();
        });
        assertThat(listener.next()).isEqualTo("hello");
    }

    @Test
    void textsAreSentOneAfterTheOther() throws Exception {
        SynchronousQueue<String> read = new SynchronousQueue<>();
        Upstream.Connection connection = open(peer -> {
            peer.accept().text("welcome");
            while (true) {
                read.put(peer.readText());
            }
        });
        assertThat(listener.next()).isEqualTo("welcome");
        for (int i = 0; i < 50; i++) {
            connection.send("text " + i);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(read.poll(20, TimeUnit.SECONDS)).isEqualTo("text " + i);
        }
    }

    @Test
    void thePartsOfATextAreJoined() throws Exception {
        open(peer -> {
            peer.accept();
            peer.frame(RawCable.TEXT, false, "{\"a\":".getBytes(UTF_8));
            peer.frame(RawCable.MORE, false);
            peer.frame(RawCable.MORE, true, "\"ü\"}".getBytes(UTF_8));
            peer.text("x".repeat(JdkConnection.MAX_CHARS));
            peer.untilTheTestIsOver();
        });
        assertThat(listener.next()).isEqualTo("{\"a\":\"ü\"}");
        assertThat(listener.next()).hasSize(JdkConnection.MAX_CHARS);
    }

    @Test
    void aTextThatIsTooLongEndsTheConnection() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        open(peer -> {
            peer.accept();
            while (true) {
                peer.frame(
                        RawCable.TEXT,
                        false,
                        "x".repeat(JdkConnection.MAX_CHARS / 2).getBytes(UTF_8));
                peer.frame(
                        RawCable.MORE,
                        false,
                        "x".repeat(JdkConnection.MAX_CHARS / 2).getBytes(UTF_8));
                peer.frame(RawCable.MORE, false, "x".getBytes(UTF_8));
                closes(peer, closed);
            }
        });
        assertThat(listener.next()).isEqualTo("LOST: a text of Circle's has more than 1000000 characters");
        assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void noMoreTextsComeThanTheOwnerHasDealtWith() throws Exception {
        Upstream.Connection connection = open(peer -> {
            peer.accept();
            for (int i = 0; ; i++) {
                peer.text("text " + i);
            }
        });
        for (int i = 0; i < 16; i++) {
            assertThat(listener.next()).isEqualTo("text " + i);
        }
        assertThat(listener.heard.poll(200, TimeUnit.MILLISECONDS)).isNull();
        connection.more();
        assertThat(listener.next()).isEqualTo("text 16");
        assertThat(listener.heard.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void binaryFramesAreSkipped() throws Exception {
        open(peer -> {
            peer.accept();
            for (int i = 0; i < 100; i++) {
                peer.frame(RawCable.BINARY, true, new byte[1000]);
            }
            peer.text("text");
            peer.untilTheTestIsOver();
        });
        assertThat(listener.next()).isEqualTo("text");
    }

    @Test
    void aCloseFrameEndsTheConnection() throws Exception {
        open(peer -> peer.accept().frame(RawCable.CLOSE, true, new byte[] {3, (byte) 0xe8}));
        assertThat(listener.next()).isEqualTo("LOST: Circle closed the connection with status 1000");
    }

    @Test
    void aConnectionThatBreaksOrBringsGarbageIsLost() throws Exception {
        open(peer -> peer.accept().reset());
        assertThat(listener.next()).startsWith("LOST: ");
        open(peer -> {
            peer.accept();
            peer.send("garbage, not a frame of WebSockets");
            peer.untilTheTestIsOver();
        });
        assertThat(listener.next()).startsWith("LOST: ");
        assertThat(listener.heard.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void afterAnAbortNothingIsToldAndTheSocketIsClosed() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        Upstream.Connection connection = open(peer -> {
            peer.accept().text("welcome");
            closes(peer, closed);
        });
        assertThat(listener.next()).isEqualTo("welcome");
        connection.abort();
        connection.send("late");
        connection.more();
        assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(listener.heard).isEmpty();
    }

    @Test
    void anAbortDuringTheHandshakeClosesTheSocketOnceItIsOpen() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        CompletableFuture<Void> aborted = new CompletableFuture<>();
        RawCable cable = cable(peer -> {
            aborted.join();
            peer.accept();
            closes(peer, closed);
        });
        upstream(cable.uri()).open(TOKEN, ORIGIN, listener).abort();
        aborted.complete(null);
        assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(listener.heard).isEmpty();
    }

    @Test
    void theEndOfTheDeploymentAbortsAllConnectionsAndOpensNoMore() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        RawCable cable = cable(peer -> {
            peer.accept().text("welcome");
            closes(peer, closed);
        });
        JdkUpstream upstream = upstream(cable.uri());
        upstream.open(TOKEN, ORIGIN, listener);
        assertThat(listener.next()).isEqualTo("welcome");
        upstream.close();
        assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        upstream.open(TOKEN, ORIGIN, listener);
        assertThat(listener.next()).isEqualTo("LOST: the application is being undeployed");
    }
}
