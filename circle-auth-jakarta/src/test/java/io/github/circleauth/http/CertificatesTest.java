package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleUnavailableException;
import java.io.DataInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The certificates of servers to which the app token is sent, with the JVM's trust store: this JVM trusts one authority alone
 * while these tests run.
 */
@Timeout(60)
class CertificatesTest {

    @TempDir
    static Path dir;

    private static CertificateAuthority authority;
    private static CertificateAuthority.Trust trust;

    /** One permit for each connection that the server has finished. */
    private final Semaphore finished = new Semaphore(0);

    /** Open until a handshake has succeeded. */
    private final CountDownLatch secured = new CountDownLatch(1);

    @BeforeAll
    static void trustOneAuthority() throws Exception {
        authority = new CertificateAuthority("trusted");
        trust = authority.trusted(dir.resolve("trust.p12"));
    }

    @AfterAll
    static void restoreTrust() {
        trust.close();
    }

    private ScriptedServer serverWith(SSLContext context) throws Exception {
        return new ScriptedServer(connection -> {
            try {
                ScriptedServer.Connection tls = connection.startTls(context);
                secured.countDown();
                while (tls.readRequest() != null) {
                    tls.send(ScriptedServer.json("200 OK", Samples.obtained()));
                }
            } finally {
                finished.release();
            }
        });
    }

    private static HttpCircleAuthClient client(ScriptedServer server) {
        return new HttpCircleAuthClient(
                server.builder().baseUrl(server.tlsUri()).build());
    }

    @Test
    void N2_aValidCertificateIsTrusted() throws Exception {
        try (ScriptedServer server = serverWith(authority.validServer());
                HttpCircleAuthClient client = client(server)) {
            assertThat(client.getMemberAPITokenFromSSOId("u").communityMemberId())
                    .isEqualTo(1001);
            assertThat(secured.getCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"of another host", "self-signed", "expired", "of an unknown authority"})
    void N2_aServerWithAnInvalidCertificateReceivesNothing(String fault) throws Exception {
        try (ScriptedServer server = serverWith(authority.faultyServer(fault));
                HttpCircleAuthClient client = client(server)) {
            assertNothingIsSent(client);

            assertThat(finished.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            assertThat(secured.getCount()).as("the handshake did not complete").isOne();
            assertThat(server.requests).isEmpty();
            assertThat(server.connections).hasValue(1);
        }
    }

    private static void assertNothingIsSent(HttpCircleAuthClient client) {
        CircleUnavailableException failure =
                catchThrowableOfType(CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u"));
        assertThat(failure.isAmbiguous()).isFalse();
        assertThat(failure)
                .hasMessageContaining("no secure connection could be made")
                .hasNoCause();
    }

    /** The JDK's own TLS 1.1 is off, so this test writes the server's hello itself. */
    @Test
    void N2_aServerWithNothingNewerThanTls11ReceivesNothing() throws Exception {
        byte[] hello = new byte[5 + 4 + 38];
        byte[] start = {0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2};
        byte[] cipher = {(byte) 0xC0, 0x13};
        System.arraycopy(start, 0, hello, 0, start.length);
        System.arraycopy(cipher, 0, hello, hello.length - 3, 2);
        byte[][] received = new byte[1][];
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    try {
                        DataInputStream in = new DataInputStream(connection.socket.getInputStream());
                        in.skipNBytes(3);
                        in.skipNBytes(in.readUnsignedShort());
                        connection.socket.getOutputStream().write(hello);
                        received[0] = in.readAllBytes();
                    } finally {
                        finished.release();
                    }
                });
                HttpCircleAuthClient client = client(server)) {
            assertNothingIsSent(client);

            assertThat(finished.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            assertThat(received[0])
                    .as("the alert \"protocol version\"")
                    .startsWith(0x15)
                    .endsWith(0, 2, 2, 70)
                    .hasSize(7);
        }
    }

    /**
     * By default the JDK distrusts SHA-1 only below its own authorities, for which a test has no key. This test starts a JVM
     * that distrusts it below every authority, to see that the client follows the JDK's policy.
     */
    @Test
    void N2_aServerWithASha1CertificateReceivesNothing() throws Exception {
        Path policy = Files.writeString(dir.resolve("policy"), "jdk.certpath.disabledAlgorithms=MD5, SHA1\n");
        try (ScriptedServer valid = serverWith(authority.validServer());
                ScriptedServer invalid = serverWith(authority.serverSignedWith("SHA1withECDSA"))) {
            List<String> outcome = obtainInAnotherJvm(policy, valid.tlsUri(), invalid.tlsUri()).stream()
                    .filter(line -> line.startsWith("1001") || line.startsWith("io.github")) // The rest is its log.
                    .toList();

            assertThat(outcome).hasSize(2);
            assertThat(outcome.get(0)).isEqualTo("1001");
            assertThat(outcome.get(1))
                    .startsWith(CircleUnavailableException.class.getName())
                    .contains("no secure connection could be made", "SHA1");
            assertThat(invalid.requests).isEmpty();
        }
    }

    private static List<String> obtainInAnotherJvm(Path policy, URI... circles) throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Djava.security.properties=" + policy);
        trust.properties().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add(OtherJvm.class.getName());
        for (URI circle : circles) {
            command.add(circle.toString());
        }
        ProcessBuilder java = new ProcessBuilder(command);
        java.environment().put("CLASSPATH", classPath);
        Process process = java.redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
