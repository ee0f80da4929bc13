package io.github.circleauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Measures the memory of a session with an access token of 600 characters, in a JVM of its own. */
class MemoryIT {

    private static final int LEASES = Integer.getInteger("memory.leases");

    @Test
    @Tag("R1")
    void aSessionTakesLittleMemoryAndReleasesItAtItsEnd() throws Exception {
        Process measurement = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx6g",
                        // Otherwise a part of the garbage is not collected, and counts as used.
                        "-XX:MarkSweepDeadRatio=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.github.circleauth.session.ManyLeases",
                        Integer.toString(LEASES))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(measurement.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(measurement.waitFor()).isZero();

        long[] bytes = Stream.of(output.split(" ")).mapToLong(Long::parseLong).toArray();
        System.out.printf(
                "%d leases: %d bytes each in the session store, %d bytes of heap, %d once they have ended%n",
                LEASES, bytes[0], bytes[1], bytes[2]);
        assertThat(bytes[0]).isLessThanOrEqualTo(1_100);
        assertThat(bytes[1]).isLessThanOrEqualTo(2_500);
        // The capacity of the hash tables, which never shrink.
        assertThat(bytes[2]).isLessThanOrEqualTo(bytes[1] / 10);
    }
}
