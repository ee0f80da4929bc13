package io.github.circleauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a session costs with an access token of 600 characters, measured in a JVM of its own. */
class MemoryIT {

    private static final int LEASES = Integer.getInteger("memory.leases");

    @Test
    void aSessionCostsLittleAndNothingOnceItHasEnded() throws Exception {
        Process measurement = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx6g",
                        "-XX:MarkSweepDeadRatio=0", // Else a part of the garbage stays, and counts as used.
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.github.circleauth.session.ManyLeases",
                        Integer.toString(LEASES))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(measurement.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(measurement.waitFor()).isZero();

        long[] bytes = Stream.of(said.split(" ")).mapToLong(Long::parseLong).toArray();
        System.out.printf(
                "%d leases: %d bytes each in the session store, %d bytes of heap, %d once they have ended%n",
                LEASES, bytes[0], bytes[1], bytes[2]);
        assertThat(bytes[0]).isLessThanOrEqualTo(1_100);
        assertThat(bytes[1]).isLessThanOrEqualTo(2_500);
        // The tables' capacity: they have grown, and stay as large.
        assertThat(bytes[2]).isLessThanOrEqualTo(bytes[1] / 10);
    }
}
