package io.github.circleauth.benchmarks;

/** The table of {@link RevocationPart}. */
final class RevocationSection implements Section {

    @Override
    public String name() {
        return RevocationPart.NAME;
    }

    @Override
    public boolean isExact() {
        return false;
    }

    @Override
    public String text(RawData data) {
        Table table = new Table("a revocation takes Circle", "revocations a second");
        for (int millis : RevocationPart.MILLIS) {
            table.row(
                    RevocationPart.setting(millis),
                    Table.estimate(Statistics.estimate(data.rounds(
                            RevocationPart.NAME,
                            RevocationPart.CONTENDER,
                            RevocationPart.setting(millis),
                            RevocationPart.RATE))));
        }
        return table.toString();
    }
}
