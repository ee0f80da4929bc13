package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.pair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A start with an unreachable database, without the table, and with one. */
class LedgerStartTest extends DatabaseOutageTestBase {

    @Test
    @Tag("R4")
    void anUnreachableDatabaseAtTheStartIsNoError() {
        unreachable = true;
        assertThatCode(ledger::start).doesNotThrowAnyException();
        ledger.enter(pair("a", "r"));

        unreachable = false;
        ledger.tick(NOW);
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void aMissingTableFailsTheStartWithInstructions() {
        JdbcLedger withoutTable = new JdbcLedger(database, SEAL, LedgerRows.OWNER, false, Runnable::run, LONG);

        assertThatIllegalStateException()
                .isThrownBy(withoutTable::start)
                .withMessageStartingWith(
                        "circle-auth can't start: its table circle_auth_ledger can't be used (Table \"CIRCLE_AUTH_LEDGER\""
                                + " not found")
                .withMessageEndingWith("Create it with the statements in io/github/circleauth/ledger/ledger.sql of"
                        + " circle-auth's jar, or set circle.auth.ledger.create-table=true.");
    }

    @Test
    void anExistingTableIsKept() {
        ledger.start();
        ledger.enter(pair("a", "r"));

        JdbcLedger nextStart = on(Runnable::run, LONG);
        nextStart.start();

        assertThat(nextStart.size()).isEqualTo(2);
    }
}
