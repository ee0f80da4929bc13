package io.github.circleauth.live;

import io.github.circleauth.session.Leases;
import java.util.HashSet;
import java.util.Set;

/**
 * Has the ledger asked every five seconds about the leases with a page or a relay: they may have ended on another server. Used by
 * one thread at a time.
 */
public final class EndsElsewhere {

    private static final int TICKS_BETWEEN_QUESTIONS = 5;

    private final Leases leases;
    private final Pages pages;
    private final Relays relays;
    private int ticks;

    /** Creates it. It asks nothing as long as there is neither a page nor a relay. */
    public EndsElsewhere(Leases leases, Pages pages, Relays relays) {
        this.leases = leases;
        this.pages = pages;
        this.relays = relays;
    }

    /** Asks, if it is time. Called once a second. */
    public void tick() {
        ticks++;
        if (ticks % TICKS_BETWEEN_QUESTIONS == 0) {
            Set<String> concerned = new HashSet<>(pages.leaseIds());
            concerned.addAll(relays.leaseIds());
            if (!concerned.isEmpty()) {
                leases.endThoseEndedElsewhere(concerned);
            }
        }
    }
}
