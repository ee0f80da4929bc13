package io.github.circleauth.benchmarks;

import io.github.circleauth.Secret;
import io.github.circleauth.ledger.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How many tokens a second are revoked after very many sessions have ended, where Circle sets no limit. */
final class RevocationPart implements Part {

    static final String NAME = "revocation";
    static final String CONTENDER = "ours";
    static final String RATE = "revocations/s";

    /** How many milliseconds a revocation takes Circle. */
    static final List<Integer> MILLIS = List.of(0, 5, 100);

    private static final Duration MEASURED = Duration.ofMillis(1_500);
    private static final int TOKENS = 50_000;

    private final Length length;

    RevocationPart(Length length) {
        this.length = length;
    }

    static String setting(int millis) {
        return millis + " ms";
    }

    @Override
    public void measure(RawData data) {
        for (int round = -1; round < length.rounds(); round++) {
            for (int millis : MILLIS) {
                double rate = rate(millis);
                if (round >= 0) {
                    data.add(NAME, CONTENDER, setting(millis), round, RATE, rate);
                }
            }
        }
    }

    private static double rate(int millis) {
        MovedTime time = new MovedTime();
        SlowCircle circle = new SlowCircle(time, () -> SlowCircle.sleep(Duration.ofMillis(millis)));
        try (Library library = new Library(circle, time, time)) {
            Instant now = time.instant();
            for (int i = 0; i < TOKENS; i++) {
                boolean added = library.ledger.add(List.of(Row.of(
                        Row.Kind.REFRESH,
                        Secret.of("token-" + i),
                        "lease-" + i,
                        now.plus(Duration.ofDays(30)),
                        now.minusSeconds(1))));
            }
            long start = System.nanoTime();
            // As many as revoke at the same time.
            library.revoker.kick();
            library.revoker.kick();
            while (circle.calls() < TOKENS && System.nanoTime() - start < MEASURED.toNanos()) {
                SlowCircle.sleep(Duration.ofMillis(5));
            }
            return circle.calls() / ((System.nanoTime() - start) / 1e9);
        }
    }
}
