package io.github.circleauth.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;

/** A program in a JVM of its own, with this one's class path. */
final class OtherJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    OtherJvm(Class<?> main) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = process.inputReader(UTF_8);
    }

    /** Returns the next line that the program prints. */
    String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("The program has ended.");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        output.close();
    }
}
