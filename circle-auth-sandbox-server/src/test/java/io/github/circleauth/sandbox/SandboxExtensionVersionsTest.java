package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the classes of the package {@code junit} with several versions of JUnit, each in a JVM of its own. */
class SandboxExtensionVersionsTest {

    private static final String PACKAGE = "io.github.circleauth.sandbox.junit.";

    /** Runs classes and returns what JUnit printed. The versions are those of the platform: JUnit 5.10.0 has 1.10.0. */
    private static String run(String version, String... classes) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dsandbox.port=" + freePort(),
                "-cp",
                classPath(version),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--include-classname=.*",
                "--details=tree",
                "--config=junit.jupiter.execution.parallel.enabled=true",
                "--config=junit.jupiter.execution.parallel.config.strategy=fixed",
                "--config=junit.jupiter.execution.parallel.config.fixed.parallelism=4"));
        Stream.of(classes).map(name -> "--select-class=" + PACKAGE + name).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return output;
    }

    /** Returns this test's class path with another version of JUnit. */
    private static String classPath(String version) {
        String others = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> !path.contains("junit") && !path.contains("opentest4j") && !path.contains("surefire"))
                .collect(Collectors.joining(File.pathSeparator));
        Path junit = Path.of("target", "junit", "junit-platform-console-standalone-" + version + ".jar");
        assertThat(junit).exists();
        return others + File.pathSeparator + junit;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.10.0", "1.14.4", "6.1.3"})
    void everyKindOfTestHasItsSandboxAndNoTwoShareOneAtATime(String version) throws Exception {
        String output = run(
                version,
                "StaticField",
                "StaticField$Afterwards",
                "InstanceField",
                "PerClassInstance",
                "Parameters",
                "TwoExtensions",
                "FixedPort",
                "TakenPort",
                "ParallelMethods$InAStaticField",
                "ParallelMethods$OneMethodAlone",
                "ParallelMethods$OfOneInstance",
                "ParallelMethods$InNestedClasses");

        assertThat(output)
                .contains("27 tests successful", "7 tests failed", "0 containers failed")
                .doesNotContain("WARNING")
                .contains(
                        "The tests of the outer class run in parallel and share one sandbox, which is reset before each of"
                                + " them. Make the field of the SandboxExtension non-static, so that each test has its own sandbox,"
                                + " or annotate the class with @Execution(ExecutionMode.SAME_THREAD).")
                .containsPattern("The sandbox can't listen on port [0-9]+: it is in use or not allowed.");
        assertThat(output.split("run in parallel and share one sandbox", -1)).hasSizeGreaterThan(6);
    }
}
