package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.live.PageTransport.Close;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagesTest extends PagesTestBase {

    private static final String PING = "{\"type\":\"ping\",\"message\":1729855056}";

    @Test
    void eachPageIsPingedEveryThreeSecondsAndNotAllAtOnce() {
        List<FakePage> three = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            FakePage each = new FakePage();
            open(lease, each);
            each.received();
            three.add(each);
        }

        for (int second = 0; second < 6; second++) {
            move(Duration.ofSeconds(1));
            pages.tick();
            assertThat(three.stream().flatMap(each -> each.received().stream())).containsExactly(PING);
        }
    }

    @Test
    void theEndOfALeaseConcernsItsPagesAlone() {
        open();
        FakePage other = new FakePage();
        open(new FakeLease("lease-2", "ada"), other);

        pages.leaseEnded("lease-1");
        runTasks();

        assertThat(page.received()).containsExactly(UNAUTHORIZED);
        assertThat(other.closes).isEmpty();
        assertThat(pages.size()).isEqualTo(1);
    }

    @Test
    void aLeaseThatEndedDuringTheHandshakeHasNoPage() {
        lease.over = true;

        open(lease, page);
        runTasks();

        assertThat(page.received()).endsWith(UNAUTHORIZED);
        assertThat(page.closes).containsExactly(Close.POLICY_VIOLATION);
    }

    @Test
    void undeployingDisconnectsAllPagesAndTheyMayComeBack() {
        open();
        FakePage unread = new FakePage();
        unread.reads = false;
        open(lease, unread);

        pages.close();

        assertThat(page.received()).containsExactly(RESTART);
        assertThat(page.closes).containsExactly(Close.SERVICE_RESTART);
        assertThat(unread.closes).containsExactly(Close.SERVICE_RESTART);
        assertThat(pages.size()).isZero();
    }

    @Test
    void aPageThatComesWhileUndeployingMayComeBack() {
        pages.close();

        open(lease, page);

        assertThat(page.received()).containsExactly(RESTART);
        assertThat(page.closes).containsExactly(Close.SERVICE_RESTART);
    }

    @Test
    void aPageIsClosedOnceWhenItsConnectionBreaks() {
        page.reads = false;
        open(lease, page);

        page.breakOff();
        pages.tick();

        assertThat(page.closes).containsExactly(Close.TRY_AGAIN_LATER);
        assertThat(pages.size()).isZero();
    }
}
