package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.SimulatedUser.OurUser;
import io.github.circleauth.benchmarks.SimulatedUser.World;
import java.time.Duration;

/** Counts the changes that one session makes in the ledger, in simulated time: eight hours with a request a minute. */
final class LedgerUse {

    private static final Duration SESSION_TIMEOUT = Duration.ofMinutes(30);
    private static final int HOURS = 8;

    private LedgerUse() {}

    /** Returns the changes of an hour, with a share of the sign-in, the end and the revocations. */
    static double changesAnHour() {
        SimulatedTime time = new SimulatedTime();
        SlowCircle circle = new SlowCircle(time, () -> {});
        try (RequestsInFlight server = new RequestsInFlight(1)) {
            OurUser user = new OurUser(new World(server, server.open(), circle, time), SESSION_TIMEOUT);
            for (int minute = 1; minute < Duration.ofHours(HOURS).toMinutes(); minute++) {
                time.pass(Duration.ofMinutes(1));
                if (!user.request()) {
                    throw new IllegalStateException("No token after " + minute + " minutes.");
                }
            }
            user.end();
            return (double) user.ledgerChanges() / HOURS;
        }
    }
}
