package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Logged;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A proxy that is slow, silent or away: deadline and connect timeout hold for it. */
@Timeout(60)
class ProxyTimeoutsTest extends RefusingProxyTestBase {

    @Test
    void aProxyThatSaysNothingIsBoundByTheDeadline() throws Exception {
        assertBoundByTheDeadline(connection -> {
            connection.readRequest();
            connection.readRequest();
        });
    }

    @Test
    void aDrippingResponseIsBoundByTheDeadline() throws Exception {
        assertBoundByTheDeadline(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\n");
            while (true) {
                connection.send("X");
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void endlessInterimResponsesAreBoundByTheDeadline() throws Exception {
        assertBoundByTheDeadline(connection -> {
            connection.readRequest();
            while (true) {
                connection.send("HTTP/1.1 100 Continue\r\n\r\n");
            }
        });
    }

    private void assertBoundByTheDeadline(ScriptedServer.Script slow) throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(slow);
                HttpCircleAuthClient client = new HttpCircleAuthClient(
                        through(proxy).callTimeout(Duration.ofMillis(500)).build())) {
            assertThat(catchThrowableOfType(
                            CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u")))
                    .hasMessageStartingWith(
                            "POST auth_token was not sent to Circle: the proxy opened no connection to Circle: ")
                    .hasMessageEndingWith(" (" + proxy.uri() + ").");
            assertThat(proxy.connections).hasValue(1);
        }
    }

    @Test
    void aProxyThatCannotBeConnectedToIsNamed() throws Exception {
        URI closed;
        try (ScriptedServer server = ScriptedServer.responding("")) {
            closed = server.uri();
        }
        assertUnconnected(closed, "the connection was refused (" + closed + ")");
        assertUnconnected(
                URI.create("http://proxy.invalid:3128"),
                "the host's name can't be resolved (DNS) (http://proxy.invalid:3128)");
    }

    private void assertUnconnected(URI address, String reason) {
        try (HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                        .apiToken(Samples.APP_TOKEN)
                        .proxy(address)
                        .build();
                Logged log = Logged.byAll()) {
            assertThat(catchThrowableOfType(
                            CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u")))
                    .hasMessage("Circle sent no response to POST auth_token: no connection to the proxy could be made: "
                            + reason + ".");
            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0094: Circle can't be reached: no connection to the proxy could be made: "
                            + reason);
        }
    }

    @Test
    void theDeadlineHoldsForTheProxy() throws Exception {
        try (UnacceptingServer proxy = new UnacceptingServer();
                HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                        .apiToken(Samples.APP_TOKEN)
                        .proxy(proxy.uri())
                        .connectTimeout(LONG)
                        .callTimeout(Duration.ofMillis(100))
                        .build()) {
            assertThat(catchThrowableOfType(
                            CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u")))
                    .hasMessageContaining("no connection to the proxy could be made: it took longer than PT0.1S ("
                            + proxy.uri() + ")");
        }
    }

    @Test
    void theConnectTimeoutHoldsForTheProxy() throws Exception {
        try (UnacceptingServer proxy = new UnacceptingServer();
                HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                        .apiToken(Samples.APP_TOKEN)
                        .proxy(proxy.uri())
                        .connectTimeout(Duration.ofMillis(100))
                        .callTimeout(LONG)
                        .build()) {
            assertThat(catchThrowableOfType(
                            CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u")))
                    .hasMessageContaining("no connection to the proxy could be made: the connect timeout has passed ("
                            + proxy.uri() + ")");
        }
    }
}
