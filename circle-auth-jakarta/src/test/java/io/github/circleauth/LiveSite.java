package io.github.circleauth;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket.Listener;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** A site with live pages: passes each text between a page and a sandbox's real-time channel. */
final class LiveSite extends WebSocketServer implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch started = new CountDownLatch(1);
    private final URI cable;
    private final Callable<MemberTokens> tokens;

    LiveSite(int sandboxPort, Callable<MemberTokens> tokens) throws InterruptedException {
        super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.cable = URI.create("ws://127.0.0.1:" + sandboxPort + "/cable");
        this.tokens = tokens;
        start();
        started.await();
    }

    String url() {
        return "ws://127.0.0.1:" + getPort() + "/circle-live";
    }

    @Override
    public void onStart() {
        started.countDown();
    }

    @Override
    public void onOpen(WebSocket page, ClientHandshake handshake) {
        try {
            page.setAttachment(client.newWebSocketBuilder()
                    .header(
                            "Authorization",
                            "Bearer " + tokens.call().accessToken().value().reveal())
                    .header("Origin", "https://www.example.com")
                    .buildAsync(cable, new Listener() {
                        @Override
                        public CompletionStage<?> onText(
                                java.net.http.WebSocket circle, CharSequence text, boolean last) {
                            page.send(text.toString());
                            return Listener.super.onText(circle, text, last);
                        }
                    })
                    .join());
        } catch (Exception e) {
            throw new IllegalStateException("The site has no connection to Circle", e);
        }
    }

    @Override
    public void onMessage(WebSocket page, String text) {
        page.<java.net.http.WebSocket>getAttachment().sendText(text, true).join();
    }

    @Override
    public void onClose(WebSocket page, int code, String reason, boolean remote) {
        page.<java.net.http.WebSocket>getAttachment().abort();
    }

    @Override
    public void onError(WebSocket page, Exception e) {
        // The test sees that nothing arrives.
    }

    @Override
    public void close() throws InterruptedException {
        stop(1000);
    }
}
