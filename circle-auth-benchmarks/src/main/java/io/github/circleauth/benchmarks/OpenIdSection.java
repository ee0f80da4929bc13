package io.github.circleauth.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of {@link OpenIdPart}. */
final class OpenIdSection implements Section {

    private static final Map<OpenIdWar, String> LABELS = new LinkedHashMap<>();

    static {
        LABELS.put(OpenIdWar.OURS, "ours");
        LABELS.put(OpenIdWar.JAKARTA, "Jakarta Security, tokenAutoRefresh");
        LABELS.put(OpenIdWar.NEITHER, "neither");
    }

    @Override
    public String name() {
        return OpenIdPart.NAME;
    }

    @Override
    public boolean isExact() {
        return false;
    }

    @Override
    public String text(RawData data) {
        return "The token is fresh, one request after the other:\n\n"
                + fresh(data)
                + "\nRequests of one session at one moment, with a token that is due or has expired:\n\n"
                + atOnce(data);
    }

    private static Table fresh(RawData data) {
        Table table = new Table("", "median, µs", "more than neither, µs", "99 of 100 within, µs", "renewals");
        LABELS.forEach((war, label) -> {
            double renewals = Arrays.stream(values(data, war, OpenIdFresh.SETTING, OpenIdFresh.RENEWALS))
                    .sum();
            table.row(
                    label,
                    Table.estimate(Statistics.estimate(rounds(data, war, OpenIdFresh.MEDIAN))),
                    war == OpenIdWar.NEITHER ? "" : Table.estimate(Statistics.estimate(differences(data, war))),
                    Table.estimate(Statistics.estimate(rounds(data, war, OpenIdFresh.P99))),
                    Table.number(renewals));
        });
        return table;
    }

    /** Returns the differences of slots that followed each other. */
    private static List<double[]> differences(RawData data, OpenIdWar war) {
        return Statistics.differences(
                rounds(data, war, OpenIdFresh.MEDIAN), rounds(data, OpenIdWar.NEITHER, OpenIdFresh.MEDIAN));
    }

    private static List<double[]> rounds(RawData data, OpenIdWar war, String unit) {
        return data.rounds(OpenIdPart.NAME, war.contender, OpenIdFresh.SETTING, unit);
    }

    private static Table atOnce(RawData data) {
        Table table = new Table("", "the token", "2 requests: calls, longest wait in ms", "64 requests");
        LABELS.forEach((war, label) -> {
            for (Age age : war == OpenIdWar.NEITHER ? List.of(Age.STALE) : OpenIdStampede.AGES) {
                String token = age == Age.STALE ? "is due, and valid" : "has expired";
                List<String> cells = new ArrayList<>(List.of(label, war == OpenIdWar.NEITHER ? "" : token));
                OpenIdStampede.REQUESTS.forEach(requests -> cells.add(cell(data, war, requests, age)));
                table.row(cells.toArray(String[]::new));
            }
        });
        return table;
    }

    private static String cell(RawData data, OpenIdWar war, int requests, Age age) {
        String setting = OpenIdStampede.setting(requests, age);
        double calls = Arrays.stream(values(data, war, setting, OpenIdStampede.CALLS))
                .max()
                .orElse(Double.NaN);
        return Table.number(calls) + ", "
                + Table.estimate(Statistics.estimate(
                        data.rounds(OpenIdPart.NAME, war.contender, setting, OpenIdStampede.LONGEST)));
    }

    private static double[] values(RawData data, OpenIdWar war, String setting, String unit) {
        return data.values(OpenIdPart.NAME, war.contender, setting, unit);
    }
}
