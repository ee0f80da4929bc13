package io.github.circleauth.ledger;

import java.util.List;

/** Lets tests of other rooms look into a memory ledger. */
public final class LedgerRows {

    private LedgerRows() {}

    public static List<Row> of(MemoryLedger ledger) {
        return ledger.rows();
    }
}
