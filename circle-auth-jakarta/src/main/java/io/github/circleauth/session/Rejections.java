package io.github.circleauth.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often Circle has rejected a lease's tokens. The first rejection leads to a renewal at once; if the renewed token is
 * rejected too, the next renewal waits, for a time that doubles. A rejection in between changes nothing: another token was
 * of no use a moment ago, and each costs requests and rows.
 *
 * @param inARow how many rejections led to a renewal, none of them long after the one before
 * @param countAgainAt from when another rejection leads to a renewal, in the ticker's nanoseconds
 * @param rejected the tokens that were rejected last, as they were held before
 */
record Rejections(int inARow, long countAgainAt, HeldTokens rejected) {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofSeconds(60);

    static Rejections after(@Nullable Rejections before, HeldTokens rejected, long nanos) {
        int count = before != null && nanos - before.countAgainAt <= MAX.toNanos() ? before.inARow + 1 : 1;
        Duration wait = count > 6 ? MAX : FIRST.multipliedBy(1L << (count - 1));
        return new Rejections(count, nanos + wait.toNanos(), rejected);
    }

    boolean areIgnoredAt(long nanos) {
        return nanos - countAgainAt < 0;
    }
}
