package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.InProcessCircle;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.seal.Seal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Circle's rate limit, which all users of a deployment share, under very many simultaneous requests. */
class CircleRateLimitTest {

    /** The default of circle.auth.rate-limit. */
    private static final int OUR_LIMIT = 1_600;

    private static final int CIRCLES_LIMIT = 2_000;
    private static final int WINDOW = 300;
    private static final int MINUTE = 60;
    private static final int HOUR = 3_600;
    private static final int PEOPLE = 10_100;
    private static final int NEWCOMERS = 100;

    /** One server. A second ends when all its tasks have run; the requests of each second are counted. */
    private static final class World implements AutoCloseable {
        private final Circle circle = Circle.builder()
                .clock(() -> Instant.parse("2026-01-01T00:00:00Z"))
                .seed(1)
                .build();
        private final Ticker ticker = () -> circle.clock().offset().toNanos();
        private final MemoryLedger ledger = new MemoryLedger();
        private final Queue<Runnable> work = new ArrayDeque<>();
        private final CircleHttp client;
        private final Revoker revoker;
        private final Leases leases;
        private final List<Integer> requestsInSecond = new ArrayList<>();

        World(int limit, Duration accessTokenLife) {
            circle.switches().set("jwt", "hs256"); // Faster to sign.
            circle.accessTokenLife(accessTokenLife);
            circle.people(LongStream.rangeClosed(1, PEOPLE)
                    .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                    .toList());
            Random random = new Random(1);
            client = InProcessCircle.limited(circle, ticker, limit);
            revoker = new Revoker(
                    ledger, client.tokenEndpoint(RequestPriority.REVOCATION), work::add, circle.clock(), random);
            leases = new Leases(new LeaseEnvironment(
                    client::tokenEndpoint,
                    ledger,
                    revoker,
                    Seal.derivedFrom(Secret.of("sandbox-app-token")),
                    SimulatedNode.SCHEDULE,
                    new CircuitBreaker(ticker, random),
                    new ObtainLimit(60, ticker),
                    work::add,
                    ticker,
                    circle.clock(),
                    random));
        }

        private Lease open(long member) {
            MemberIdentity identity = MemberIdentity.communityMemberId(member);
            return leases.open(identity::value, Optional.of(identity), HOUR * 8, leases.nanos());
        }

        /** Revocations run first, then the users' requests: a user behind a revocation would get no token. */
        private void second(Runnable users) {
            long before = circle.audit().calls("");
            ledger.tick(circle.clock().instant());
            revoker.kick();
            users.run();
            workersFinish();
            requestsInSecond.add((int) (circle.audit().calls("") - before));
            circle.clock().advance(Duration.ofSeconds(1));
        }

        private void seconds(int count, Runnable users) {
            for (int i = 0; i < count; i++) {
                second(users);
            }
        }

        private void workersFinish() {
            for (Runnable next = work.poll(); next != null; next = work.poll()) {
                next.run();
            }
        }

        private Lease signedInAtOnce(long member) {
            Lease lease = open(member);
            CompletableFuture<MemberTokens> tokens = leases.tokens(lease, leases.nanos());
            workersFinish();
            assertThat(tokens).as("sign-in of %s", member).isCompleted();
            return lease;
        }

        private void end(Lease lease) {
            leases.end(lease.id(), lease.seenText(), LeaseEnded.Reason.SESSION_ENDED);
        }

        private int mostRequestsInFiveMinutes() {
            int requests = 0;
            int most = 0;
            for (int second = 0; second < requestsInSecond.size(); second++) {
                requests += requestsInSecond.get(second);
                requests -= second < WINDOW ? 0 : requestsInSecond.get(second - WINDOW);
                most = Math.max(most, requests);
            }
            return most;
        }

        private List<Audit.Token> tokensOfTheEnded() {
            return circle.audit().tokens().stream()
                    .filter(token -> token.communityMemberId() > NEWCOMERS)
                    .toList();
        }

        private long revoked() {
            return tokensOfTheEnded().stream()
                    .filter(token -> token.revokedAt() != null)
                    .count();
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private int newcomer;

    private void twoSignIn(World world) {
        for (int i = 0; i < 2; i++) {
            world.signedInAtOnce(1 + newcomer++ % NEWCOMERS);
        }
    }

    /** The tokens live for a day, so that all have to be revoked and none expires. */
    @Test
    @Tag("L17")
    void tenThousandSessionsThatEndAtOnceDelayNoSignInAndLoseNoToken() {
        try (World world = new World(OUR_LIMIT, Duration.ofDays(1))) {
            List<Lease> leases = new ArrayList<>();
            world.seconds((PEOPLE - NEWCOMERS) / 5, () -> {
                for (int i = 0; i < 5; i++) {
                    leases.add(world.signedInAtOnce(1L + NEWCOMERS + leases.size()));
                }
            });
            world.seconds(WINDOW, () -> {});

            leases.forEach(world::end);
            world.seconds(HOUR, () -> twoSignIn(world));
            long beside = world.circle.audit().calls("/revoke");
            // A quarter of the limit beside the sign-ins, then half of it, once the last sign-ins have left the window.
            assertThat(beside).isGreaterThanOrEqualTo(HOUR / WINDOW * OUR_LIMIT / 4);
            int windowsLeft = (int) ((20_000 - beside) / (OUR_LIMIT / 2)) + 2;
            world.seconds(windowsLeft * WINDOW, () -> {});

            List<Audit.Token> tokens = world.tokensOfTheEnded();
            System.out.printf(
                    "%d tokens tried, %d lost; %d revoked in an hour of 2 sign-ins a second, the rest in at most %d min;"
                            + " most requests in 5 min: %d%n",
                    tokens.size(),
                    tokens.size() - world.revoked(),
                    beside,
                    windowsLeft * WINDOW / MINUTE,
                    world.mostRequestsInFiveMinutes());
            assertThat(tokens).hasSize(20_000).allMatch(token -> token.revokedAt() != null && token.revocations() == 1);
            assertThat(world.mostRequestsInFiveMinutes()).isLessThanOrEqualTo(OUR_LIMIT);
        }
    }

    @Test
    void readersThatUseTheirWholeShareDelayNoSignInAndNoRevocation() {
        try (World world = new World(OUR_LIMIT, Duration.ofDays(1))) {
            Deque<Lease> leases = new ArrayDeque<>();
            int[] reads = new int[2];
            world.seconds(HOUR, () -> {
                for (int i = 0; i < 10; i++) {
                    reads[isRead(world) ? 0 : 1]++;
                }
                if (world.requestsInSecond.size() % 3 == 0) {
                    leases.add(world.signedInAtOnce(1L + NEWCOMERS + newcomer++));
                }
                if (leases.size() > 20) {
                    world.end(leases.remove());
                }
            });

            long waiting = world.ledger.pendingRevocations(world.circle.clock().instant());
            System.out.printf(
                    "%d reads, %d refused; %d sign-ins; %d revoked, %d waiting%n",
                    reads[0], reads[1], newcomer, world.circle.audit().calls("/revoke"), waiting);
            assertThat(reads[0]).isGreaterThan(OUR_LIMIT / 2 * HOUR / WINDOW);
            assertThat(reads[1]).isPositive();
            assertThat(waiting).as("of one window at most").isLessThan(200);
        }
    }

    private static boolean isRead(World world) {
        try {
            world.client.requirePermit();
            return true;
        } catch (CircleUnavailableException refused) {
            return false;
        }
    }

    @Test
    @Tag("I7")
    void aUserThatSignsInAThousandTimesAMinuteCostsSixtyObtainsAndOtherUsersNothing() {
        long user = NEWCOMERS + 1;
        try (World world = new World(OUR_LIMIT, Duration.ofHours(1))) {
            for (int i = 0; i < 1_000; i++) {
                Lease lease = world.open(user);
                world.leases.tokens(lease, world.leases.nanos());
                world.revoker.kick();
                world.workersFinish();
                world.end(lease);
                if (i % 16 == 0) {
                    world.signedInAtOnce(1 + i / 16);
                }
                world.circle.clock().advance(Duration.ofMillis(60));
            }

            assertThat(world.circle.audit().calls())
                    .filteredOn(call -> call.path().endsWith("/auth_token"))
                    .filteredOn(call -> Long.valueOf(user).equals(call.communityMemberId()))
                    .hasSize(60);
            assertThat(world.circle.audit().calls("/auth_token")).isEqualTo(60 + 63);
        }
    }

    /** With the whole of Circle's limit, so that the library's own limit does not spread the renewals. */
    @Test
    @Tag("C3")
    void twoThousandLeasesOpenedWithinOneMinuteRenewWithinTwelve() {
        try (World world = new World(CIRCLES_LIMIT, Duration.ofHours(1))) {
            List<Lease> leases = new ArrayList<>();
            world.seconds(MINUTE, () -> {
                int due = (world.requestsInSecond.size() + 1) * CIRCLES_LIMIT / MINUTE;
                while (leases.size() < due) {
                    leases.add(world.signedInAtOnce(1L + leases.size()));
                }
            });
            world.requestsInSecond.clear();
            // The users return in minute 44, so renewals that were due before would be sent then.
            world.circle.clock().advance(Duration.ofMinutes(43));
            world.seconds(
                    16 * MINUTE, () -> leases.forEach(lease -> world.leases.renewIfDue(lease, world.leases.nanos())));

            int[] perMinute = new int[MINUTE];
            for (int second = 0; second < world.requestsInSecond.size(); second++) {
                perMinute[44 + second / MINUTE] += world.requestsInSecond.get(second);
            }
            int most = world.mostRequestsInFiveMinutes();
            System.out.printf("Renewals a minute: %s; most in 5 min: %d%n", Arrays.toString(perMinute), most);
            assertThat(world.circle.audit().calls("/access_token/refresh")).isEqualTo(CIRCLES_LIMIT);
            assertThat(Arrays.stream(perMinute, 45, 58).sum()).isEqualTo(CIRCLES_LIMIT);
            assertThat(Arrays.stream(perMinute, 45, 57)).allMatch(renewals -> renewals > 0);
            assertThat(most).isLessThanOrEqualTo(CIRCLES_LIMIT * 45 / 100);
        }
    }
}
