package io.github.circleauth.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands of an administrator, executed in the running server. */
final class AdminCommands {

    private static final Path SERVER = Path.of(System.getProperty("it.server"));
    private static final String PORT = System.getProperty("it.management-port");

    private AdminCommands() {}

    static boolean areOfWildFly() {
        return Files.exists(SERVER.resolve("jboss-modules.jar"));
    }

    static boolean areOfPayara() {
        return Files.exists(SERVER.resolve("glassfish/lib/client/appserver-cli.jar"));
    }

    /** Executes a command of {@code jboss-cli.sh}. Returns its output. */
    static String jbossCli(String command) {
        return run(
                "jboss-modules.jar",
                "-mp",
                "modules",
                "org.jboss.as.cli",
                "--controller=remote+http://127.0.0.1:" + PORT,
                "--connect",
                // Not as an argument: the CLI would resolve an expression in it.
                "--file=" + file(command));
    }

    /** Executes a command line of {@code asadmin}, whose arguments contain no blanks. Returns its output. */
    static String asadmin(String commandLine) {
        List<String> arguments = new ArrayList<>(List.of("glassfish/lib/client/appserver-cli.jar", "--port", PORT));
        arguments.addAll(List.of(commandLine.replaceFirst("^asadmin ", "").split(" ")));
        return run(arguments.toArray(String[]::new));
    }

    static Path file(String content) {
        try {
            Path file =
                    Files.createTempFile(Files.createDirectories(Path.of(System.getProperty("it.work"))), "admin", "");
            file.toFile().deleteOnExit();
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String run(String... jarAndArguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar"));
        command.addAll(List.of(jarAndArguments));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(SERVER.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
