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
 * To whom the app token is sent. This JVM trusts one authority and nobody else while these tests run; there is no way to
 * trust a server that is not in a client's own hands.
 */
@Timeout(60)
class CertificatesTest {

    @TempDir
    static Path dir;

    private static Authority authority;
    private static Authority.Trust trust;

    /** How far each connection came: it has one permit when its server has done with it. */
    private final Semaphore over = new Semaphore(0);

    private final CountDownLatch secured = new CountDownLatch(1);

    @BeforeAll
    static void trustOneAuthority() throws Exception {
        authority = new Authority("trusted");
        trust = authority.trusted(dir.resolve("trust.p12"));
    }

    @AfterAll
    static void trustAsBefore() {
        trust.close();
    }

    private Peer peer(SSLContext server) throws Exception {
        return new Peer(line -> {
            try {
                Peer.Line tls = line.secured(server);
                secured.countDown();
                while (tls.request() != null) {
                    tls.send(Peer.json("200 OK", Samples.obtained()));
                }
            } finally {
                over.release();
            }
        });
    }

    private static HttpCircleAuthClient client(Peer peer) {
        return new HttpCircleAuthClient(peer.builder().baseUrl(peer.tlsUri()).build());
    }

    @Test
    void N2_aCertificateThatIsRightIsTrusted() throws Exception {
        try (Peer peer = peer(authority.server());
                HttpCircleAuthClient client = client(peer)) {
            assertThat(client.getMemberAPITokenFromSSOId("u").communityMemberId())
                    .isEqualTo(1001);
            assertThat(secured.getCount()).isZero();
        }
    }

    private static SSLContext server(String fault) throws Exception {
        return switch (fault) {
            case "of another host" -> authority.serverOf("app.circle.so");
            case "self-signed" -> Authority.selfSignedServer();
            case "expired" -> authority.expiredServer();
            case "of an authority that nobody knows" -> new Authority("nobody's").server();
            default -> throw new IllegalArgumentException(fault);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"of another host", "self-signed", "expired", "of an authority that nobody knows"})
    void N2_aServerWhoseCertificateIsWrongIsToldNothing(String fault) throws Exception {
        try (Peer peer = peer(server(fault));
                HttpCircleAuthClient client = client(peer)) {
            assertNothingIsSent(client);

            assertThat(over.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            assertThat(secured.getCount())
                    .as("the server saw no end of the handshake")
                    .isOne();
            assertThat(peer.requests).isEmpty();
            assertThat(peer.connections).hasValue(1);
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

    /** The JDK itself could not be made to speak TLS 1.1, so this says by hand what a server would choose. */
    @Test
    void N2_aServerThatKnowsNothingNewerThanTls11IsToldNothing() throws Exception {
        byte[] hello = new byte[5 + 4 + 38];
        byte[] begin = {0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2};
        byte[] cipher = {(byte) 0xC0, 0x13};
        System.arraycopy(begin, 0, hello, 0, begin.length);
        System.arraycopy(cipher, 0, hello, hello.length - 3, 2);
        byte[][] said = new byte[1][];
        try (Peer peer = new Peer(line -> {
                    try {
                        DataInputStream in = new DataInputStream(line.socket.getInputStream());
                        in.skipNBytes(3);
                        in.skipNBytes(in.readUnsignedShort());
                        line.socket.getOutputStream().write(hello);
                        said[0] = in.readAllBytes();
                    } finally {
                        over.release();
                    }
                });
                HttpCircleAuthClient client = client(peer)) {
            assertNothingIsSent(client);

            assertThat(over.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            assertThat(said[0])
                    .as("the alert \"protocol version\"")
                    .startsWith(0x15)
                    .endsWith(0, 2, 2, 70)
                    .hasSize(7);
        }
    }

    /**
     * The JDK distrusts SHA-1 below the authorities that it knows itself, and a test has the key of none. So here is a JVM
     * that distrusts it below every authority: what the JDK says about algorithms counts.
     */
    @Test
    void N2_aServerWhoseCertificateIsSignedWithSha1IsToldNothing() throws Exception {
        Path policy = Files.writeString(dir.resolve("policy"), "jdk.certpath.disabledAlgorithms=MD5, SHA1\n");
        try (Peer right = peer(authority.server());
                Peer wrong = peer(authority.serverSignedWith("SHA1withECDSA"))) {
            List<String> outcome = askInAnotherJvm(policy, right.tlsUri(), wrong.tlsUri());

            assertThat(outcome).hasSize(2);
            assertThat(outcome.get(0)).isEqualTo("1001");
            assertThat(outcome.get(1))
                    .startsWith(CircleUnavailableException.class.getName())
                    .contains("no secure connection could be made", "SHA1");
            assertThat(wrong.requests).isEmpty();
        }
    }

    private static List<String> askInAnotherJvm(Path policy, URI... circles) throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Djava.security.properties=" + policy);
        trust.properties().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add(AskingJvm.class.getName());
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
