package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The part of the server's log file that was written after this object was created. */
final class ServerLog {

    private final Path file = Path.of(System.getProperty("it.log"));
    private final int from;

    ServerLog() {
        from = wholeFile().length;
    }

    private byte[] wholeFile() {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException nothingLoggedYet) {
            return new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** If the server has started a new file since, this is the new file's text. */
    String text() {
        byte[] now = wholeFile();
        int start = now.length < from ? 0 : from;
        return new String(now, start, now.length - start, UTF_8);
    }
}
