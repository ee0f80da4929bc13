package io.github.circleauth.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body with a check of its own: reads single bytes through the array's method, which a subclass defines. */
public abstract class BodyStream extends FilterInputStream {

    protected BodyStream(InputStream body) {
        super(body);
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public abstract int read(byte[] bytes, int offset, int count) throws IOException;
}
