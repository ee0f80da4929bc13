package io.github.circleauth.benchmarks;

/** The table of {@link LedgerPart}. */
final class LedgerSection implements Section {

    @Override
    public String name() {
        return LedgerPart.NAME;
    }

    @Override
    public boolean isExact() {
        return false;
    }

    @Override
    public String text(RawData data) {
        Table ledger =
                new Table("rows in the table", "leases entered a second", "a start until the first due token, ms");
        for (int rows : LedgerPart.ROWS) {
            ledger.row(
                    Table.number(rows),
                    Table.estimate(Statistics.estimate(data.rounds(
                            LedgerPart.NAME, LedgerPart.CONTENDER, LedgerPart.setting(rows), LedgerPart.ENTERED))),
                    Table.estimate(Statistics.estimate(data.rounds(
                            LedgerPart.NAME, LedgerPart.CONTENDER, LedgerPart.setting(rows), LedgerPart.FIRST_CLAIM))));
        }
        return data.values(LedgerPart.NAME, LedgerPart.CONTENDER, LedgerPart.SESSION, LedgerPart.CHANGES).length == 0
                ? ledger.toString()
                : ledger + "\n" + capacity(data);
    }

    private static String capacity(RawData data) {
        double entered = Statistics.median(
                data.values(LedgerPart.NAME, LedgerPart.CONTENDER, LedgerPart.setting(100_000), LedgerPart.ENTERED));
        double changes = Statistics.median(
                data.values(LedgerPart.NAME, LedgerPart.CONTENDER, LedgerPart.SESSION, LedgerPart.CHANGES));
        return "A session in use changes the ledger " + Table.number(changes)
                + " times an hour, each time in a transaction. If one takes as long as entering a lease, one table serves about "
                + Table.number(Math.floor(entered * 3600 / changes / 1000) * 1000)
                + " sessions in use.\n";
    }
}
