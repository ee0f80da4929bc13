package io.github.circleauth.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.apache.hc.core5.http.HttpException;

/** How an answer goes over the wire: whole, unless a fault has it otherwise. */
@FunctionalInterface
interface Manner {

    Manner WHOLE = (answer, wire) -> wire.whole(answer);

    /** The connection is closed and nothing said. */
    Manner NOTHING = (answer, wire) -> wire.close();

    /** The connection is reset and nothing said. */
    Manner RESET = (answer, wire) -> wire.reset();

    /** Called on the connection's own thread. What it leaves open is used for the next request. */
    void send(Answer answer, Wire wire) throws IOException, HttpException, InterruptedException;

    /** The connection is closed after so many bytes. */
    static Manner cut(int bytes) {
        return (answer, wire) -> {
            byte[] all = wire.bytes(answer);
            if (bytes < all.length) {
                wire.send(Arrays.copyOf(all, bytes));
                wire.close();
            } else {
                wire.end(answer, all);
            }
        };
    }

    /** From some phase on each byte but the last is followed by a pause, by the clock given. */
    static Manner drip(Fault.Phase from, Duration pause, MovableClock clock) {
        return (answer, wire) -> {
            byte[] all = wire.bytes(answer);
            int last = all.length - 1;
            int first = Math.min(last, from.begin(new String(all, StandardCharsets.ISO_8859_1)));
            wire.send(Arrays.copyOf(all, first));
            for (int i = first; i < last; i++) {
                // The pause begins before the byte goes out: who has read the byte may move the clock at once.
                Instant next = clock.instant().plus(pause);
                wire.send(all[i]);
                clock.waitFor(next);
            }
            wire.end(answer, all[last]);
        };
    }

    /** Behind the body there are so many spaces more, in chunks. */
    static Manner padded(int spaces) {
        return (answer, wire) -> {
            wire.send(wire.head(answer, "transfer-encoding: chunked\r\n"));
            wire.send(chunk(answer.body()));
            byte[] full = chunk(spaces(64 * 1024));
            for (int left = spaces; left > 0; left -= 64 * 1024) {
                wire.send(left < 64 * 1024 ? chunk(spaces(left)) : full);
            }
            wire.end(answer, chunk());
        };
    }

    /** Among the headers there are so many more of such a length. */
    static Manner withMoreHeaders(int count, int length) {
        return (answer, wire) -> {
            String line = "x-more: " + "a".repeat(length) + "\r\n";
            wire.send(wire.head(answer, line.repeat(count) + "content-length: " + answer.body().length + "\r\n"));
            wire.end(answer, answer.body());
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
