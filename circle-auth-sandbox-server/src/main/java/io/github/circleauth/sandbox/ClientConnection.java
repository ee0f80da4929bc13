package io.github.circleauth.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;
import org.apache.hc.core5.http.io.HttpServerRequestHandler.ResponseTrigger;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/**
 * The connection on which one response is sent, down to the socket. A {@link ResponseSender} that writes bytes itself
 * bypasses HttpCore, and therefore closes the connection afterwards.
 */
final class ClientConnection implements Closeable {

    private final Socket socket;
    private final ResponseTrigger trigger;
    private final PendingDeliveries deliveries;

    ClientConnection(Socket socket, ResponseTrigger trigger, PendingDeliveries deliveries) {
        this.socket = socket;
        this.trigger = trigger;
        this.deliveries = deliveries;
    }

    /** Sends a complete response through HttpCore and marks it as delivered. The connection stays open. */
    void send(SandboxResponse response) throws IOException, HttpException {
        deliveries.begin();
        try {
            trigger.submitResponse(toHttpCore(response));
            response.delivered();
        } finally {
            deliveries.end();
        }
    }

    /** The socket's channel, for a protocol other than HTTP. */
    SocketChannel channel() {
        return socket.getChannel();
    }

    /** Writes bytes to the socket. */
    void write(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Writes the last bytes, marks the response as delivered, and closes the connection. */
    void finish(SandboxResponse response, byte... lastBytes) throws IOException {
        deliveries.begin();
        try {
            write(lastBytes);
            response.deliveredDespiteFault();
        } finally {
            deliveries.end();
        }
        close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Closes the connection with a TCP reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Returns the bytes of a response as HTTP/1.1, with {@code connection: close}. */
    static byte[] bytes(SandboxResponse response) {
        byte[] body = response.body();
        byte[] head = head(response, response.status() == 204 ? "" : "content-length: " + body.length + "\r\n");
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    /** Returns the status line and headers of a response, with further header lines. */
    static byte[] head(SandboxResponse response, String furtherLines) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + response.status() + " "
                + EnglishReasonPhraseCatalog.INSTANCE.getReason(response.status(), Locale.ROOT) + "\r\n");
        response.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append(furtherLines)
                .append("connection: close\r\n\r\n")
                .toString()
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static BasicClassicHttpResponse toHttpCore(SandboxResponse response) {
        BasicClassicHttpResponse converted = new BasicClassicHttpResponse(response.status());
        response.headers().forEach(converted::setHeader);
        byte[] body = response.body();
        if (body.length > 0) {
            // The content type is among the headers.
            converted.setEntity(new ByteArrayEntity(body, null));
        }
        return converted;
    }
}
