package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ledger.PendingChanges.Waiting;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PendingChangesTest {

    private final PendingChanges unwritten = new PendingChanges();

    private CompletableFuture<Boolean> signsIn(String leaseId) {
        return unwritten.add(new Change.Enter(leaseId, pair(leaseId, "r"), true), true);
    }

    private void ends(String leaseId) {
        unwritten.add(new Change.End(leaseId, List.of(), NOW), false);
    }

    private List<Change> first(int most) {
        return unwritten.first(most).stream().map(Waiting::change).toList();
    }

    @Test
    void whoWaitsForATokenIsServedBeforeTenThousandSessionsThatEnd() {
        for (int i = 0; i < 10_000; i++) {
            ends("lease-" + i);
        }
        signsIn("new");

        assertThat(first(200)).singleElement().extracting(Change::leaseId).isEqualTo("new");
    }

    @Test
    void ofOneLeaseTheOrderIsKept() {
        ends("another");
        ends("a");
        signsIn("a");

        assertThat(first(200)).hasSize(2).first().isInstanceOf(Change.End.class);
    }

    @Test
    void whenNobodyWaitsAnyMoreTheOldestGoFirst() {
        ends("a");
        signsIn("b").complete(true);

        assertThat(first(1)).singleElement().extracting(Change::leaseId).isEqualTo("a");
        assertThat(first(200)).hasSize(2);
    }
}
