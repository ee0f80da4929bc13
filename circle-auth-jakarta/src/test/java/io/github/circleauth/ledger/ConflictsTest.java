package io.github.circleauth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which failures are conflicts of transactions, by the documentation of the databases and their drivers. */
class ConflictsTest {

    @ParameterizedTest
    @CsvSource({
        "PostgreSQL deadlock, 40P01, 0",
        "PostgreSQL serialization failure, 40001, 0",
        "PostgreSQL lock timeout, 55P03, 0",
        "PostgreSQL duplicate key, 23505, 0",
        "MariaDB deadlock, 40001, 1213",
        "MariaDB lock timeout, HY000, 1205",
        "MariaDB duplicate key, 23000, 1062",
        "MySQL group replication, 40000, 3101",
        "H2 concurrent update, 90131, 90131",
        "H2 lock timeout, HYT00, 50200",
        "Derby deadlock, 40001, 30000",
        "Derby lock timeout, 40XL1, 30000",
        "HSQLDB serialization failure, 40001, -4861",
        "Oracle deadlock, 61000, 60",
        "Oracle serialization failure, 72000, 8177",
        "Oracle duplicate key, 23000, 1",
        "SQL Server deadlock, 40001, 1205",
        "SQL Server lock timeout, S0051, 1222",
        "SQL Server snapshot conflict, S0002, 3960",
        "SQL Server duplicate key, 23000, 2627",
        "Db2 deadlock or timeout, 40001, -911",
        "Db2 deadlock or timeout without a rollback, 57033, -913",
        "Db2 duplicate key, 23505, -803"
    })
    void aConflictIsRepeated(String what, String state, int code) {
        assertThat(LedgerDatabase.isConflict(new SQLException(what, state, code)))
                .as(what)
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "connection refused, 08001, 0",
        "no such table, 42P01, 0",
        "no right, 42501, 0",
        "no space, 53100, 0",
        "unknown, , 0"
    })
    void anotherFailureIsNot(String what, String state, int code) {
        assertThat(LedgerDatabase.isConflict(new SQLException(what, state, code)))
                .as(what)
                .isFalse();
    }
}
