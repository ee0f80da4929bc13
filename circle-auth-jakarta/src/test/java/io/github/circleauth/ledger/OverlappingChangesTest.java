package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.LEASE_EXPIRY;
import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.pair;
import static io.github.circleauth.ledger.LedgerContract.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.ledger.Ledger.LeaseStatus;
import io.github.circleauth.ledger.Row.Kind;
import io.github.circleauth.seal.Seal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changes of one lease by two servers that overlap. The first server's transaction stops before its commit; the second one
 * runs until it ends or waits for the first; then the first is committed.
 */
class OverlappingChangesTest {

    private static final Instant LATER = LEASE_EXPIRY.plusSeconds(600);
    private static final Subject MEMBER = Subject.of(MemberIdentity.communityMemberId(1001));
    private static final Seal SEAL = Seal.of(List.of(JdbcLedgerContract.KEY));

    /** Changes of the lease {@code a}, which return whether they found it active. */
    enum Step {
        ENTER(ledger -> ledger.enter(MEMBER, NOW, later(pair("a", "r")))),
        ADD(ledger -> ledger.add(later(List.of(row(Kind.ACCESS, "second", "a"))))),
        /** With a {@code now} that is older than the wait for the other server. */
        TOUCH(ledger -> ledger.touch("a", later(pair("a", "r")), NOW) == LeaseStatus.ACTIVE),
        REPLACE(ledger -> {
            Row replaced = row(Kind.REFRESH, "r", "a");
            ledger.replace(
                    List.of(replaced), List.of(row(Kind.REFRESH, "r", "b").dueAt(NOW)));
            return true;
        }),
        END(ledger -> {
            ledger.end("a", List.of(), NOW);
            return false;
        }),
        END_WITH_TOKENS(ledger -> {
            ledger.end("a", pair("a", "r"), NOW);
            return false;
        }),
        /** Of the member whose lease it is. */
        END_ALL(ledger -> {
            ledger.endAll(MEMBER, NOW);
            return false;
        }),
        /** Of an expired lease. */
        CLAIM(ledger -> ledger.claim(LEASE_EXPIRY, LEASE_EXPIRY.plusSeconds(60)).isEmpty());

        private final Predicate<Ledger> work;

        Step(Predicate<Ledger> work) {
            this.work = work;
        }

        private static List<Row> later(List<Row> rows) {
            return rows.stream().map(row -> row.dueAt(LATER)).toList();
        }
    }

    private final ExecutorService servers = Executors.newFixedThreadPool(2);

    @AfterEach
    void close() {
        servers.shutdownNow();
    }

    private static JdbcLedger server(DataSource database) {
        return new JdbcLedger(database, SEAL, LedgerRows.OWNER, true, Runnable::run, Duration.ofMinutes(1));
    }

    /** Creates a ledger on an empty table, with the lease {@code a} in it or not. */
    private static JdbcLedger prepared(TestDatabase database, boolean entered) {
        JdbcLedger ledger = server(Databases.emptied(database.source()));
        ledger.start();
        if (entered) {
            ledger.enter(MEMBER, NOW, pair("a", "r"));
        }
        return ledger;
    }

    /** Runs two steps that overlap. Returns for each whether the lease was active. */
    private List<Boolean> overlap(TestDatabase database, Step first, Step second) throws Exception {
        AtomicBoolean stops = new AtomicBoolean();
        CountDownLatch beforeCommit = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        JdbcLedger one = server(Databases.intercepted(database.source(), (method, connection) -> {
            if (method.equals("commit") && stops.getAndSet(false)) {
                beforeCommit.countDown();
                released.await();
            }
        }));
        AtomicInteger conflicts = new AtomicInteger();
        JdbcLedger two = server(Databases.intercepted(database.source(), (method, connection) -> {
            if (method.equals("rollback")) {
                conflicts.incrementAndGet();
            }
        }));
        one.start();
        two.start();
        stops.set(true);
        Future<Boolean> ofFirst = servers.submit(() -> first.work.test(one));
        beforeCommit.await();
        Future<Boolean> ofSecond = servers.submit(() -> second.work.test(two));
        while (!ofSecond.isDone() && !database.isWaiting() && conflicts.get() == 0) {
            Thread.onSpinWait();
        }
        released.countDown();
        boolean firstActive = ofFirst.get();
        if (conflicts.get() > 0) {
            // H2 shows no wait for an insert of the same row, only its failure. What is given up, the tick would write.
            assertThat(two.flush(Duration.ofMinutes(1))).isZero();
        }
        return List.of(firstActive, ofSecond.get());
    }

    static Stream<Arguments> overlapsWithAnEnd() {
        List<Arguments> all = new ArrayList<>();
        for (TestDatabase database : TestDatabase.values()) {
            for (Step end : List.of(Step.END, Step.END_WITH_TOKENS)) {
                for (Step other : Step.values()) {
                    for (boolean entered : List.of(true, false)) {
                        all.add(Arguments.of(database, entered, end, other));
                        all.add(Arguments.of(database, entered, other, end));
                    }
                }
            }
        }
        return all.stream();
    }

    static Stream<Arguments> overlapsWithTheEndOfAMember() {
        List<Arguments> all = new ArrayList<>();
        for (TestDatabase database : TestDatabase.values()) {
            for (Step other : Step.values()) {
                all.add(Arguments.of(database, true, Step.END_ALL, other));
                all.add(Arguments.of(database, true, other, Step.END_ALL));
            }
            all.add(Arguments.of(database, false, Step.END_ALL, Step.ENTER));
            all.add(Arguments.of(database, false, Step.ENTER, Step.END_ALL));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource({"overlapsWithAnEnd", "overlapsWithTheEndOfAMember"})
    void anEndIsFinal(TestDatabase database, boolean entered, Step first, Step second) throws Exception {
        JdbcLedger ledger = prepared(database, entered);

        overlap(database, first, second);

        assertThat(ledger.ended(List.of("a"))).containsExactly("a");
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ENDED);
        claimAll(ledger, NOW);
        boolean claimed = first == Step.CLAIM || second == Step.CLAIM;
        if (claimed) {
            claimAll(ledger, LEASE_EXPIRY.plusSeconds(60));
        }
        assertThat(ledger.size()).isZero();
    }

    static Stream<Arguments> overlapsWithAnExpiry() {
        return Stream.of(TestDatabase.values())
                .flatMap(database -> Stream.of(Step.ENTER, Step.ADD, Step.TOUCH)
                        .flatMap(use -> Stream.of(
                                Arguments.of(database, use, Step.CLAIM), Arguments.of(database, Step.CLAIM, use))));
    }

    @ParameterizedTest
    @MethodSource("overlapsWithAnExpiry")
    void aLeaseIsEitherUsedOrExpires(TestDatabase database, Step first, Step second) throws Exception {
        JdbcLedger ledger = prepared(database, true);

        List<Boolean> active = overlap(database, first, second);

        // The first server's change is committed, so the second one's must follow it.
        assertThat(active).containsExactly(first != Step.CLAIM, first != Step.CLAIM);
        assertThat(ledger.ended(List.of("a"))).hasSize(first == Step.CLAIM ? 1 : 0);
        assertThat(ledger.claim(LATER.minusMillis(1), LATER).isPresent()).isEqualTo(first == Step.CLAIM);
        claimAll(ledger, LATER.plusSeconds(60));
        assertThat(ledger.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aLeaseThatTwoServersEnterIsOne(TestDatabase database) throws Exception {
        JdbcLedger ledger = prepared(database, false);

        assertThat(overlap(database, Step.ENTER, Step.ENTER)).containsExactly(true, true);

        assertThat(ledger.size()).isEqualTo(2);
        assertThat(ledger.ended(List.of("a"))).isEmpty();
    }

    private static void claimAll(Ledger ledger, Instant now) {
        for (var row = ledger.claim(now, now.plusSeconds(60)); row.isPresent(); ) {
            ledger.delete(row.get());
            row = ledger.claim(now, now.plusSeconds(60));
        }
    }
}
