package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ChaosProxy;
import io.github.circleauth.ChaosProxy.Direction;
import io.github.circleauth.ChaosProxy.Fault;
import io.github.circleauth.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proxy of pages over a network that harms the connections to Circle. */
@Timeout(60)
class ChaoticProxyTest {

    private Sandbox sandbox;
    private ChaosProxy network;
    private OneApplication application;

    @BeforeEach
    void open() {
        application = OneApplication.online(circle -> {
            sandbox = Sandbox.start(circle, 0);
            try {
                network = new ChaosProxy(sandbox.uri().getPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return network.uri();
        });
    }

    @AfterEach
    void close() throws IOException {
        network.close();
        sandbox.close();
    }

    private Page page(String deadline) throws Exception {
        return new Page(application, new CircleProxyServlet(), Map.of("deadline", deadline));
    }

    private static void assertUnavailable(Page page) throws Exception {
        StubResponse response = page.send(page.request("GET", "/community_member"));
        assertThat(response.status).isEqualTo(503);
        assertThat(response.text()).contains("\"reason\":\"unavailable\"");
    }

    @ParameterizedTest
    @EnumSource(names = {"CUT", "RESET", "HALF_CLOSE"})
    @Tag("N10")
    void aPageIsToldAndItsNextRequestSucceeds(Fault fault) throws Exception {
        Page page = page("PT30S");
        for (Direction direction : Direction.values()) {
            for (int after : new int[] {0, 100}) {
                network.harm(fault, direction, after);
                assertUnavailable(page);
                network.harm(Fault.NONE, direction, after);
                assertThat(page.send(page.request("GET", "/community_member")).status)
                        .isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIP", "BLACK_HOLE"})
    @Tag("N9")
    void aPageIsToldAtTheDeadline(Fault fault) throws Exception {
        network.harm(fault, Direction.TO_CLIENT, 100);
        assertUnavailable(page("PT1S"));
    }
}
