package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The effect of each fault on a socket. The sandbox's clock moves only when a test moves it. */
@Timeout(60)
class FaultsOverHttpTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Circle circle =
            Circle.builder().clock(() -> InProcessClient.NOON).seed(7).build();
    private final Sandbox sandbox = Sandbox.start(circle, 0);

    @AfterEach
    void close() {
        sandbox.close();
    }

    private RawConnection connectionWith(Fault fault) throws IOException {
        circle.faults().next("auth_token", fault);
        return RawConnection.requestingTokens(sandbox);
    }

    private void assertTokensWereIssued(boolean delivered) {
        assertThat(circle.audit().tokens()).hasSize(2).allMatch(token -> token.delivered() == delivered);
    }

    @Test
    void aStatusIsSent() throws Exception {
        try (RawConnection connection = connectionWith(Fault.status(503))) {
            assertThat(connection.head()).startsWith("HTTP/1.1 503 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "without-retry-after, ''",
        "seconds, retry-after: 5",
        "date, 'retry-after: Fri, 01 May 2026 12:00:05 GMT'"
    })
    void tooManyRequestsHasTheSelectedRetryAfter(String form, String header) throws Exception {
        circle.switches().set("too-many-requests", form);
        try (RawConnection connection = connectionWith(Fault.tooManyRequests(Duration.ofSeconds(5)))) {
            String head = connection.head();
            assertThat(head).startsWith("HTTP/1.1 429 ");
            assertThat(head.lines()
                            .filter(line -> line.startsWith("retry-after"))
                            .findFirst()
                            .orElse(""))
                    .isEqualTo(header);
        }
    }

    @Test
    void anHtmlPageIsSent() throws Exception {
        try (RawConnection connection = connectionWith(Fault.html(502))) {
            String head = connection.head();
            assertThat(head).startsWith("HTTP/1.1 502 ").contains("content-type: text/html; charset=UTF-8\r\n");
            assertThat(new String(connection.body(head), StandardCharsets.UTF_8))
                    .startsWith("<!DOCTYPE html>");
        }
    }

    @Test
    void aRefusalIsSent() throws Exception {
        try (RawConnection connection = connectionWith(Fault.refusal(Refusal.NOT_ELIGIBLE))) {
            assertThat(connection.json().getString("message")).startsWith("Your community isn't eligible");
        }
    }

    @Test
    void aLostResponseClosesTheConnection() throws Exception {
        try (RawConnection connection = connectionWith(Fault.lost())) {
            assertThat(connection.rest()).isEmpty();
            assertTokensWereIssued(false);
        }
    }

    @Test
    void aResponseForAnotherMemberIsSent() throws Exception {
        try (RawConnection connection = connectionWith(Fault.anotherMember())) {
            assertThat(connection.json().getInt("community_member_id")).isEqualTo(1002);
        }
    }

    @Test
    void aDelayEndsWhenTheClockReachesIt() throws Exception {
        try (RawConnection connection = connectionWith(Fault.delay(SECOND))) {
            circle.clock().awaitWaiting(1, TIMEOUT);
            circle.clock().advance(SECOND.minusNanos(1));
            assertThat(circle.audit().tokens()).isEmpty();

            circle.clock().advance(Duration.ofNanos(1));

            assertThat(connection.json().getInt("community_member_id")).isEqualTo(1001);
            assertTokensWereIssued(true);
        }
    }

    @Test
    void aDelayEndsByItselfIfTheClockRuns() throws Exception {
        try (Sandbox real = Sandbox.start()) {
            real.circle().faults().next("auth_token", Fault.delay(Duration.ofMillis(20)));
            try (RawConnection connection = RawConnection.requestingTokens(real)) {
                assertThat(connection.head()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void closingTheSandboxEndsADelayWithoutAResponse() throws Exception {
        try (RawConnection connection = connectionWith(Fault.delay(SECOND))) {
            circle.clock().awaitWaiting(1, TIMEOUT);

            sandbox.close();

            assertThat(connection.rest()).isEmpty();
            assertThat(circle.audit().tokens()).isEmpty();
        }
    }

    @Test
    void aResetOfTheCircleEndsADelay() throws Exception {
        try (RawConnection connection = connectionWith(Fault.delay(SECOND))) {
            circle.clock().awaitWaiting(1, TIMEOUT);

            circle.reset();

            assertThat(connection.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aResetBreaksTheConnection() throws Exception {
        try (RawConnection connection = connectionWith(Fault.reset())) {
            assertThatThrownBy(connection::rest)
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
            assertTokensWereIssued(false);
        }
    }

    @Test
    void aCutResponseEndsAfterThatManyBytes() throws Exception {
        try (RawConnection connection = connectionWith(Fault.cut(20))) {
            assertThat(connection.rest()).hasSize(20).startsWith("HTTP/1.1 200 OK\r\n");
            assertTokensWereIssued(false);
        }
    }

    @Test
    void aCutAfterTheLastByteHasNoEffect() throws Exception {
        try (RawConnection connection = connectionWith(Fault.cut(Integer.MAX_VALUE))) {
            assertThat(connection.json().getInt("community_member_id")).isEqualTo(1001);
            assertThat(connection.rest()).isEmpty();
            assertTokensWereIssued(true);
        }
    }

    @ParameterizedTest
    @CsvSource({"STATUS_LINE, ''", "HEADERS, 'HTTP/1.1 200 OK\r\n'", "BODY, '\r\n\r\n'"})
    void aDripSendsEachByteFromAPhaseOnWhenTheClockReachesIt(Fault.Phase from, String before) throws Exception {
        try (RawConnection connection = connectionWith(Fault.drip(from, SECOND))) {
            StringBuilder read = new StringBuilder();
            do {
                read.append((char) connection.in.read());
            } while (!read.substring(0, read.length() - 1).endsWith(before));
            for (int i = 0; i < 5; i++) {
                circle.clock().awaitWaiting(1, TIMEOUT);
                assertThat(connection.in.available()).as("bytes after " + read).isZero();
                circle.clock().advance(SECOND);
                read.append((char) connection.in.read());
            }
            assertTokensWereIssued(false);
        }
    }

    @Test
    void aDrippedResponseIsFinallyDelivered() throws Exception {
        try (RawConnection connection = connectionWith(Fault.drip(Fault.Phase.STATUS_LINE, Duration.ZERO))) {
            assertThat(connection.json().getInt("community_member_id")).isEqualTo(1001);
            assertTokensWereIssued(true);
        }
    }

    @Test
    void theContentTypeIsReplaced() throws Exception {
        try (RawConnection connection = connectionWith(Fault.contentType("text/plain; charset=no-such"))) {
            String head = connection.head();
            assertThat(head).containsOnlyOnce("content-type").contains("content-type: text/plain; charset=no-such\r\n");
            assertThat(Json.parseObject(connection.body(head)).getInt("community_member_id"))
                    .isEqualTo(1001);
        }
    }

    @Test
    void aMalformedBodyEndsEarlyInACompleteMessage() throws Exception {
        try (RawConnection connection = connectionWith(Fault.malformed())) {
            String head = connection.head();
            assertThat(new String(connection.body(head), StandardCharsets.UTF_8))
                    .startsWith("{\"access_token\":\"")
                    .doesNotContain("}");
            assertTokensWereIssued(false);
        }
    }

    @Test
    void aHugeBodyIsSentInChunks() throws Exception {
        try (RawConnection connection = connectionWith(Fault.hugeBody(10_000_000))) {
            assertThat(connection.head())
                    .contains("transfer-encoding: chunked\r\n")
                    .doesNotContain("content-length");
            String rest = connection.rest();
            assertThat(rest.chars().filter(character -> character == ' ').count())
                    .isEqualTo(10_000_000);
            assertThat(rest).startsWith(firstChunk(rest)).endsWith("\r\n0\r\n\r\n");
            assertTokensWereIssued(true);
        }
    }

    private static String firstChunk(String chunks) {
        int length = Integer.parseInt(chunks.substring(0, chunks.indexOf('\r')), 16);
        int begin = chunks.indexOf('\n') + 1;
        String content = chunks.substring(begin, begin + length);
        assertThat(Json.parseObject(content.getBytes(StandardCharsets.UTF_8)).getInt("community_member_id"))
                .isEqualTo(1001);
        return Integer.toHexString(length) + "\r\n" + content + "\r\n10000\r\n ";
    }

    @Test
    void aGzipBombUnpacksToAHugeBody() throws Exception {
        try (RawConnection connection = connectionWith(Fault.gzipBomb(10_000_000))) {
            String head = connection.head();
            assertThat(head).contains("content-encoding: gzip\r\n");
            byte[] body = connection.body(head);
            assertThat(body).hasSizeLessThan(20_000);
            byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            assertThat(unpacked).hasSizeGreaterThan(10_000_000);
            assertThat(Json.parseObject(unpacked).getInt("community_member_id")).isEqualTo(1001);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 20971520", "200000, 1"})
    void moreHeadersAreSent(int count, int length) throws Exception {
        try (RawConnection connection = connectionWith(Fault.moreHeaders(count, length))) {
            String all = connection.rest();
            assertThat(all.lines().filter(line -> line.equals("x-more: " + "a".repeat(length))))
                    .hasSize(count);
            assertThat(Json.parseObject(all.substring(all.indexOf("\r\n\r\n")).getBytes(StandardCharsets.UTF_8))
                            .getInt("community_member_id"))
                    .isEqualTo(1001);
            assertTokensWereIssued(true);
        }
    }
}
