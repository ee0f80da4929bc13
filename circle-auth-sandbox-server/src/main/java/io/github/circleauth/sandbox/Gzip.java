package io.github.circleauth.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Compresses response bodies. */
final class Gzip {

    private static final byte[] SPACES = " ".repeat(8 * 1024).getBytes(StandardCharsets.US_ASCII);

    private Gzip() {}

    /** Returns the content and that many spaces, compressed. The spaces are never in memory at once. */
    static byte[] compressWithSpaces(byte[] content, int spaces) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
            for (int left = spaces; left > 0; left -= SPACES.length) {
                zip.write(SPACES, 0, Math.min(left, SPACES.length));
            }
        } catch (IOException e) {
            // Can't happen: the stream writes to memory.
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
