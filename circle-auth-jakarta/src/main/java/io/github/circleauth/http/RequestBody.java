package io.github.circleauth.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a request to Circle. */
public interface RequestBody {

    /** Opens the body at its first byte. If it isn't {@linkplain #isRepeatable() repeatable}, called again only before a byte of it was read. */
    InputStream open() throws IOException;

    /** Returns the length in bytes, or -1 if it is unknown. */
    long length();

    /** Returns whether the body can be sent a second time. */
    boolean isRepeatable();

    /** A body in memory. */
    @SuppressWarnings("ArrayRecordComponent") // Bodies are never compared.
    record Bytes(byte[] bytes) implements RequestBody {

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }
    }
}
