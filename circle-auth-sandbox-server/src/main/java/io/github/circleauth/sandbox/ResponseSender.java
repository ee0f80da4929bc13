package io.github.circleauth.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.apache.hc.core5.http.HttpException;

/** Sends a response on a connection: completely, or damaged by a fault. */
@FunctionalInterface
interface ResponseSender {

    ResponseSender COMPLETE = (response, connection) -> connection.send(response);

    /** Sends the response and closes the connection, so that the rest of the request is not read. */
    ResponseSender LAST = (response, connection) -> connection.finish(response, ClientConnection.bytes(response));

    /** Closes the connection without a response. */
    ResponseSender CLOSE = (response, connection) -> connection.close();

    /** Resets the connection without a response. */
    ResponseSender RESET = (response, connection) -> connection.reset();

    /**
     * Sends the response, on the connection's own thread. If the connection is still open afterwards, it serves the
     * next request.
     */
    void send(SandboxResponse response, ClientConnection connection)
            throws IOException, HttpException, InterruptedException;

    /** Returns a sender that closes the connection after that many bytes. */
    static ResponseSender cut(int bytes) {
        return (response, connection) -> {
            byte[] all = ClientConnection.bytes(response);
            if (bytes < all.length) {
                connection.write(Arrays.copyOf(all, bytes));
                connection.close();
            } else {
                connection.finish(response, all);
            }
        };
    }

    /** Returns a sender that pauses after each byte but the last, from a phase on, by the given clock. */
    static ResponseSender drip(Fault.Phase from, Duration pause, MovableClock clock) {
        return (response, connection) -> {
            byte[] all = ClientConnection.bytes(response);
            int last = all.length - 1;
            int first = Math.min(last, from.begin(new String(all, StandardCharsets.ISO_8859_1)));
            connection.write(Arrays.copyOf(all, first));
            for (int i = first; i < last; i++) {
                // The pause begins before the byte is sent: a client that has read the byte may move the clock at once.
                Instant next = clock.instant().plus(pause);
                connection.write(all[i]);
                clock.waitFor(next);
            }
            connection.finish(response, all[last]);
        };
    }

    /** Returns a sender that appends that many spaces to the body and sends it in chunks. */
    static ResponseSender padded(int spaces) {
        return (response, connection) -> {
            connection.write(ClientConnection.head(response, "transfer-encoding: chunked\r\n"));
            connection.write(chunk(response.body()));
            byte[] full = chunk(spaces(64 * 1024));
            for (int left = spaces; left > 0; left -= 64 * 1024) {
                connection.write(left < 64 * 1024 ? chunk(spaces(left)) : full);
            }
            connection.finish(response, chunk());
        };
    }

    /** Returns a sender that adds that many headers with values of the given length. */
    static ResponseSender withMoreHeaders(int count, int length) {
        return (response, connection) -> {
            String line = "x-more: " + "a".repeat(length) + "\r\n";
            connection.write(ClientConnection.head(
                    response, line.repeat(count) + "content-length: " + response.body().length + "\r\n"));
            connection.finish(response, response.body());
        };
    }

    private static byte[] spaces(int count) {
        byte[] spaces = new byte[count];
        Arrays.fill(spaces, (byte) ' ');
        return spaces;
    }

    private static byte[] chunk(byte... content) {
        byte[] size = (Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] chunk = Arrays.copyOf(size, size.length + content.length + 2);
        System.arraycopy(content, 0, chunk, size.length, content.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }
}
