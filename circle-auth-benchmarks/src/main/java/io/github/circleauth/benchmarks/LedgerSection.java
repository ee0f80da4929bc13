package io.github.circleauth.benchmarks;

/** The table of {@link LedgerPart}. */
final class LedgerSection implements Section {

    /** With a session timeout of half an hour: eight touches, a renewal, and some of a sign-in and an end. */
    private static final int WRITES_PER_SESSION_HOUR = 12;

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
        return ledger + "\n" + capacity(data);
    }

    private static String capacity(RawData data) {
        double entered = Statistics.median(
                data.values(LedgerPart.NAME, LedgerPart.CONTENDER, LedgerPart.setting(100_000), LedgerPart.ENTERED));
        return "Assumed that a session in use costs " + WRITES_PER_SESSION_HOUR
                + " such writes an hour, one table serves about "
                + Table.number(Math.floor(entered * 3600 / WRITES_PER_SESSION_HOUR / 1000) * 1000)
                + " sessions in use.\n";
    }
}
