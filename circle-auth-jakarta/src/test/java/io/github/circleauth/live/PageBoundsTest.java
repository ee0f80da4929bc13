package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.live.PageTransport.Close;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each bound holds for the page that exceeds it, and for no other. */
class PageBoundsTest extends PagesTestBase {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aMemberHasThirtySocketsOverAllSessions() {
        List<FakePage> opened = openPages(15, lease);
        opened.addAll(openPages(15, new FakeLease("lease-2", "ada")));
        FakePage surplus = openPages(1, lease).get(0);

        assertThat(surplus.texts).containsExactly(TOO_MANY);
        assertThat(surplus.closes).containsExactly(Close.TRY_AGAIN_LATER);
        assertThat(opened).allMatch(each -> each.closes.isEmpty());
        assertThat(pages.refused()).isEqualTo(1);
        assertThat(pages.cutOff()).isZero();
        assertThat(openPages(1, new FakeLease("lease-3", "grace")).get(0).closes)
                .isEmpty();
    }

    @Test
    void aClosedSocketMakesRoomForAnother() {
        PageSocket first = open();
        openPages(29, lease);

        first.closed();

        assertThat(openPages(1, lease).get(0).closes).isEmpty();
        assertThat(openPages(1, lease).get(0).closes).containsExactly(Close.TRY_AGAIN_LATER);
    }

    @Test
    void thereAreFiveThousandSocketsInAll() {
        for (int i = 0; i < 5_000; i++) {
            open(new FakeLease("lease-" + i, i), new FakePage());
        }
        FakePage surplus = openPages(1, new FakeLease("one-more", "one-more")).get(0);

        assertThat(surplus.texts).containsExactly(TOO_MANY);
        assertThat(pages.size()).isEqualTo(pages.maxSize()).isEqualTo(5_000);
    }

    @Test
    void aLeaseShakesHandsSixtyTimesInAMinute() {
        for (int i = 0; i < 60; i++) {
            open().closed();
        }
        FakePage surplus = openPages(1, lease).get(0);
        FakePage anothers = openPages(1, new FakeLease("lease-2", "ada")).get(0);
        move(Duration.ofMinutes(1));
        pages.tick();
        FakePage later = openPages(1, lease).get(0);

        assertThat(surplus.texts).containsExactly(TOO_MANY);
        assertThat(pages.refused()).isEqualTo(1);
        assertThat(anothers.closes).isEmpty();
        assertThat(later.closes).isEmpty();
    }

    @Test
    void aTextOfMoreThan8192CharactersClosesTheSocket() {
        PageSocket socket = open();
        String longest =
                command("message", "x".repeat(8_192 - command("message", "").length()));
        socket.received(longest);
        assertThat(page.closes).isEmpty();

        socket.received(longest + " ");

        assertThat(page.closes).containsExactly(Close.TOO_BIG);
    }

    @Test
    void aPageHas32Subscriptions() {
        PageSocket socket = open();
        for (int i = 0; i < 32; i++) {
            socket.received(subscribe(room(i)));
        }
        assertThat(page.received()).isEmpty();

        socket.received(subscribe(room(32)));
        socket.received(command("unsubscribe", room(0)));
        socket.received(subscribe(room(33)));

        assertThat(page.received()).containsExactly(rejected(room(32)));
        assertThat(lease.relayed).hasSize(33);
    }

    @Test
    void anIdentifierHas1000Characters() {
        PageSocket socket = open();
        String longest = NOTIFICATIONS + " ".repeat(1_000 - NOTIFICATIONS.length());

        socket.received(subscribe(longest));
        assertThat(lease.relayed).hasSize(1);
        socket.received(subscribe(longest + " "));

        assertThat(lease.relayed).hasSize(1);
        assertThat(page.received()).containsExactly(rejected(longest + " "));
    }

    @Test
    void aPageSends100TextsInASecond() {
        PageSocket socket = open();
        for (int second = 0; second < 2; second++) {
            for (int i = 0; i < 100; i++) {
                socket.received(subscribe(NOTIFICATIONS));
            }
            assertThat(page.closes).isEmpty();
            move(SECOND);
        }

        IntStream.range(0, 10_000).forEach(i -> socket.received(subscribe(room(i))));

        assertThat(page.received()).endsWith(INVALID);
        assertThat(page.closes).containsExactly(Close.POLICY_VIOLATION);
        assertThat(lease.relayed).hasSizeLessThanOrEqualTo(100).allMatch(each -> each.closed);
    }

    @Test
    void aPageThatReadsNothingIsCutOffAfterFiveSecondsAndTheOthersAreNot() {
        page.reads = false;
        open(lease, page);
        FakePage other = openPages(1, lease).get(0);
        move(Duration.ofSeconds(5).minusNanos(1));
        pages.tick();
        assertThat(page.closes).isEmpty();

        move(Duration.ofNanos(1));
        pages.tick();

        assertThat(page.closes).containsExactly(Close.TRY_AGAIN_LATER);
        assertThat(other.closes).isEmpty();
        assertThat(pages.size()).isEqualTo(1);
        assertThat(pages.cutOff()).isEqualTo(1);
    }

    @Test
    void aPageThatReadsSlowlyIsGivenTimeForEachText() {
        page.reads = false;
        open(lease, page);
        for (int i = 0; i < 10; i++) {
            move(Duration.ofSeconds(4));
            pages.tick();
            page.read();
            runTasks();
        }

        assertThat(page.closes).isEmpty();
    }

    @Test
    void ofASlowPage256TextsWait() {
        PageSocket socket = open();
        page.reads = false;
        for (int i = 0; i < 257; i++) {
            socket.send("{}");
        }
        assertThat(page.closes).isEmpty();
        socket.received(subscribe(NOTIFICATIONS));
        lease.last().subscriber.confirmed();

        assertThat(page.closes).containsExactly(Close.TRY_AGAIN_LATER);
        assertThat(lease.last().closed).isTrue();
        assertThat(pages.size()).isZero();
    }

    @Test
    void ofASlowPageHalfAMegabyteWaits() {
        PageSocket socket = open();
        page.reads = false;
        String large = "x".repeat(64 * 1_024);
        for (int i = 0; i < 5; i++) {
            socket.send(large);
        }
        assertThat(page.closes).isEmpty();

        socket.send("x");

        assertThat(page.closes).containsExactly(Close.TRY_AGAIN_LATER);
    }

    @Test
    void oneEventMayBeLargerThanTheQueue() {
        PageSocket socket = open();

        socket.send("x".repeat(600_000));

        assertThat(page.closes).isEmpty();
        assertThat(page.texts).hasSize(1);
    }

    @Test
    void aPageThatRespondsToNoPingIsCutOffAfterTwoMinutes() {
        PageSocket socket = open();
        FakePage silent = openPages(1, lease).get(0);
        for (int i = 0; i < 121; i++) {
            move(SECOND);
            pages.tick();
            socket.heard();
        }

        assertThat(silent.pings).isEqualTo(4);
        assertThat(silent.closes).containsExactly(Close.TRY_AGAIN_LATER);
        assertThat(page.closes).isEmpty();
    }

    private List<FakePage> openPages(int count, FakeLease of) {
        List<FakePage> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FakePage each = new FakePage();
            open(of, each);
            opened.add(each);
        }
        return opened;
    }

    private static String room(int id) {
        return "{\"channel\":\"Chats::RoomChannel\",\"id\":" + id + "}";
    }
}
