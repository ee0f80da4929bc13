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
    private boolean overflowed;

    RecordingOutputStream(OutputStream out) {
        super(out);
    }

    /** Returns the written bytes, or null if there were more than 64 KiB. */
    byte @Nullable [] recorded() {
        return overflowed ? null : recorded.toByteArray();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        overflowed |= recorded.size() + length > MAX_RECORDED;
        if (overflowed) {
            recorded.reset();
        } else {
            recorded.write(bytes, offset, length);
        }
    }
}
