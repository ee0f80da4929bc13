package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The warning of a new client if HttpClient's loggers are on that would write tokens to the log. */
class LoggersOfSecretsTest {

    private static final String ALL = "org.apache.hc.client5.http";

    private final List<Logger> loggers =
            List.of(Logger.getLogger(ALL), Logger.getLogger(ALL + ".headers"), Logger.getLogger(ALL + ".wire"));

    @AfterEach
    void off() {
        loggers.forEach(logger -> logger.setLevel(null));
    }

    private void set(String name, Level level) {
        loggers.stream().filter(logger -> logger.getName().equals(name)).forEach(logger -> logger.setLevel(level));
    }

    private static List<String> warningsOfANewClient() {
        try (Logged log = Logged.by(HttpTransport.class);
                HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                        .apiToken(Samples.APP_TOKEN)
                        .build()) {
            return log.warnings();
        }
    }

    @Test
    void withoutDebugLoggingThereIsNoWarning() {
        assertThat(warningsOfANewClient()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {ALL + ".headers", ALL + ".wire"})
    @Tag("S2")
    void aLoggerAtDebugIsNamedInOneWarning(String name) {
        set(name, Level.FINE);

        assertThat(warningsOfANewClient())
                .containsExactly("CIRCLE-0091: HttpClient logs at DEBUG (" + name
                        + "): it writes the app token, members' tokens and a proxy's password to the log. Set it to"
                        + " INFO.");
    }

    @Test
    void aParentLoggerAtDebugTurnsBothOnAndOneWarningNamesThem() {
        set(ALL, Level.FINE);

        assertThat(warningsOfANewClient())
                .singleElement()
                .asString()
                .contains("(" + ALL + ".headers, " + ALL + ".wire)");
    }

    @Test
    void loggersAtInfoCauseNoWarning() {
        set(ALL, Level.FINE);
        set(ALL + ".headers", Level.INFO);
        set(ALL + ".wire", Level.INFO);

        assertThat(warningsOfANewClient()).isEmpty();
    }
}
