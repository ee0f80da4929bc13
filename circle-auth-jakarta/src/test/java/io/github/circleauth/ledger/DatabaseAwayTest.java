package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.CLAIMED;
import static io.github.circleauth.ledger.LedgerContract.HOLD_END;
import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.pair;
import static io.github.circleauth.ledger.LedgerContract.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.circleauth.Logged;
import io.github.circleauth.ledger.Ledger.LeaseStatus;
import io.github.circleauth.ledger.Row.Kind;
import io.github.circleauth.seal.Seal;
import java.lang.reflect.Proxy;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database is away, or hangs, or has no such table: no page breaks, nothing is forgotten, and it is told. */
class DatabaseAwayTest {

    private static final Seal SEAL = Seal.of(List.of(JdbcLedgerContract.KEY));
    private static final Duration LONG = Duration.ofMinutes(1);

    private final DataSource real = Databases.h2();
    private boolean away;
    private int connections;

    private final DataSource database = (DataSource) Proxy.newProxyInstance(
            DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                if (!method.getName().equals("getConnection")) {
                    throw new UnsupportedOperationException(method.getName());
                }
                connections++;
                if (away) {
                    throw new SQLNonTransientConnectionException("Connection refused", "08001");
                }
                return real.getConnection();
            });

    private final JdbcLedger ledger = on(Runnable::run, LONG);

    private JdbcLedger on(Executor thread, Duration longestWait) {
        return new JdbcLedger(database, SEAL, true, thread, longestWait);
    }

    @BeforeEach
    void noTable() {
        Databases.emptied(real);
    }

    @Test
    void tokensAreHandedOutWhileTheDatabaseIsAwayAndWrittenWhenItIsBack() {
        ledger.start();
        away = true;

        assertThat(ledger.enter(pair("a", "r"))).isTrue();
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ACTIVE);
        assertThat(ledger.claim(HOLD_END, CLAIMED)).isEmpty();

        away = false;
        ledger.tick(NOW);
        assertThat(on(Runnable::run, LONG).size()).isEqualTo(2);
    }

    @Test
    void anEndWhileTheDatabaseIsAwayIsWrittenWhenItIsBack() {
        ledger.enter(pair("a", "r"));
        away = true;
        ledger.end("a", List.of(), NOW);

        away = false;
        ledger.tick(NOW);

        assertThat(ledger.claim(NOW, CLAIMED)).isPresent();
    }

    @Test
    void aRevokedTokenIsNotRevokedAgainThoughTheDatabaseCouldNotBeTold() {
        ledger.enter(List.of(row(Kind.ACCESS, "t", "a")));
        Row claimed = ledger.claim(HOLD_END, HOLD_END.plusSeconds(60)).orElseThrow();
        away = true;
        ledger.delete(claimed);

        away = false;
        ledger.tick(HOLD_END);

        assertThat(ledger.claim(HOLD_END.plusSeconds(60), HOLD_END.plusSeconds(120)))
                .isEmpty();
        assertThat(ledger.size()).isZero();
    }

    @Test
    void whileItIsAwayItIsAskedOnceATickAndByNobodyElse() {
        away = true;
        ledger.start();
        connections = 0;

        for (int i = 0; i < 10; i++) {
            ledger.enter(pair("lease-" + i, "r"));
            ledger.end("lease-" + i, List.of(), NOW);
            ledger.claim(NOW, CLAIMED);
            ledger.waiting(NOW);
        }
        assertThat(connections).isZero();

        ledger.tick(NOW);
        assertThat(connections).isEqualTo(1);
    }

    @Test
    void theTouchesOfALeaseBecomeOneSoThatALongAbsenceFillsNoMemory() {
        ledger.start();
        ledger.enter(pair("a", "r"));
        away = true;
        Instant last = HOLD_END;
        for (int i = 0; i < 100; i++) {
            last = HOLD_END.plusSeconds(i);
            Instant hold = last;
            ledger.touch(
                    "a", pair("a", "r").stream().map(row -> row.dueAt(hold)).toList(), NOW);
        }
        assertThat(ledger.settle(LONG)).isEqualTo(1);

        away = false;
        ledger.tick(NOW);
        assertThat(ledger.claim(last.minusMillis(1), CLAIMED)).isEmpty();
        assertThat(ledger.claim(last, CLAIMED)).isPresent();
    }

    @Test
    void aLeaseThatWasInUseWhileTheDatabaseWasAwayForLongerThanItsHoldStands() {
        ledger.start();
        ledger.enter(pair("a", "r"));
        away = true;
        Instant soon = HOLD_END.plusSeconds(300);
        Instant last = HOLD_END.plusSeconds(600);
        ledger.touch("a", List.of(row(Kind.REFRESH, "r", "a").dueAt(soon)), HOLD_END.minusSeconds(1));
        ledger.add(List.of(row(Kind.ACCESS, "renewed", "a").dueAt(soon)));
        ledger.touch("a", List.of(row(Kind.REFRESH, "r", "a").dueAt(last)), HOLD_END.plusSeconds(1));

        away = false;
        ledger.tick(HOLD_END.plusSeconds(2));

        assertThat(ledger.claim(last.minusMillis(1), CLAIMED)).isEmpty();
        assertThat(ledger.size()).isEqualTo(3);
        assertThat(ledger.touch("a", pair("a", "r"), HOLD_END.plusSeconds(3))).isEqualTo(LeaseStatus.ACTIVE);
    }

    @Test
    void tokensOfTouchesThatBecameOneAreAllWritten() {
        ledger.start();
        ledger.enter(pair("a", "r"));
        away = true;
        ledger.touch("a", List.of(row(Kind.ACCESS, "second", "a")), NOW);
        ledger.touch("a", List.of(row(Kind.ACCESS, "third", "a")), NOW);

        away = false;
        ledger.tick(NOW);

        assertThat(ledger.size()).isEqualTo(4);
    }

    @Test
    void aDatabaseThatHangsIsWaitedForOnceAndHoldsUpNoEnd() {
        Queue<Runnable> stuck = new ArrayDeque<>();
        JdbcLedger hanging = on(stuck::add, Duration.ZERO);

        assertThat(hanging.enter(pair("a", "r"))).isTrue();
        assertThat(hanging.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ACTIVE);
        hanging.end("a", List.of(), NOW);
        assertThat(hanging.claim(NOW, CLAIMED)).isEmpty();
        assertThat(stuck).hasSize(1);

        while (!stuck.isEmpty()) {
            stuck.remove().run();
        }
        assertThat(ledger.claim(NOW, CLAIMED)).isPresent();
    }

    @Test
    void theOperatorIsToldOnceThatTheDatabaseIsAwayAndOnceThatItIsBack() {
        ledger.start();
        try (Logged log = Logged.by(JdbcLedger.class)) {
            away = true;
            ledger.enter(pair("a", "r"));
            ledger.enter(pair("b", "s"));
            ledger.tick(NOW);
            away = false;
            ledger.tick(NOW);
            ledger.tick(NOW);

            assertThat(log.warnings())
                    .containsExactly(
                            "The ledger's database can't be had (Connection refused). Tokens are handed out and"
                                    + " sessions end all the same. What changes waits in memory until it is back, and is lost if"
                                    + " this server dies before.");
            assertThat(log.at(Level.INFO))
                    .containsExactly("The ledger's database is back. Changes that waited for it: 2.");
        }
    }

    @Test
    void whatCouldNotBeWrittenIsCountedAtTheEnd() {
        away = true;
        ledger.end("a", pair("a", "r"), NOW);

        assertThat(ledger.settle(LONG)).isEqualTo(1);

        away = false;
        assertThat(ledger.settle(LONG)).isZero();
    }

    @Test
    void aDatabaseThatIsAwayAtTheStartIsNoError() {
        away = true;
        assertThatCode(ledger::start).doesNotThrowAnyException();
        ledger.enter(pair("a", "r"));

        away = false;
        ledger.tick(NOW);
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void aMissingTableFailsTheStartWithWhatToDo() {
        JdbcLedger withoutTable = new JdbcLedger(database, SEAL, false, Runnable::run, LONG);

        assertThatIllegalStateException()
                .isThrownBy(withoutTable::start)
                .withMessageStartingWith(
                        "circle-auth can't start: its table circle_auth_ledger can't be used (Table \"CIRCLE_AUTH_LEDGER\""
                                + " not found")
                .withMessageEndingWith("Make it with the statements in io/github/circleauth/ledger/ledger.sql of"
                        + " circle-auth's jar, or set circle.auth.ledger.create-table=true.");
    }

    @Test
    void aTableThatIsThereIsUsedAsItIs() {
        ledger.start();
        ledger.enter(pair("a", "r"));

        JdbcLedger nextStart = on(Runnable::run, LONG);
        nextStart.start();

        assertThat(nextStart.size()).isEqualTo(2);
    }
}
