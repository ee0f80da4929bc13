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

/** What each fault looks like to a socket. Circle's clock stands still unless a test moves it. */
@Timeout(60)
class FaultsOverHttpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Circle circle =
            Circle.builder().clock(() -> InProcessClient.NOON).seed(7).build();
    private final Sandbox sandbox = Sandbox.start(circle, 0);

    @AfterEach
    void close() {
        sandbox.close();
    }

    private RawConnection line(Fault fault) throws IOException {
        circle.faults().next("auth_token", fault);
        return new RawConnection(sandbox);
    }

    private void assertTokensWereMade(boolean delivered) {
        assertThat(circle.audit().tokens()).hasSize(2).allMatch(token -> token.delivered() == delivered);
    }

    @Test
    void aStatus() throws Exception {
        try (RawConnection line = line(Fault.status(503))) {
            assertThat(line.head()).startsWith("HTTP/1.1 503 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "without-retry-after, ''",
        "seconds, retry-after: 5",
        "date, 'retry-after: Fri, 01 May 2026 12:00:05 GMT'"
    })
    void tooManyRequests(String how, String header) throws Exception {
        circle.switches().set("too-many-requests", how);
        try (RawConnection line = line(Fault.tooManyRequests(Duration.ofSeconds(5)))) {
            String head = line.head();
            assertThat(head).startsWith("HTTP/1.1 429 ");
            assertThat(head.lines()
                            .filter(one -> one.startsWith("retry-after"))
                            .findFirst()
                            .orElse(""))
                    .isEqualTo(header);
        }
    }

    @Test
    void aPage() throws Exception {
        try (RawConnection line = line(Fault.html(502))) {
            String head = line.head();
            assertThat(head).startsWith("HTTP/1.1 502 ").contains("content-type: text/html; charset=UTF-8\r\n");
            assertThat(new String(line.body(head), StandardCharsets.UTF_8)).startsWith("<!DOCTYPE html>");
        }
    }

    @Test
    void aRefusal() throws Exception {
        try (RawConnection line = line(Fault.refusal(Refusal.NOT_ELIGIBLE))) {
            assertThat(line.json().getString("message")).startsWith("Your community isn't eligible");
        }
    }

    @Test
    void aLostAnswer() throws Exception {
        try (RawConnection line = line(Fault.lost())) {
            assertThat(line.rest()).isEmpty();
            assertTokensWereMade(false);
        }
    }

    @Test
    void anAnswerForAnotherMember() throws Exception {
        try (RawConnection line = line(Fault.anotherMember())) {
            assertThat(line.json().getInt("community_member_id")).isEqualTo(1002);
        }
    }

    @Test
    void aDelayEndsWhenTheClockSaysSo() throws Exception {
        try (RawConnection line = line(Fault.delay(SECOND))) {
            circle.clock().awaitWaiting(1, PATIENCE);
            circle.clock().advance(SECOND.minusNanos(1));
            assertThat(circle.audit().tokens()).isEmpty();

            circle.clock().advance(Duration.ofNanos(1));

            assertThat(line.json().getInt("community_member_id")).isEqualTo(1001);
            assertTokensWereMade(true);
        }
    }

    @Test
    void aDelayEndsByItselfWhereTheClockGoes() throws Exception {
        try (Sandbox real = Sandbox.start()) {
            real.circle().faults().next("auth_token", Fault.delay(Duration.ofMillis(20)));
            try (RawConnection line = new RawConnection(real)) {
                assertThat(line.head()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void aDelayEndsWithoutAnAnswerWhenTheSandboxDoes() throws Exception {
        try (RawConnection line = line(Fault.delay(SECOND))) {
            circle.clock().awaitWaiting(1, PATIENCE);

            sandbox.close();

            assertThat(line.rest()).isEmpty();
            assertThat(circle.audit().tokens()).isEmpty();
        }
    }

    @Test
    void aDelayEndsWhenEverythingIsForgotten() throws Exception {
        try (RawConnection line = line(Fault.delay(SECOND))) {
            circle.clock().awaitWaiting(1, PATIENCE);

            circle.reset();

            assertThat(line.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aReset() throws Exception {
        try (RawConnection line = line(Fault.reset())) {
            assertThatThrownBy(line::rest).isInstanceOf(SocketException.class).hasMessage("Connection reset");
            assertTokensWereMade(false);
        }
    }

    @Test
    void anAnswerThatIsCut() throws Exception {
        try (RawConnection line = line(Fault.cut(20))) {
            assertThat(line.rest()).hasSize(20).startsWith("HTTP/1.1 200 OK\r\n");
            assertTokensWereMade(false);
        }
    }

    @Test
    void aCutBehindTheLastByteCutsNothing() throws Exception {
        try (RawConnection line = line(Fault.cut(Integer.MAX_VALUE))) {
            assertThat(line.json().getInt("community_member_id")).isEqualTo(1001);
            assertThat(line.rest()).isEmpty();
            assertTokensWereMade(true);
        }
    }

    @ParameterizedTest
    @CsvSource({"STATUS_LINE, ''", "HEADERS, 'HTTP/1.1 200 OK\r\n'", "BODY, '\r\n\r\n'"})
    void anAnswerDripsFromAPhaseOnAndEachByteComesWhenTheClockSaysSo(Fault.Phase from, String before) throws Exception {
        try (RawConnection line = line(Fault.drip(from, SECOND))) {
            StringBuilder read = new StringBuilder();
            do {
                read.append((char) line.in.read());
            } while (!read.substring(0, read.length() - 1).endsWith(before));
            for (int i = 0; i < 5; i++) {
                circle.clock().awaitWaiting(1, PATIENCE);
                assertThat(line.in.available()).as("bytes behind " + read).isZero();
                circle.clock().advance(SECOND);
                read.append((char) line.in.read());
            }
            assertTokensWereMade(false);
        }
    }

    @Test
    void anAnswerThatDripsArrivesInTheEnd() throws Exception {
        try (RawConnection line = line(Fault.drip(Fault.Phase.STATUS_LINE, Duration.ZERO))) {
            assertThat(line.json().getInt("community_member_id")).isEqualTo(1001);
            assertTokensWereMade(true);
        }
    }

    @Test
    void anotherContentType() throws Exception {
        try (RawConnection line = line(Fault.contentType("text/plain; charset=no-such"))) {
            String head = line.head();
            assertThat(head).containsOnlyOnce("content-type").contains("content-type: text/plain; charset=no-such\r\n");
            assertThat(Json.objectIn(line.body(head)).getInt("community_member_id"))
                    .isEqualTo(1001);
        }
    }

    @Test
    void aBodyThatBreaksOffThoughHttpSaysItIsWhole() throws Exception {
        try (RawConnection line = line(Fault.malformed())) {
            String head = line.head();
            assertThat(new String(line.body(head), StandardCharsets.UTF_8))
                    .startsWith("{\"access_token\":\"")
                    .doesNotContain("}");
            assertTokensWereMade(false);
        }
    }

    @Test
    void aHugeBodyInChunks() throws Exception {
        try (RawConnection line = line(Fault.hugeBody(10_000_000))) {
            assertThat(line.head()).contains("transfer-encoding: chunked\r\n").doesNotContain("content-length");
            String rest = line.rest();
            assertThat(rest.chars().filter(one -> one == ' ').count()).isEqualTo(10_000_000);
            assertThat(rest).startsWith(firstChunk(rest)).endsWith("\r\n0\r\n\r\n");
            assertTokensWereMade(true);
        }
    }

    private static String firstChunk(String chunks) {
        int length = Integer.parseInt(chunks.substring(0, chunks.indexOf('\r')), 16);
        int begin = chunks.indexOf('\n') + 1;
        String content = chunks.substring(begin, begin + length);
        assertThat(Json.objectIn(content.getBytes(StandardCharsets.UTF_8)).getInt("community_member_id"))
                .isEqualTo(1001);
        return Integer.toHexString(length) + "\r\n" + content + "\r\n10000\r\n ";
    }

    @Test
    void aSmallBodyThatUnpacksToAHugeOne() throws Exception {
        try (RawConnection line = line(Fault.gzipBomb(10_000_000))) {
            String head = line.head();
            assertThat(head).contains("content-encoding: gzip\r\n");
            byte[] body = line.body(head);
            assertThat(body).hasSizeLessThan(20_000);
            byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            assertThat(unpacked).hasSizeGreaterThan(10_000_000);
            assertThat(Json.objectIn(unpacked).getInt("community_member_id")).isEqualTo(1001);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 20971520", "200000, 1"})
    void moreHeaders(int count, int length) throws Exception {
        try (RawConnection line = line(Fault.moreHeaders(count, length))) {
            String all = line.rest();
            assertThat(all.lines().filter(one -> one.equals("x-more: " + "a".repeat(length))))
                    .hasSize(count);
            assertThat(Json.objectIn(all.substring(all.indexOf("\r\n\r\n")).getBytes(StandardCharsets.UTF_8))
                            .getInt("community_member_id"))
                    .isEqualTo(1001);
            assertTokensWereMade(true);
        }
    }
}
