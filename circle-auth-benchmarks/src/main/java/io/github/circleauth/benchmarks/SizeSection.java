package io.github.circleauth.benchmarks;

/** The table of {@link SizePart}. */
final class SizeSection implements Section {

    @Override
    public String name() {
        return SizePart.NAME;
    }

    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public String text(RawData data) {
        Table table = new Table("", "bytes in a session store", "bytes of heap");
        table.row(
                "ours, with the ledger in memory",
                size(data, "ours", SizePart.STORED),
                size(data, "ours", SizePart.HEAP));
        table.row("Spring's map", size(data, "spring", SizePart.STORED), size(data, "spring", SizePart.HEAP));
        return table.toString();
    }

    private static String size(RawData data, String contender, String unit) {
        return Table.number(Statistics.median(data.values(SizePart.NAME, contender, SizePart.SETTING, unit)));
    }
}
