package io.github.circleauth.member;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Forwards bytes, and records them up to 64 KiB. */
final class RecordingOutputStream extends FilterOutputStream {

    static final int MAX_RECORDED = 64 * 1024;

    private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();
    private boolean overflown;

    RecordingOutputStream(OutputStream out) {
        super(out);
    }

    /** Returns all that was written, or null if it was too much to be recorded. */
    byte @Nullable [] recorded() {
        return overflown ? null : recorded.toByteArray();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        overflown |= recorded.size() + length > MAX_RECORDED;
        if (overflown) {
            recorded.reset();
        } else {
            recorded.write(bytes, offset, length);
        }
    }
}
