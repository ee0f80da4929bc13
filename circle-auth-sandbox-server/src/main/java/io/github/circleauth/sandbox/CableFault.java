package io.github.circleauth.sandbox;

import java.time.Duration;

/**
 * A fault of a connection of the real-time channel from its start on, planned for its handshake: the operation {@code cable}. The
 * faults of {@link Fault} act on the handshake itself. A connection that is open is disturbed by the methods of {@link
 * CableConnection}.
 */
public sealed interface CableFault extends Fault {

    /** The client is not welcomed. All else is correct. */
    record NoWelcome() implements CableFault {

        @Override
        public SandboxResponse apply(Context context) {
            return CableUpgrade.behaving(context.execute(), CableBehaviour::withoutWelcome);
        }
    }

    /** The client gets no pings. All else is correct. */
    record NoPings() implements CableFault {

        @Override
        public SandboxResponse apply(Context context) {
            return CableUpgrade.behaving(context.execute(), CableBehaviour::withoutPings);
        }
    }

    /** Each message is sent so much later than the one before, by Circle's clock. */
    record Slow(Duration pace) implements CableFault {

        public Slow {
            CableOutbox.checkPace(pace);
        }

        @Override
        public SandboxResponse apply(Context context) {
            return CableUpgrade.behaving(context.execute(), behaviour -> behaviour.withPace(pace));
        }
    }

    /** Returns a fault that opens a connection without a welcome. */
    static CableFault noWelcome() {
        return new NoWelcome();
    }

    /** Returns a fault that opens a connection without pings. */
    static CableFault noPings() {
        return new NoPings();
    }

    /** Returns a fault that opens a connection on which each message is sent so much later than the one before. */
    static CableFault slow(Duration pace) {
        return new Slow(pace);
    }
}
