package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Logged;
import io.github.circleauth.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The messages in {@code docs/your-network.md} are the real ones. */
@Timeout(60)
class NetworkDocsTest {

    private static final String DOCUMENTED_PROXY = "http://proxy.corp:3128";

    private static String docs() throws Exception {
        return Files.readString(Path.of("../docs/your-network.md"));
    }

    /** The consequences of a proxy's response: the exception's message and the log's lines, with the documented address. */
    private record Outcome(String message, List<String> lines) {}

    private static Outcome through(URI proxy, String user) {
        HttpCircleAuthClient.Builder builder =
                HttpCircleAuthClient.builder().apiToken(Samples.APP_TOKEN).proxy(proxy);
        if (!user.isEmpty()) {
            builder.proxyCredentials(user, Secret.of("password"));
        }
        try (HttpCircleAuthClient client = builder.build();
                Logged log = Logged.byAll()) {
            CircleUnavailableException failure = catchThrowableOfType(
                    CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u"));
            List<String> lines = log.alarms().isEmpty() ? log.warnings() : log.alarms();
            return new Outcome(
                    failure.getMessage().replace(proxy.toString(), DOCUMENTED_PROXY),
                    lines.stream()
                            .map(line -> line.replace(proxy.toString(), DOCUMENTED_PROXY))
                            .toList());
        }
    }

    private static Outcome through(String response, String user) throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(connection -> {
            connection.readRequest();
            connection.send(response);
        })) {
            return through(proxy.uri(), user);
        }
    }

    private static String status(String status) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
    }

    /** Asserts that the table has a row whose first cell is part of the message. */
    private static void assertInTable(Outcome outcome) throws Exception {
        List<String> cells = docs().lines()
                .filter(line -> line.startsWith("| `") && line.indexOf("` | ") > 0)
                .map(line -> line.substring(3, line.indexOf("` | ")))
                .toList();
        assertThat(cells).as(outcome.message()).anyMatch(outcome.message()::contains);
        assertThat(outcome.lines())
                .singleElement()
                .satisfies(line -> assertThat(cells).anyMatch(line::contains));
    }

    @Test
    void theLineAboutARefusalIsTheRealOne() throws Exception {
        Outcome refused = through(status("407 Authenticate"), "");

        assertThat(docs())
                .contains("ERROR [io.github.circleauth.http.Reachability] "
                        + refused.lines().get(0) + "\n");
        assertInTable(refused);
    }

    @Test
    void theTableHasTheRealMessages() throws Exception {
        assertInTable(through(status("407 Authenticate"), "user"));
        assertInTable(through(status("403 Forbidden"), ""));
        assertInTable(through(status("502 Bad Gateway"), ""));
        assertInTable(through("", ""));
        assertInTable(through("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", ""));
        URI closed;
        try (ScriptedServer server = ScriptedServer.responding("")) {
            closed = server.uri();
        }
        assertInTable(through(closed, ""));
    }

    @Test
    void theTableHasTheMessageAboutACertificate() throws Exception {
        CertificateAuthority inspecting = new CertificateAuthority("inspecting");
        try (ScriptedServer proxy = new ScriptedServer(connection -> {
            connection.readRequest();
            connection.send(status("200 Connection established"));
            connection.startTls(inspecting.serverForHost("app.circle.so"));
        })) {
            assertInTable(through(proxy.uri(), ""));
        }
    }

    @Test
    void theWarningAboutPlainHttpIsTheRealOne() throws Exception {
        try (Logged log = Logged.byAll();
                HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                        .apiToken(Samples.APP_TOKEN)
                        .baseUrlAllowingPlainHttp(URI.create("http://sandbox.test:9720"))
                        .build()) {
            assertThat(docs())
                    .contains("WARNING [io.github.circleauth.http.CircleHttp] "
                            + log.at(Level.WARNING).get(0) + "\n");
        }
    }
}
