package io.github.circleauth.session;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.seal.Seal;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Fills a JVM with leases, each with the two Strings that its session carries, and prints their size: {@code <bytes in a
 * session store> <bytes of heap> <bytes of heap after all have ended>}, each for one lease.
 */
final class ManyLeases {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int ACCESS_TOKEN_LENGTH = 600;
    private static final int REFRESH_TOKEN_LENGTH = 43;
    private static final int TIMEOUT_SECONDS = 1800;

    private static final SplittableRandom RANDOM = new SplittableRandom(1);

    private ManyLeases() {}

    /**
     * Measures the leases.
     *
     * @param args the number of leases
     */
    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        InstantSource clock = () -> Instant.now().plus(later.get());
        AtomicLong passed = new AtomicLong();
        CircleAuthClient circle = circle(clock);
        MemoryLedger ledger = new MemoryLedger();
        Revoker revoker = new Revoker(ledger, circle, notYet -> {}, clock, new SecureRandom());
        Leases leases = new Leases(new LeaseEnvironment(
                priority -> circle,
                ledger,
                revoker,
                Seal.derivedFrom(Secret.of("app-token")),
                new RenewalSchedule(Duration.ofMinutes(15), Duration.ofSeconds(30)),
                new CircuitBreaker(Ticker.system(), new SecureRandom()),
                new ObtainLimit(60, passed::get),
                Runnable::run,
                Ticker.system(),
                clock,
                new SecureRandom()));
        // Loads classes and allocates tables, once for a JVM.
        signIn(leases);
        long before = usedHeap();

        String[] sessions = new String[2 * count];
        long stored = 0;
        for (int i = 0; i < count; i++) {
            Lease lease = signIn(leases);
            sessions[2 * i] = lease.id();
            sessions[2 * i + 1] = lease.held().text();
            // One byte for each character, since both Strings are ASCII.
            stored += sessions[2 * i].length() + sessions[2 * i + 1].length();
        }
        passed.addAndGet(Duration.ofMinutes(1).toNanos());
        // As the tick does each minute.
        leases.sweep();
        long full = usedHeap();

        for (int i = 0; i < count; i++) {
            leases.end(sessions[2 * i], sessions[2 * i + 1], LeaseEnded.Reason.SESSION_ENDED);
            sessions[2 * i] = null;
            sessions[2 * i + 1] = null;
        }
        BooleanSupplier untilEmpty = () -> true;
        revoker.drain(untilEmpty);
        // The ledger remembers an ended lease until its access token expires.
        later.set(Duration.ofHours(2));
        revoker.drain(untilEmpty);
        ledger.tick(clock.instant());
        long after = usedHeap();
        System.out.println(stored / count + " " + (full - before) / count + " " + Math.max(0, after - before) / count);
        if (sessions.length == 0 || leases.size() > 1 || ledger.size() > 2) {
            throw new IllegalStateException(leases.size() + " leases and " + ledger.size() + " rows are left.");
        }
    }

    private static Lease signIn(Leases leases) {
        long member = RANDOM.nextLong(1, 1L << 40);
        Lease lease = leases.open(
                () -> "member-" + member + "@example.com",
                Optional.of(MemberIdentity.communityMemberId(member)),
                TIMEOUT_SECONDS,
                leases.nanos());
        leases.tokens(lease, leases.nanos()).join();
        leases.reconcile(lease, lease.seenText());
        lease.published(lease.held().text());
        return lease;
    }

    private static CircleAuthClient circle(InstantSource clock) {
        return (CircleAuthClient) Proxy.newProxyInstance(
                CircleAuthClient.class.getClassLoader(),
                new Class<?>[] {CircleAuthClient.class},
                (proxy, method, args) ->
                        method.getReturnType() == MemberTokens.class ? tokens((Long) args[0], clock.instant()) : null);
    }

    private static MemberTokens tokens(long member, Instant now) {
        return new MemberTokens(
                new AccessToken(token(ACCESS_TOKEN_LENGTH), now.plus(Duration.ofHours(1))),
                token(REFRESH_TOKEN_LENGTH),
                now.plus(Duration.ofDays(30)),
                member,
                1);
    }

    private static Secret token(int length) {
        StringBuilder letters = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            letters.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return Secret.of(letters.toString());
    }

    private static long usedHeap() {
        System.gc();
        System.gc();
        Runtime jvm = Runtime.getRuntime();
        return jvm.totalMemory() - jvm.freeMemory();
    }
}
