package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.LEASE_EXPIRY;
import static io.github.circleauth.ledger.LedgerContract.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.circleauth.Logged;
import io.github.circleauth.Secret;
import io.github.circleauth.seal.Seal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A missing table, and one of the former layout, on each database. */
class TableSetupTest {

    private static final Seal SEAL = Seal.of(List.of(JdbcLedgerContract.KEY));

    private static JdbcLedger ledger(TestDatabase database, boolean createsTable) {
        return ledger(database.source(), createsTable);
    }

    private static JdbcLedger ledger(DataSource database, boolean createsTable) {
        Duration long_ = Duration.ofMinutes(1);
        return new JdbcLedger(database, SEAL, LedgerRows.OWNER, createsTable, Runnable::run, long_);
    }

    @ParameterizedTest
    @EnumSource
    void aMissingTableFailsTheStartWithOneMessage(TestDatabase database) {
        Databases.emptied(database.source());

        try (Logged log = Logged.by(JdbcLedger.class)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> ledger(database, false).start())
                    .withMessageStartingWith("circle-auth can't start: its table circle_auth_ledger can't be used (")
                    .withMessageEndingWith("or set circle.auth.ledger.create-table=true.");

            assertThat(log.warnings()).isEmpty();
            assertThat(log.alarms()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTableIsCreatedOnceAndFoundThen(TestDatabase database) {
        Databases.emptied(database.source());

        ledger(database, true).start();
        ledger(database, true).start();
        ledger(database, false).start();

        assertThat(ledger(database, false).size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB", "HSQLDB"})
    void aTableOfTheFormerLayoutStopsTheStartWithTheStatementsThatMoveIt(TestDatabase database) throws SQLException {
        Databases.emptied(database.source());
        createFormerTable(database);

        Throwable failure = catchThrowable(() -> ledger(database, true).start());
        assertThat(failure)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "circle-auth can't start: its table circle_auth_ledger has the layout of a former"
                                + " version. Stop all servers of the application, run these statements, and start them again:\n"
                                + "ALTER TABLE");
        for (String sql : failure.getMessage().split("\n", 2)[1].split(";\\s*")) {
            if (!sql.contains("member_mark DROP DEFAULT")) {
                // A table that was moved half-way is not used.
                assertThatIllegalStateException()
                        .as("before %s", sql)
                        .isThrownBy(() -> ledger(database, true).start())
                        .withMessage(failure.getMessage());
            }
            Databases.execute(database.source(), sql);
        }

        JdbcLedger moved = ledger(database, false);
        moved.start();
        assertThat(moved.size()).isEqualTo(3);
        assertThat(moved.ended(List.of("active", "claimed", "ended"))).containsExactlyInAnyOrder("claimed", "ended");
        List<String> revoked = new ArrayList<>();
        for (var row = moved.claim(LEASE_EXPIRY, LEASE_EXPIRY.plusSeconds(60)); row.isPresent(); ) {
            revoked.add(row.get().token().reveal());
            moved.delete(row.get());
            row = moved.claim(LEASE_EXPIRY, LEASE_EXPIRY.plusSeconds(60));
        }
        assertThat(revoked).containsExactlyInAnyOrder("active", "claimed", "ended");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "DERBY", "HSQLDB"})
    void aTableWithoutItsIndexesIsNotLeftBehind(TestDatabase database) throws SQLException {
        Databases.emptied(database.source());
        Databases.execute(database.source(), "CREATE TABLE obstacle (mark VARCHAR(32))");
        Databases.execute(database.source(), "CREATE INDEX circle_auth_ledger_mark ON obstacle (mark)");
        try {
            for (int start = 0; start < 2; start++) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> ledger(database, true).start())
                        .withMessageContaining("; creating it failed: ");
            }
        } finally {
            Databases.execute(database.source(), "DROP TABLE obstacle");
        }

        ledger(database, true).start();
    }

    @ParameterizedTest
    @EnumSource
    void aTableWithTheSameNameInAnotherSchemaIsNotOurs(TestDatabase database) throws SQLException {
        Databases.emptied(database.source());
        String schema = "other_" + database.name();
        Databases.execute(database.source(), "CREATE SCHEMA " + schema);
        Databases.execute(database.source(), "CREATE TABLE " + schema + ".circle_auth_ledger (lease_id INTEGER)");

        assertThatIllegalStateException()
                .isThrownBy(() -> ledger(database, false).start());
        ledger(database, true).start();

        assertThat(ledger(database, false).size()).isZero();
    }

    /** Another server creates the table after each statement with which a starting one looks for it. */
    @ParameterizedTest
    @EnumSource
    void aTableThatAnotherServerCreatesMeanwhileIsFound(TestDatabase database) {
        for (boolean createsTable : List.of(true, false)) {
            for (int statements = 1; statements <= 3; statements++) {
                Databases.emptied(database.source());
                AtomicInteger left = new AtomicInteger(statements);
                DataSource meanwhile = Databases.intercepted(database.source(), (method, connection) -> {
                    if (method.equals("rollback") && left.decrementAndGet() == 0) {
                        connection.rollback();
                        ledger(database, true).start();
                    }
                });

                ledger(meanwhile, createsTable).start();

                assertThat(left.get()).as("%s, %s", createsTable, statements).isLessThanOrEqualTo(0);
                assertThat(ledger(database, false).size()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void anAccountThatMayOnlyReadTheTableFailsTheStart(TestDatabase database) throws SQLException {
        Databases.emptied(database.source());
        ledger(database, true).start();
        DataSource reader = Databases.readingOnly(database);

        assertThatIllegalStateException()
                .isThrownBy(() -> ledger(reader, false).start())
                .withMessageContaining("denied")
                .withMessageContaining("The account of the data source needs SELECT, INSERT, UPDATE and DELETE on it.");
    }

    /** The table of the former layout had the engine that the server's default is. */
    @ParameterizedTest
    @ValueSource(strings = {"MyISAM", "Aria", "MEMORY"})
    void aTableWithoutTransactionsFailsTheStart(String engine) throws SQLException {
        Databases.emptied(Databases.mariaDb());
        Databases.execute(
                Databases.mariaDb(),
                TableSetup.statements("ledger-mysql.sql").get(0).replace("InnoDB", engine));

        for (DataSource driver : List.of(Databases.mariaDb(), Databases.mariaDbWithMySqlsDriver())) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> ledger(driver, true).start())
                    .withMessage(
                            "circle-auth can't start: its table circle_auth_ledger has the storage engine " + engine
                                    + ", which has no transactions. Execute: ALTER TABLE circle_auth_ledger ENGINE=InnoDB");
        }
        Databases.execute(Databases.mariaDb(), "ALTER TABLE circle_auth_ledger ENGINE=InnoDB");
        ledger(Databases.mariaDb(), false).start();
    }

    @ParameterizedTest
    @EnumSource
    void theMessageNamesTheFileForTheDatabase(TestDatabase database) {
        Databases.emptied(database.source());

        assertThatIllegalStateException()
                .isThrownBy(() -> ledger(database, false).start())
                .withMessageContaining("io/github/circleauth/ledger/"
                        + (database.name().startsWith("MARIADB") ? "ledger-mysql.sql" : "ledger.sql"));
    }

    private static void createFormerTable(TestDatabase database) throws SQLException {
        for (String sql : List.of(
                "CREATE TABLE circle_auth_ledger (lease_id VARCHAR(32) NOT NULL, mark VARCHAR(32) NOT NULL,"
                        + " kind VARCHAR(8) NOT NULL, key_id VARCHAR(8) NOT NULL, token VARCHAR(12000) NOT NULL,"
                        + " expires_at BIGINT NOT NULL, revoke_at BIGINT NOT NULL, attempts INTEGER NOT NULL,"
                        + " PRIMARY KEY (lease_id, mark))",
                "CREATE INDEX circle_auth_ledger_due ON circle_auth_ledger (kind, revoke_at, lease_id)",
                "CREATE INDEX circle_auth_ledger_mark ON circle_auth_ledger (mark)")) {
            Databases.execute(database.source(), sql);
        }
        insertFormer(database, "active", 0);
        insertFormer(database, "claimed", 1);
        insertFormer(database, "ended", 0);
        long end = NOW.toEpochMilli();
        Databases.execute(
                database.source(),
                "INSERT INTO circle_auth_ledger VALUES ('ended', 'END', 'END', 'key', '', " + end + ", " + end
                        + ", 1)");
    }

    private static void insertFormer(TestDatabase database, String lease, int attempts) throws SQLException {
        String key = SEAL.keyIds().get(0);
        String sealed = SEAL.seal(lease, lease);
        String mark = Seal.mark(Secret.of(lease));
        long expiry = NOW.plus(Duration.ofDays(30)).toEpochMilli();
        Databases.execute(
                database.source(),
                "INSERT INTO circle_auth_ledger VALUES ('" + lease + "', '" + mark + "', 'REFRESH', '" + key + "', '"
                        + sealed + "', " + expiry + ", " + LEASE_EXPIRY.toEpochMilli() + ", " + attempts + ")");
    }
}
