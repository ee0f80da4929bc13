package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxMainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicReference<Circle> served = new AtomicReference<>();

    @Test
    void helpShowsTheOptionsAndAPeopleFile() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "--port N",
                        "--address HOST",
                        "--api-token",
                        "--people",
                        "--access-token-life",
                        "--allowed-origin",
                        PeopleFile.SAMPLE);
        assertThat(served).hasNullValue();
    }

    @Test
    void theOptionsConfigureTheCircle(@TempDir Path folder) throws Exception {
        Path people = Files.writeString(folder.resolve("people.json"), PeopleFile.SAMPLE);

        int exit = run("--port", "0", "--api-token", "X", "--people", people.toString(), "--access-token-life", "PT1M");

        assertThat(exit).isZero();
        assertThat(served.get().apiToken()).isEqualTo("X");
        assertThat(served.get().accessTokenLife()).isEqualTo(Duration.ofMinutes(1));
        assertThat(served.get().people()).hasSize(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("http://127.0.0.1:");
    }

    @Test
    void theRealTimeChannelIsOpenToTheOriginsThatAreNamed() {
        assertThat(run(
                        "--port",
                        "0",
                        "--allowed-origin",
                        "https://www.example.com",
                        "--allowed-origin=http://localhost:8080"))
                .isZero();
        assertThat(served.get().allowedOrigins()).containsExactly("https://www.example.com", "http://localhost:8080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "www.example.com",
                "https://www.example.com/",
                "https://a.example/b",
                "HTTPS://A.example",
                "null",
                "*"
            })
    void anAllowedOriginIsOneAsBrowsersSendIt(String value) {
        assertThat(run("--allowed-origin", value)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("--allowed-origin must be an origin as browsers send it, such as"
                        + " https://www.example.com, without a path, not '" + value + "'.");
    }

    @Test
    void anAddressThatOtherMachinesReachIsWarnedOf() {
        assertThat(run("--port", "0", "--address", "0.0.0.0")).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("WARNING: The sandbox listens on 0.0.0.0, port ");

        err.reset();
        assertThat(run("--port", "0", "--address=localhost")).isZero();
        assertThat(err.size()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("http://localhost:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot 1|There is no option '--prot'; --help lists all options.",
                "--port|The option --port needs a value; see --help.",
                "--port 70000|--port must be a number from 0 to 65535, not '70000'.",
                "--access-token-life 60|--access-token-life must be a positive ISO-8601 duration such as PT1H, not '60'.",
                "--access-token-life PT0S|--access-token-life must be a positive ISO-8601 duration such as PT1H, not 'PT0S'.",
                "--address 203.0.113.1|The sandbox can't listen on '203.0.113.1': that is no address of this machine.",
                "--address|The option --address needs a value; see --help.",
                "--people no-such-file|The people file no-such-file can't be read"
            })
    void invalidOptionsGiveOneSentenceAndExitCode2(String arguments, String sentence) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(sentence);
        assertThat(out.size()).isZero();
    }

    @Test
    void aValueCanFollowAnEqualsSign() {
        assertThat(run("--port=0", "--api-token=abc==", "--access-token-life=PT2M"))
                .isZero();
        assertThat(served.get().apiToken()).isEqualTo("abc==");
        assertThat(served.get().accessTokenLife()).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--apitoken=CANARY|There is no option '--apitoken'; --help lists all options.",
                "CANARY|Argument 1 is no option; --help lists all options.",
                "--port 0 CANARY|Argument 3 is no option; --help lists all options.",
                "-CANARY|Argument 1 is no option; --help lists all options.",
                "--api-token CANARY\u00e9|--api-token must not be empty, and consists of letters, digits and -._~+/ alone.",
                "--api-token=|--api-token must not be empty, and consists of letters, digits and -._~+/ alone."
            })
    void theAppTokenIsNotRepeated(String arguments, String sentence) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(sentence)
                .doesNotContain("CANARY");
    }

    @Test
    void anEndlessPeopleFileIsNotRead(@TempDir Path folder) throws Exception {
        Path people = Files.write(folder.resolve("people.json"), new byte[(1 << 20) + 1]);

        assertThat(run("--people", people.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(" is longer than 1048576 bytes");
    }

    @Test
    void aPortInUseGivesOneSentence() {
        try (Sandbox first = Sandbox.start()) {
            String port = Integer.toString(first.uri().getPort());

            assertThat(run("--port", port)).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8).lines())
                    .containsExactly("The sandbox can't listen on port " + port
                            + ": it is in use or not allowed. Choose another, or 0.");
        }
    }

    private int run(String... arguments) {
        return SandboxMain.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                sandbox -> served.set(sandbox.circle()));
    }
}
