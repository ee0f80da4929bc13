package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ledger.PendingChanges.Pending;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PendingChangesTest {

    private final PendingChanges pending = new PendingChanges();

    private CompletableFuture<Boolean> signIn(String leaseId) {
        return pending.add(new Change.Enter(leaseId, Subject.UNKNOWN, NOW, pair(leaseId, "r"), true), true)
                .active();
    }

    private void end(String leaseId) {
        pending.add(new Change.End(leaseId, List.of(), NOW), false);
    }

    private List<Change> first(int limit) {
        return pending.first(limit).stream().map(Pending::change).toList();
    }

    @Test
    void aSignInIsWrittenBeforeTheEndsOfTenThousandSessions() {
        for (int i = 0; i < 10_000; i++) {
            end("lease-" + i);
        }
        signIn("new");

        assertThat(first(200)).singleElement().extracting(Change::leaseId).isEqualTo("new");
    }

    @Test
    void theOrderWithinALeaseIsKept() {
        end("another");
        end("a");
        signIn("a");

        assertThat(first(200)).hasSize(2).first().isInstanceOf(Change.End.class);
    }

    @Test
    void aBatchIsSortedByLease() {
        end("c");
        end("a");
        end("b");

        assertThat(first(200)).extracting(Change::leaseId).containsExactly("a", "b", "c");
        assertThat(first(1)).extracting(Change::leaseId).containsExactly("c");
    }

    private Pending touch(String leaseId) {
        return pending.add(new Change.Touch(leaseId, pair(leaseId, "r"), NOW), true);
    }

    @Test
    void aTouchAfterTheEndIsNotMergedWithOneBeforeItAndFindsTheLeaseEnded() {
        Pending before = touch("a");
        end("a");
        end("a");
        Pending after = touch("a");

        pending.release();

        assertThat(before.active()).isCompletedWithValue(true);
        assertThat(after.active()).isCompletedWithValue(false);
        assertThat(first(200)).hasSize(3).element(1).isInstanceOf(Change.End.class);
    }

    @Test
    void ifNoThreadWaitsTheOldestChangesComeFirst() {
        end("a");
        signIn("b").complete(true);

        assertThat(first(1)).singleElement().extracting(Change::leaseId).isEqualTo("a");
        assertThat(first(200)).hasSize(2);
    }
}
