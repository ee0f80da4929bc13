package io.github.circleauth.session;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.circleauth.ledger.MemoryLedger;
import java.time.Instant;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads kick the revoker while one drain runs: one more starts. After all have ended, two may start again. */
@JCStressTest
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "two drains, then two again")
@State
public class KickAndKick {

    private static final Random RANDOM = new Random();

    private final Queue<Runnable> drains = new ConcurrentLinkedQueue<>();
    private final Revoker revoker = new Revoker(new MemoryLedger(), null, drains::add, () -> Instant.EPOCH, RANDOM);

    public KickAndKick() {
        revoker.kick();
    }

    @Actor
    public void one() {
        revoker.kick();
    }

    @Actor
    public void other() {
        revoker.kick();
    }

    @Arbiter
    public void count(II_Result result) {
        result.r1 = runAll();
        revoker.kick();
        revoker.kick();
        revoker.kick();
        result.r2 = runAll();
    }

    private int runAll() {
        int ran = 0;
        for (Runnable drain = drains.poll(); drain != null; drain = drains.poll()) {
            drain.run();
            ran++;
        }
        return ran;
    }
}
