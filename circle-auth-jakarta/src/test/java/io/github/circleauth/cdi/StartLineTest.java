package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Logged;
import io.github.circleauth.operations.Telemetry;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.session.SameCaller;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The line in the log about an application's start. */
class StartLineTest {

    private static String startLine(String... keysAndValues) {
        try (Configured configured = new Configured(keysAndValues);
                Wiring wired = new Wiring(
                        Settings.read(configured.config, false),
                        configured.config,
                        Optional.empty(),
                        Telemetry.Apis.NONE);
                Logged log = Logged.by(Wiring.class)) {
            CircleAuthRuntime unused = wired.start("/your-app", caller -> Optional.empty(), SameCaller.EQUAL);
            return log.at(Level.INFO).get(0);
        }
    }

    @Test
    void theLineAboutTheStartSaysByWhichWayCircleIsReached() throws Exception {
        String start = "CIRCLE-0002: circle-auth is on for /your-app: members' tokens come from ";
        String end = ", the ledger is kept in memory.";
        String proxied = startLine("api-token", "sandbox-app-token", "proxy", "http://proxy.corp:3128");

        assertThat(startLine("api-token", "sandbox-app-token")).isEqualTo(start + "https://app.circle.so" + end);
        assertThat(startLine(
                        "api-token", "sandbox-app-token",
                        "base-url", "http://127.0.0.1:9720",
                        "proxy", "http://proxy.corp:3128"))
                .isEqualTo(
                        start + "http://127.0.0.1:9720 directly (circle.auth.proxy is not used for plain http)" + end);
        assertThat(proxied).isEqualTo(start + "https://app.circle.so through the proxy http://proxy.corp:3128" + end);
        assertThat(Files.readString(Path.of("../docs/your-network.md")))
                .contains("INFO  [io.github.circleauth.cdi.Wiring] " + proxied + "\n");
    }

    @Test
    @Tag("R4")
    void theStartSendsNoRequest() throws Exception {
        try (ServerSocket circle = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            startLine("api-token", "sandbox-app-token", "base-url", "http://127.0.0.1:" + circle.getLocalPort());

            circle.setSoTimeout(1);
            assertThatThrownBy(circle::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
