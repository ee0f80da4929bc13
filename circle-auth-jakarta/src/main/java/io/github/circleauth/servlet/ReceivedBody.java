package io.github.circleauth.servlet;

import io.github.circleauth.http.RequestBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body that is received completely before it is passed on: of a page's request, so that an incomplete one reaches nobody
 * and a rejected token can be replaced; or of Circle's response. So a slow page never occupies a connection to Circle. What
 * exceeds the limit in memory is kept in a file that only this process can read, and that is deleted when the body is closed.
 */
final class ReceivedBody implements RequestBody, AutoCloseable {

    private static final int PART = 16 * 1024;

    private final Path directory;
    private final int maxInMemory;

    /** Full but for the last one. One array for all would be copied each time it grows, and once more to be read. */
    private final List<byte[]> memory = new ArrayList<>();

    private @Nullable FileChannel file;
    private long length;

    /**
     * Creates an empty body.
     *
     * @param directory where a file is created if the body is long
     * @param maxInMemory the longest body that needs no file, in bytes
     */
    ReceivedBody(Path directory, int maxInMemory) {
        this.directory = directory;
        this.maxInMemory = maxInMemory;
    }

    void add(byte[] bytes, int count) throws IOException {
        if (length + count <= maxInMemory) {
            keep(bytes, count);
            return;
        }
        if (file == null) {
            FileChannel created = create();
            file = created;
            inMemory().transferTo(Channels.newOutputStream(created));
        }
        write(file, ByteBuffer.wrap(bytes, 0, count));
        length += count;
    }

    private void keep(byte[] bytes, int count) {
        for (int from = 0; from < count; ) {
            int used = (int) (length % PART);
            if (used == 0) {
                memory.add(new byte[PART]);
            }
            int copied = Math.min(count - from, PART - used);
            System.arraycopy(bytes, from, memory.get(memory.size() - 1), used, copied);
            from += copied;
            length += copied;
        }
    }

    private InputStream inMemory() {
        List<InputStream> parts = new ArrayList<>();
        for (int i = 0; i < memory.size(); i++) {
            parts.add(new ByteArrayInputStream(memory.get(i), 0, (int) Math.min(PART, length - (long) i * PART)));
        }
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private FileChannel create() throws IOException {
        return FileChannel.open(
                Files.createTempFile(directory, "circle-auth", null),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public InputStream open() throws IOException {
        return file == null ? inMemory() : new FileStream(file);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException notDeleted) {
            throw new UncheckedIOException(notDeleted);
        }
    }

    /** Reads the file from its start, and leaves it open. */
    private static final class FileStream extends InputStream {

        private final FileChannel file;
        private long position;

        FileStream(FileChannel file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int read = file.read(ByteBuffer.wrap(bytes, offset, count), position);
            position += Math.max(0, read);
            return read;
        }
    }
}
