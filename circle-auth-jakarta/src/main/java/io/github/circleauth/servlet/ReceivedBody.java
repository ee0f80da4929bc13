package io.github.circleauth.servlet;

import io.github.circleauth.http.RequestBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A body that is received completely before it is passed on: of a page's request, so that an incomplete one reaches nobody
 * and a rejected token can be replaced; or of Circle's response. So a slow page never occupies a connection to Circle. What
 * exceeds the limit in memory is kept in a file that only this process can read, and that is deleted when the body is closed.
 */
final class ReceivedBody implements RequestBody, AutoCloseable {

    private final Path directory;
    private final int maxInMemory;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
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
        length += count;
        if (length <= maxInMemory) {
            memory.write(bytes, 0, count);
            return;
        }
        if (file == null) {
            file = create();
            memory.writeTo(Channels.newOutputStream(file));
        }
        write(file, ByteBuffer.wrap(bytes, 0, count));
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
        return file == null ? new ByteArrayInputStream(memory.toByteArray()) : new FileStream(file);
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
