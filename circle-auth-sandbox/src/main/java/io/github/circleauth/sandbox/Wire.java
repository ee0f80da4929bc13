package io.github.circleauth.sandbox;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;
import org.apache.hc.core5.http.io.HttpServerRequestHandler.ResponseTrigger;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/**
 * The way back of one request, down to the socket, so that a {@link Manner} may spoil whatever it likes. What sends bytes
 * of its own writes past HttpCore, and so closes the connection afterwards.
 */
final class Wire {

    private final Socket socket;
    private final ResponseTrigger trigger;
    private final Settling settling;

    Wire(Socket socket, ResponseTrigger trigger, Settling settling) {
        this.socket = socket;
        this.trigger = trigger;
        this.settling = settling;
    }

    /** Sends the answer as HTTP has it, flushes, and says that it is delivered. */
    void whole(Answer answer) throws IOException, HttpException {
        settling.begin();
        try {
            trigger.submitResponse(response(answer));
            answer.delivered();
        } finally {
            settling.end();
        }
    }

    void send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends the last bytes, says that all of the answer arrived, and closes the connection. */
    void end(Answer answer, byte... bytes) throws IOException {
        settling.begin();
        try {
            send(bytes);
            answer.arrived();
        } finally {
            settling.end();
        }
        close();
    }

    void close() throws IOException {
        socket.close();
    }

    /** Ends the connection without the courtesies of TCP. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** The answer as it goes over the wire. */
    byte[] bytes(Answer answer) {
        byte[] body = answer.body();
        byte[] head = head(answer, answer.status() == 204 ? "" : "content-length: " + body.length + "\r\n");
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    /** The answer's head, with more header lines. */
    byte[] head(Answer answer, String more) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " "
                + EnglishReasonPhraseCatalog.INSTANCE.getReason(answer.status(), Locale.ROOT) + "\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append(more).append("connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static BasicClassicHttpResponse response(Answer answer) {
        BasicClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
        answer.headers().forEach(response::setHeader);
        byte[] body = answer.body();
        if (body.length > 0) {
            response.setEntity(new ByteArrayEntity(body, null)); // Its type stands among the headers.
        }
        return response;
    }
}
