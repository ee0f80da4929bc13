package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Leases of sessions that nobody uses. */
class IdleLeasesTest {

    private static final int LEASES = 100;

    @Test
    @Tag("C4")
    void leasesThatNobodyUsesCostNoRequest() {
        try (OneServer server = new OneServer()) {
            for (int i = 0; i < LEASES; i++) {
                server.signedIn(i % 2 == 0 ? OneServer.ADA : OneServer.GRACE);
            }
            long before = server.circle.audit().calls("");

            for (Duration time = Duration.ZERO; time.toHours() < 2; time = time.plusMinutes(1)) {
                server.pass(Duration.ofMinutes(1));
                server.ledger.tick(server.circle.clock().instant());
                server.leases.sweep();
                server.node.revoker.kick();
                server.workers.runAll();
            }

            assertThat(server.leases.size()).isEqualTo(LEASES);
            assertThat(server.circle.audit().calls("")).isEqualTo(before);
        }
    }
}
