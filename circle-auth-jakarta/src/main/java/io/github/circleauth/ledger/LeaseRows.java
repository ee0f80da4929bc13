package io.github.circleauth.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rows of one lease in the {@link MemoryLedger}, whose lock guards them. */
final class LeaseRows {

    /** When a lease's next row comes due. */
    record DueTime(Instant at, String leaseId) {}

    /** Immutable: a list of two takes the least memory this way. */
    List<Row> rows = List.of();

    /** When the lease ended, or null while it is active. */
    @Nullable Instant endedAt;

    /** The lease's valid entry in the queue of due times; others of this lease are outdated. */
    @Nullable DueTime dueTime;

    LeaseRows(@Nullable Instant endedAt) {
        this.endedAt = endedAt;
    }

    void change(Consumer<List<Row>> change) {
        List<Row> changed = new ArrayList<>(rows);
        change.accept(changed);
        rows = List.copyOf(changed);
    }

    int indexOf(Row row) {
        return IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).isSameTokenAs(row))
                .findFirst()
                .orElse(-1);
    }

    boolean hasEnded(Instant now) {
        return endedAt != null || rows.stream().anyMatch(row -> row.isDue(now));
    }
}
