package io.github.circleauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerUseTest {

    /**
     * With a session timeout of 30 minutes and a request a minute: the lease expiry moves on every eighth minute, and a renewal
     * every 45 to 57 minutes does that too. The sign-in, the end, two claims and two deletions come in eight hours once.
     */
    @Test
    void aSessionInUseChangesTheLedgerNineTimesAnHour() {
        assertThat(LedgerUse.changesAnHour()).isBetween(8.0, 10.0);
    }
}
