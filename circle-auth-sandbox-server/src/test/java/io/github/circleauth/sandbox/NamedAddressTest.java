package io.github.circleauth.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A sandbox that listens on another address than the loopback's. */
class NamedAddressTest {

    private final Sandbox sandbox = Sandbox.start(Circle.builder().build(), "0.0.0.0", 0);
    private final int port = sandbox.uri().getPort();

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void itIsReachedByTheLoopbackAddressToo() throws Exception {
        assertThat(sandbox.uri()).hasHost("127.0.0.1");
        assertThat(new SandboxHttpClient(sandbox.uri()).get("/_sandbox/clock").statusCode())
                .isEqualTo(200);
    }

    @Test
    void itIsReachedByAnotherAddressOfTheMachine() throws Exception {
        SandboxHttpClient http = new SandboxHttpClient(URI.create("http://" + otherAddress() + ":" + port));

        assertThat(http.authToken("{\"community_member_id\":1001}").statusCode())
                .isEqualTo(200);
        assertThat(http.get("/_sandbox/audit").body()).contains("\"alive\":2");
        assertThat(http.get("/").statusCode()).isEqualTo(200);
    }

    /** As by a page whose name its own DNS server points at this machine, or by a form of another site. */
    @Test
    void aPageOfAnotherSiteCanNotControlIt() throws Exception {
        try (RawConnection connection = new RawConnection(sandbox)) {
            connection.send("GET /_sandbox/audit HTTP/1.1\r\nHost: evil.example:" + port + "\r\n\r\n");
            String head = connection.head();
            assertThat(head).startsWith("HTTP/1.1 403");
            assertThat(new String(connection.body(head), UTF_8)).contains("does not know itself by this Host");
            connection.send("POST /_sandbox/reset HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nOrigin: http://evil.example\r\nContent-Length: 0\r\n\r\n");
            assertThat(connection.head()).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void aContainersNameMayControlIt() throws Exception {
        try (RawConnection connection = new RawConnection(sandbox)) {
            connection.send("GET /_sandbox/clock HTTP/1.1\r\nHost: sandbox:9720\r\n\r\n");
            assertThat(connection.head()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void itWarns() {
        assertThat(sandbox.warning())
                .hasValueSatisfying(warning -> assertThat(warning)
                        .startsWith("The sandbox listens on 0.0.0.0, port " + port + ", for other machines too.")
                        .contains("test network only"));
        try (Sandbox loopback = Sandbox.start(Circle.builder().build(), "localhost", 0)) {
            assertThat(loopback.warning()).isEmpty();
            assertThat(loopback.uri()).hasHost("localhost");
        }
    }

    @Test
    void aSandboxOfATestMayNameAnAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sandbox.start(Circle.builder().build(), "203.0.113.1", 0))
                .withMessage("The sandbox can't listen on '203.0.113.1': that is no address of this machine.");
        assertThatIllegalStateException()
                .isThrownBy(() -> Sandbox.start(Circle.builder().build(), "0.0.0.0", port))
                .withMessage("The sandbox can't listen on 0.0.0.0, port " + port
                        + ": it is in use or not allowed. Choose another, or 0.");
    }

    private static String otherAddress() throws Exception {
        Optional<String> found = Optional.empty();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(each.getInetAddresses())) {
                if (address instanceof Inet4Address && !address.isLoopbackAddress()) {
                    found = Optional.of(address.getHostAddress());
                }
            }
        }
        Assumptions.assumeTrue(found.isPresent(), "This machine has no other address.");
        return found.orElseThrow();
    }
}
