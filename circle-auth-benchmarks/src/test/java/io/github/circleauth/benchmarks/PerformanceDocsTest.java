package io.github.circleauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables and charts of docs/performance.md are those of the raw data in this module. */
class PerformanceDocsTest {

    private static final Path RESULTS = Path.of("results");

    private final PerformancePage page = new PerformancePage(Path.of("..", "docs"));

    /** Returns a run in which each contender of the hit path takes its place's number of nanoseconds. */
    private static RawData run(double loadBefore) {
        RawData data = new RawData();
        data.note("machine", "a machine");
        data.note("started", "2026-01-01T00:00:00Z");
        data.note("ended", "2026-01-01T00:10:00Z");
        data.note(new Conditions(2, loadBefore, 2, 0, 0, 30, 30));
        for (int threads : HitPart.THREADS) {
            for (int i = 0; i < HitPart.CONTENDERS.size(); i++) {
                String contender = HitPart.CONTENDERS.get(i);
                data.add(HitPart.NAME, contender, HitPart.setting(threads), 0, "ns", 10 * (i + 1));
                data.add(HitPart.NAME, contender, HitPart.setting(threads), 0, HitPart.BYTES, 0.01);
            }
        }
        return data;
    }

    @Test
    void theTablesAreThoseOfTheRawData() throws Exception {
        assertThat(page.text()).isEqualTo(page.with(new Report(RawData.read(RESULTS))));
    }

    @Test
    void theChartsAreThoseOfTheRawData() throws Exception {
        for (Map.Entry<String, String> chart :
                new Report(RawData.read(RESULTS)).charts().entrySet()) {
            assertThat(page.chart(chart.getKey())).hasContent(chart.getValue());
        }
    }

    @Test
    void noRequestOfTheWaveWaitedWhileItsTokenWasValid() {
        double[] waited =
                RawData.read(RESULTS).values(WavePart.NAME, Site.WITH.contender, WavePart.SETTING, WavePart.WAITED);

        assertThat(waited).isNotEmpty().containsOnly(0);
    }

    /** The page says so of both. */
    @ParameterizedTest
    @EnumSource(names = {"JAKARTA", "OURS"})
    void allRequestsOfOneMomentHadOneRenewalInPayara(OpenIdWar war) {
        RawData kept = RawData.read(RESULTS);

        for (int requests : OpenIdStampede.REQUESTS) {
            for (Age age : OpenIdStampede.AGES) {
                String setting = OpenIdStampede.setting(requests, age);
                assertThat(kept.values(OpenIdPart.NAME, war.contender, setting, OpenIdStampede.CALLS))
                        .as(setting)
                        .isNotEmpty()
                        .containsOnly(1);
            }
        }
    }

    @Test
    void rawDataThatWasReadMakesTheSameReport(@TempDir Path folder) {
        RawData data = run(0.5);
        data.write(folder);

        Report report = new Report(data);
        assertThat(new Report(RawData.read(folder)).blocks()).isEqualTo(report.blocks());
        assertThat(report.blocks().get("hit"))
                .contains("| our filter | 30 (30 to 30) | 3.00 (3.00 to 3.00) |", "20 ns more than the floor");
        assertThat(report.charts()).hasSize(2);
    }

    @Test
    void aBusyMachineMakesNoComparison() {
        Report report = new Report(run(9));

        assertThat(report.isComparable()).isFalse();
        assertThat(report.blocks().get("run")).contains("Times are not compared: the load before the run was 9.0");
        assertThat(report.blocks().get("hit")).contains("too busy").doesNotContain("30 (");
        assertThat(report.charts()).isEmpty();
    }

    @Test
    void aChangedFigureInThePageIsNoticed(@TempDir Path docs) throws Exception {
        Files.writeString(docs.resolve("performance.md"), page.text());
        PerformancePage copy = new PerformancePage(docs);
        copy.write(new Report(run(0.5)));
        String written = copy.text();
        Files.writeString(docs.resolve("performance.md"), written.replace("| 30 (30 to 30) |", "| 29 (30 to 30) |"));

        assertThat(copy.text()).isNotEqualTo(written);
        assertThat(copy.with(new Report(run(0.5)))).isEqualTo(written);
    }
}
