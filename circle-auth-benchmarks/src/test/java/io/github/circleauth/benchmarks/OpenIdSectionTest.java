package io.github.circleauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The tables of the renewal of Jakarta Security beside the library's. */
class OpenIdSectionTest {

    private static final double[] SLOWER_AND_SLOWER = {0, 100, 1_000};

    private static void fresh(RawData data, OpenIdWar war, double more, double renewals) {
        for (double slot : SLOWER_AND_SLOWER) {
            data.add(OpenIdPart.NAME, war.contender, OpenIdFresh.SETTING, 0, OpenIdFresh.MEDIAN, 200 + slot + more);
            data.add(OpenIdPart.NAME, war.contender, OpenIdFresh.SETTING, 0, OpenIdFresh.P99, 900);
        }
        data.add(OpenIdPart.NAME, war.contender, OpenIdFresh.SETTING, 0, OpenIdFresh.RENEWALS, renewals);
        data.add(OpenIdPart.NAME, war.contender, OpenIdFresh.SETTING, 1, OpenIdFresh.RENEWALS, renewals);
    }

    private static void atOnce(RawData data, OpenIdWar war, double calls, double longest) {
        for (int requests : OpenIdStampede.REQUESTS) {
            for (Age age : OpenIdStampede.AGES) {
                String setting = OpenIdStampede.setting(requests, age);
                data.add(OpenIdPart.NAME, war.contender, setting, 0, OpenIdStampede.CALLS, calls);
                data.add(OpenIdPart.NAME, war.contender, setting, 1, OpenIdStampede.CALLS, 1);
                data.add(OpenIdPart.NAME, war.contender, setting, 0, OpenIdStampede.LONGEST, longest);
            }
        }
    }

    private static void site(RawData data, OpenIdWar war, int place) {
        fresh(data, war, 10 * place, place);
        atOnce(data, war, 1 + place, 200 + place);
    }

    private static RawData run() {
        RawData data = new RawData();
        site(data, OpenIdWar.NEITHER, 0);
        site(data, OpenIdWar.JAKARTA, 1);
        site(data, OpenIdWar.OURS, 2);
        return data;
    }

    @Test
    void theDifferenceIsThatOfNeighbouringSlots() {
        assertThat(new OpenIdSection().text(run()))
                .contains(
                        "| ours | 320 (220 to 1,220) | 20 (20 to 20) | 900 (900 to 900) | 4 |",
                        "| Jakarta Security, tokenAutoRefresh | 310 (210 to 1,210) | 10 (10 to 10) | 900 (900 to 900) | 2 |",
                        "| neither | 300 (200 to 1,200) |  | 900 (900 to 900) | 0 |");
    }

    @Test
    void theCallsAreTheMostOfAllRounds() {
        assertThat(new OpenIdSection().text(run()))
                .contains(
                        "| ours | is due, and valid | 3, 202 (202 to 202) | 3, 202 (202 to 202) |",
                        "| Jakarta Security, tokenAutoRefresh | has expired | 2, 201 (201 to 201) | 2, 201 (201 to 201) |",
                        "| neither |  | 1, 200 (200 to 200) | 1, 200 (200 to 200) |");
    }
}
