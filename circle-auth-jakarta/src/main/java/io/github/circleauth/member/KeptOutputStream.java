package io.github.circleauth.member;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Passes on what is written, and keeps it as long as it is not much. */
final class KeptOutputStream extends FilterOutputStream {

    static final int MOST = 64 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean tooMuch;

    KeptOutputStream(OutputStream out) {
        super(out);
    }

    /** Returns all that was written, or null if it was too much to be kept. */
    byte @Nullable [] all() {
        return tooMuch ? null : kept.toByteArray();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        tooMuch |= kept.size() + length > MOST;
        if (tooMuch) {
            kept.reset();
        } else {
            kept.write(bytes, offset, length);
        }
    }
}
