package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the server wrote into its log file since this was made. */
final class ServerLog {

    private final Path file = Path.of(System.getProperty("it.log"));
    private final int from;

    ServerLog() {
        from = whole().length;
    }

    private byte[] whole() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the start again, should the server have begun another file meanwhile. */
    String text() {
        byte[] now = whole();
        int start = now.length < from ? 0 : from;
        return new String(now, start, now.length - start, UTF_8);
    }
}
