package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceivedBodyTest {

    private static final int IN_MEMORY = 50_000;

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 1",
        "16383, 100",
        "16384, 16384",
        "16385, 16384",
        "40000, 7",
        "50000, 16384",
        "50001, 16384",
        "50001, 1",
        "200000, 16000",
        "60000, 60000",
    })
    void theBytesAreThoseThatCame(int length, int atOnce, @TempDir Path directory) throws Exception {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);
        try (ReceivedBody body = new ReceivedBody(directory, IN_MEMORY)) {
            for (int from = 0; from < length; from += atOnce) {
                int count = Math.min(atOnce, length - from);
                // The buffer is the caller's, who uses it again.
                byte[] buffer = Arrays.copyOfRange(sent, from, from + count + 3);
                body.add(buffer, count);
                Arrays.fill(buffer, (byte) 0);
            }

            assertThat(body.length()).isEqualTo(length);
            for (int i = 0; i < 2; i++) {
                try (InputStream in = body.open()) {
                    assertThat(in.readAllBytes()).isEqualTo(sent);
                }
            }
        }
        try (var kept = Files.list(directory)) {
            assertThat(kept).isEmpty();
        }
    }
}
