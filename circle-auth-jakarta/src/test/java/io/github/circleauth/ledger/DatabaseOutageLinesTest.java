package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.CLAIM_END;
import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** The lines of the log about a database that is away, comes and goes, or refuses a transaction. */
class DatabaseOutageLinesTest extends DatabaseOutageTestBase {

    @Test
    void aDatabaseThatComesAndGoesDoesNotFloodTheLog() {
        ledger.start();
        try (Logged log = Logged.by(JdbcLedger.class)) {
            for (int i = 0; i < 100; i++) {
                unreachable = true;
                ledger.enter(pair("lease-" + i, "r"));
                unreachable = false;
                ledger.tick(NOW);
            }
            assertThat(log.warnings()).hasSize(5);
            assertThat(log.at(Level.INFO)).hasSize(5);
        }
        assertThat(ledger.size()).isEqualTo(200);
    }

    @Test
    void anOutageIsLoggedOnceAtItsBeginningAndOnceAtItsEnd() {
        ledger.start();
        try (Logged log = Logged.by(JdbcLedger.class)) {
            unreachable = true;
            ledger.enter(pair("a", "r"));
            ledger.enter(pair("b", "s"));
            ledger.tick(NOW);
            unreachable = false;
            ledger.tick(NOW);
            ledger.tick(NOW);

            assertThat(log.warnings())
                    .containsExactly(
                            "CIRCLE-0073: The ledger's database can't be reached (Connection refused). Tokens are still handed"
                                    + " out, and sessions still end. Changes are kept in memory until the database is back, and"
                                    + " are lost if this server stops before.");
            assertThat(log.at(Level.INFO))
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0074: The ledger's database can be reached again. Changes to be written: 2.");
        }
    }

    @Test
    void aTableThatIsMissingAfterAnOutageIsLoggedWithInstructions() {
        JdbcLedger withoutTable = new JdbcLedger(database, SEAL, LedgerRows.OWNER, false, Runnable::run, LONG);
        unreachable = true;
        withoutTable.start();
        withoutTable.enter(pair("a", "r"));
        unreachable = false;

        try (Logged log = Logged.by(JdbcLedger.class)) {
            withoutTable.tick(NOW);
            withoutTable.tick(NOW);
            assertThat(log.alarms())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "CIRCLE-0075: Tokens are handed out, but the changes of the ledger are kept in memory, and"
                                    + " are lost if this server stops: its table circle_auth_ledger can't be used (")
                    .endsWith("or set circle.auth.ledger.create-table=true.");
        }
        on(Runnable::run, LONG).start();
        withoutTable.tick(NOW);

        assertThat(withoutTable.size()).isEqualTo(2);
    }

    @Test
    void conflictsThatDoNotEndAreNoOutage() {
        ledger.start();
        conflict = true;
        try (Logged log = Logged.by(JdbcLedger.class)) {
            ledger.end("a", pair("a", "r"), NOW);
            assertThat(connections).isGreaterThan(5);
            assertThat(ledger.claim(NOW, CLAIM_END)).isEmpty();
            assertThat(log.warnings()).isEmpty();
            assertThat(log.alarms()).isEmpty();
        }

        conflict = false;
        ledger.tick(NOW);
        assertThat(ledger.claim(NOW, CLAIM_END)).isPresent();
    }
}
