package io.github.circleauth.ledger;

import io.github.circleauth.seal.Seal;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A database that can be away, and a ledger on it that works on the calling thread. */
abstract class DatabaseOutageTestBase {

    static final Seal SEAL = Seal.of(List.of(JdbcLedgerContract.KEY));
    static final Duration LONG = Duration.ofMinutes(1);
    final DataSource real = Databases.h2();
    boolean unreachable;
    boolean conflict;

    @Nullable Throwable unexpected;

    int connections;

    final DataSource database = Databases.connecting(() -> {
        connections++;
        if (unreachable) {
            throw new SQLNonTransientConnectionException("Connection refused", "08001");
        }
        throwIfUnexpected();
        if (conflict) {
            throw new SQLTransactionRollbackException("Deadlock.", "40P01");
        }
        return real.getConnection();
    });

    final JdbcLedger ledger = on(Runnable::run, LONG);

    JdbcLedger on(Executor thread, Duration longestWait) {
        return new JdbcLedger(database, SEAL, LedgerRows.OWNER, true, thread, longestWait);
    }

    void throwIfUnexpected() {
        if (unexpected instanceof RuntimeException failure) {
            throw failure;
        }
        if (unexpected instanceof Error failure) {
            throw failure;
        }
    }

    @BeforeEach
    void noTable() {
        Databases.emptied(real);
    }
}
