package io.github.circleauth.session;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.http.Ticker;
import java.net.IDN;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits the obtains a minute for each identity, so that one user who signs in again and again can't use up Circle's rate
 * limit for all. An e-mail address counts as one however it is spelled: in capitals, in other Unicode forms of the same
 * characters, with an encoded domain. Addresses with different local parts, such as {@code ada+news@…}, are different.
 */
public final class ObtainLimit {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final int perMinute;
    private final Ticker ticker;

    /** The times of each identity's obtains within the last minute. */
    private final Map<Spelling, ArrayDeque<Long>> recent = new ConcurrentHashMap<>();

    /** An identity in one spelling, for counting alone: Circle always gets the identity's own. */
    private record Spelling(MemberIdentity.Kind kind, String value) {

        static Spelling of(MemberIdentity identity) {
            boolean email = identity.kind() == MemberIdentity.Kind.VERIFIED_EMAIL;
            return new Spelling(identity.kind(), email ? ofEmail(identity.value()) : identity.value());
        }

        private static String ofEmail(String address) {
            // To upper case first, since some letters have two lower-case forms.
            String folded = Normalizer.normalize(address, Normalizer.Form.NFKC)
                    .toUpperCase(Locale.ROOT)
                    .toLowerCase(Locale.ROOT);
            int at = folded.lastIndexOf('@');
            return folded.substring(0, at + 1) + ofDomain(folded.substring(at + 1));
        }

        private static String ofDomain(String domain) {
            String relative = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
            try {
                return IDN.toASCII(relative, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            } catch (IllegalArgumentException noDomain) {
                return relative;
            }
        }
    }

    public ObtainLimit(int perMinute, Ticker ticker) {
        this.perMinute = perMinute;
        this.ticker = ticker;
    }

    /** Counts one obtain. Returns zero if it is within the limit, otherwise the time to wait; then it is not counted. */
    Duration count(MemberIdentity identity) {
        long now = ticker.nanos();
        long[] wait = new long[1];
        recent.compute(Spelling.of(identity), (same, known) -> {
            ArrayDeque<Long> times = known == null ? new ArrayDeque<>(1) : known;
            removeOld(times, now);
            if (times.size() < perMinute) {
                times.addLast(now);
            } else {
                wait[0] = times.getFirst() + MINUTE - now;
            }
            return times;
        });
        return Duration.ofNanos(wait[0]);
    }

    /** Removes identities without an obtain within the last minute. */
    void sweep() {
        long now = ticker.nanos();
        for (Spelling identity : recent.keySet()) {
            recent.computeIfPresent(identity, (same, times) -> {
                removeOld(times, now);
                return times.isEmpty() ? null : times;
            });
        }
    }

    /** Returns the number of identities for which no token may be obtained now. */
    int exhausted() {
        long now = ticker.nanos();
        int[] exhausted = new int[1];
        for (Spelling identity : recent.keySet()) {
            recent.computeIfPresent(identity, (same, times) -> {
                removeOld(times, now);
                exhausted[0] += times.size() < perMinute ? 0 : 1;
                return times;
            });
        }
        return exhausted[0];
    }

    /** Returns the number of identities with recent obtains. */
    int size() {
        return recent.size();
    }

    private static void removeOld(ArrayDeque<Long> times, long now) {
        while (!times.isEmpty() && now - times.getFirst() >= MINUTE) {
            times.removeFirst();
        }
    }
}
