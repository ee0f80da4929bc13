package io.github.circleauth.ledger;

import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The databases on which the ledger is tested, each with its way to show that a transaction waits for a lock. */
enum TestDatabase {
    H2(Databases::impatientH2, "INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL"),
    POSTGRESQL(Databases::postgres, "pg_stat_activity WHERE wait_event_type = 'Lock'"),
    MARIADB(Databases::mariaDb, TestDatabase.MARIADB_WAITS),
    MARIADB_AFFECTED_ROWS(Databases::mariaDbWithAffectedRows, TestDatabase.MARIADB_WAITS),
    DERBY(Databases::derby, "SYSCS_DIAG.LOCK_TABLE WHERE STATE = 'WAIT'"),
    HSQLDB(Databases::hsqldb, "INFORMATION_SCHEMA.SYSTEM_SESSIONS WHERE WAITING_FOR_THIS <> ''");

    private static final String MARIADB_WAITS = "INFORMATION_SCHEMA.GLOBAL_STATUS"
            + " WHERE VARIABLE_NAME = 'INNODB_ROW_LOCK_CURRENT_WAITS' AND VARIABLE_VALUE > 0";

    private final Supplier<DataSource> source;
    private final String waiting;

    TestDatabase(Supplier<DataSource> source, String waiting) {
        this.source = source;
        this.waiting = waiting;
    }

    DataSource source() {
        return source.get();
    }

    /** Returns whether a transaction waits for another one. */
    boolean isWaiting() {
        try {
            return Databases.number(source(), "SELECT COUNT(*) FROM " + waiting) > 0;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
