package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.Secret;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Sandbox;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of headers and bodies: of a longer response, no more than the limit is read. */
@Timeout(60)
class BoundsTest {

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** More bytes than the kernel buffers of both ends of a connection hold, with the defaults of Linux. */
    private static final long BUFFERS = 16 << 20;

    private static final long GIBIBYTE = 1 << 30;

    /** Returns a server that repeats a text up to a gibibyte, and completes the future with the number of bytes it could send. */
    private static ScriptedServer endless(String start, String repeated, CompletableFuture<Long> sent)
            throws Exception {
        String block = repeated.repeat(0x10000 / repeated.length());
        return new ScriptedServer(connection -> {
            long bytes = 0;
            try {
                connection.readRequest();
                connection.send(start);
                while (bytes < GIBIBYTE) {
                    connection.send(block);
                    bytes += block.length();
                }
            } finally {
                sent.complete(bytes);
            }
        });
    }

    private static long bytesSentToAClient(ScriptedServer server, CompletableFuture<Long> sent) throws Exception {
        try (server;
                HttpCircleAuthClient client = server.client()) {
            assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u")).isInstanceOf(CircleAuthException.class);
            return sent.get(30, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "401 No", "503 Down"})
    void N8_anEndlessBodyIsCutOff(String status) throws Exception {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        ScriptedServer server = endless(head, "FF8\r\n" + " ".repeat(0xFF8) + "\r\n", sent);

        assertThat(bytesSentToAClient(server, sent)).isLessThan(BUFFERS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: y\r\n", "a"})
    void N8_endlessHeadersAreCutOff(String repeated) throws Exception {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        ScriptedServer server = endless("HTTP/1.1 200 OK\r\nX: ", repeated, sent);

        assertThat(bytesSentToAClient(server, sent)).isLessThan(BUFFERS);
    }

    @Test
    void N8_aBodyOf64KibIsReadAndALongerOneIsNot() throws Exception {
        int max = 64 * 1024;
        for (int length : new int[] {max, max + 1}) {
            String body =
                    Samples.obtained() + " ".repeat(length - Samples.obtained().length());
            String chunked = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n";
            for (String response : new String[] {ScriptedServer.json("200 OK", body), chunked}) {
                try (ScriptedServer server = ScriptedServer.responding(response);
                        HttpCircleAuthClient client = server.client()) {
                    Throwable failure = catchThrowable(() -> client.getMemberAPITokenFromSSOId("u"));
                    if (length == max) {
                        assertThat(failure).isNull();
                    } else {
                        assertThat(failure).isInstanceOf(CircleProtocolException.class);
                    }
                }
            }
        }
    }

    @Test
    void N8_aBodyWithAContentLengthOver64KibIsNotAwaited() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + (64 * 1024 + 1) + "\r\n\r\n";
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.readRequest();
                    connection.send(head);
                    release.await();
                });
                HttpCircleAuthClient client = server.client()) {
            assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                    .isInstanceOf(CircleProtocolException.class)
                    .hasMessageContaining("a body that was not read");
            assertThat(release.getCount()).isOne();
        } finally {
            release.countDown();
        }
    }

    @Test
    void N8_aCompressedBodyIsNotDecompressed() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.response(
                        "200 OK", "Content-Type: application/json\r\nContent-Encoding: gzip", Samples.obtained()));
                HttpCircleAuthClient client = server.client()) {
            assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                    .isInstanceOf(CircleProtocolException.class)
                    .hasMessageContaining("compressed");
            assertThat(server.requests.get(0).toLowerCase(Locale.ROOT)).doesNotContain("accept-encoding");
        }
    }

    @Test
    void N8_the100thHeaderAndALineOver8KibAreRejected() throws Exception {
        // A line counts with its end, 8 KiB in all; HttpCore rejects the 100th header. Content-Type and Content-Length
        // are
        // two more headers.
        int longest = 8 * 1024 - "X-Long: \r\n".length();
        String fits = "X-Long: " + "a".repeat(longest) + "\r\n" + "X: y\r\n".repeat(96);
        String[] tooMuch = {"X-Long: " + "a".repeat(longest + 1), "X: y\r\n".repeat(97) + "X: y"};
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.response(
                        "200 OK", fits + "Content-Type: application/json", Samples.obtained()));
                HttpCircleAuthClient client = server.client()) {
            assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
        }
        for (String headers : tooMuch) {
            String response = ScriptedServer.response(
                    "200 OK", headers + "\r\nContent-Type: application/json", Samples.obtained());
            try (ScriptedServer server = ScriptedServer.responding(response);
                    HttpCircleAuthClient client = server.client()) {
                assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                        .isInstanceOf(CircleProtocolException.class)
                        .hasMessageNotContaining("aaaaaaaa");
            }
        }
    }

    private static Fault fault(String name, int count, int length) {
        return switch (name) {
            case "huge body" -> Fault.hugeBody(count);
            case "gzip bomb" -> Fault.gzipBomb(count);
            case "more headers" -> Fault.moreHeaders(count, length);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The calling thread reads the response, so its allocations are those of the response. */
    @ParameterizedTest
    @CsvSource({
        "huge body, 1000000000, 0",
        "gzip bomb, 40000000, 0",
        "gzip bomb, 200000000, 0",
        "more headers, 1, 20000000",
        "more headers, 200000, 1"
    })
    void N8_aFloodIsRejectedWithLessThanAMebibyteOfHeap(String flood, int count, int length) {
        try (Sandbox sandbox = Sandbox.start();
                HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                        .apiToken(Secret.of(sandbox.circle().apiToken()))
                        .baseUrl(sandbox.uri())
                        .callTimeout(Duration.ofSeconds(30))
                        .build()) {
            client.getMemberAPITokenFromCommunityMemberId(1002);
            sandbox.circle().faults().next("auth_token", fault(flood, count, length));
            long before = MEMORY.getCurrentThreadAllocatedBytes();

            Throwable failure = catchThrowable(() -> client.getMemberAPITokenFromCommunityMemberId(1001));

            assertThat(MEMORY.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
            assertThat(failure).isInstanceOf(CircleProtocolException.class).hasMessageNotContaining("aaaaaaaa");
            assertThat(sandbox.audit().tokens())
                    .extracting(Audit.Token::communityMemberId)
                    .contains(1001L);
        }
    }
}
