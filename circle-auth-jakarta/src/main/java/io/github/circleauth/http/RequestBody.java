package io.github.circleauth.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a request to Circle. */
public interface RequestBody {

    /** Opens the body at its first byte. Called once for each time that the body is sent. */
    InputStream open() throws IOException;

    /** Returns the length in bytes. */
    long length();

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
    }
}
