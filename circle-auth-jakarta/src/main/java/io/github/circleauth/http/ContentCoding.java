package io.github.circleauth.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Undoes what a client of the application's has asked for: the library's own asks for no coding (RFC 9110, 8.4.1). */
final class ContentCoding {

    private ContentCoding() {}

    /** Returns a body as it was before the coding, or null if that can't be had or is longer. */
    static byte @Nullable [] decoded(byte[] body, String coding, int longest) {
        try (InputStream decoding = decoding(body, coding)) {
            byte[] decoded = decoding.readNBytes(longest + 1);
            return decoded.length > longest ? null : decoded;
        } catch (IOException notSo) { // It is none, or not all of it is there.
            return null;
        }
    }

    private static InputStream decoding(byte[] body, String coding) throws IOException {
        InputStream coded = new ByteArrayInputStream(body);
        return switch (coding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new GZIPInputStream(coded);
            case "deflate" -> new InflaterInputStream(coded);
            default -> coded;
        };
    }
}
