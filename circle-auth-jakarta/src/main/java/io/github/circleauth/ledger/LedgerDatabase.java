package io.github.circleauth.ledger;

import io.github.circleauth.seal.Seal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs transactions on the ledger's table, one after the other, all on the ledger's thread. */
final class LedgerDatabase {

    // Classes of SQLSTATE, ISO 9075-2 (23.1).
    private static final String ROLLED_BACK = "40";
    private static final String DATA = "22";
    private static final String INTEGRITY = "23";

    /**
     * Error codes of conflicts that have another SQLSTATE: Oracle's deadlock (60) and serialization failure (8177), H2's
     * concurrent update (90131) and lock timeout (50200), the lock timeouts of MySQL (1205) and SQL Server (1222), and SQL
     * Server's snapshot conflict (3960).
     */
    private static final Set<Integer> CONFLICTS = Set.of(60, 8177, 90131, 50200, 1205, 1222, 3960);

    /** SQLSTATEs of lock timeouts in other classes: PostgreSQL's and Db2's. */
    private static final Set<String> LOCK_TIMEOUTS = Set.of("55P03", "57033");

    private static final int ATTEMPTS = 5;
    private static final long MAX_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int MAX_REASON_LENGTH = 300;

    private final DataSource database;
    private final Seal seal;
    private final LedgerOwner owner;
    private final boolean createsTable;

    /** Known once the table has been found. */
    private @Nullable Dialect dialect;

    LedgerDatabase(DataSource database, Seal seal, LedgerOwner owner, boolean createsTable) {
        this.database = database;
        this.seal = seal;
        this.owner = owner;
        this.createsTable = createsTable;
    }

    /** The work of one transaction. */
    interface Work<T> {
        T in(LedgerTable table) throws SQLException;
    }

    /** Runs a transaction. If it conflicts with another server's, it is repeated after a random pause. */
    <T> T transact(Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return transactOnce(work);
            } catch (SQLException failure) {
                if (attempt == ATTEMPTS || !isConflict(failure)) {
                    throw failure;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * MAX_PAUSE));
            }
        }
    }

    private <T> T transactOnce(Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            // The default of every connection. Some drivers read the level in a transaction, in which it can't be set.
            connection.setAutoCommit(true);
            int level = connection.getTransactionIsolation();
            T result;
            try {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(false);
                result = commit(connection, work);
            } catch (SQLException | RuntimeException | Error failure) {
                rollBack(connection, level, failure);
                throw failure;
            }
            putBack(connection, level);
            return result;
        } catch (RuntimeException | Error broken) {
            // From a connection pool or a driver, such as a class that is missing: the database can't be used. An Error
            // that left this method would keep the threads that wait for the result waiting.
            throw new SQLException(broken);
        }
    }

    private <T> T commit(Connection connection, Work<T> work) throws SQLException {
        T result = work.in(table(connection));
        connection.commit();
        return result;
    }

    /** Returns the table. Before its first use it is found or created. */
    private LedgerTable table(Connection connection) throws SQLException {
        if (dialect != null) {
            return new LedgerTable(connection, dialect, seal, owner.id());
        }
        LedgerTable table = new LedgerTable(connection, Dialect.of(connection), seal, owner.id());
        new TableSetup(connection, table).find(createsTable);
        dialect = table.dialect();
        return table;
    }

    /** Returns the name of the file with the statements that create the table, as far as the database is known. */
    String creation() {
        return (dialect == null ? Dialect.POSTGRESQL : dialect).creation();
    }

    private static void rollBack(Connection connection, int level, Throwable failure) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            putBack(connection, level);
        } catch (SQLException | RuntimeException | Error connectionIsGone) {
            failure.addSuppressed(connectionIsGone);
        }
    }

    /** Restores the connection for its next user in the pool. */
    private static void putBack(Connection connection, int level) throws SQLException {
        connection.setAutoCommit(true);
        connection.setTransactionIsolation(level);
    }

    /** Returns whether other transactions kept this one from its end, so that it may succeed later. */
    static boolean isConflict(SQLException failure) {
        return isOfClass(failure, ROLLED_BACK)
                || isOfClass(failure, INTEGRITY)
                || CONFLICTS.contains(failure.getErrorCode())
                || LOCK_TIMEOUTS.contains(String.valueOf(failure.getSQLState()));
    }

    /** Returns whether the database responded, and rejected the values. */
    static boolean isDataError(SQLException failure) {
        return isOfClass(failure, DATA) || isOfClass(failure, INTEGRITY);
    }

    private static boolean isOfClass(SQLException failure, String sqlStateClass) {
        return failure.getSQLState() != null && failure.getSQLState().startsWith(sqlStateClass);
    }

    /**
     * Returns the failure's message on one line, for logs. It contains no secret, since the database receives sealed tokens
     * only.
     */
    static String reason(SQLException failure) {
        return onOneLine(String.valueOf(failure.getMessage()));
    }

    /** Returns a text of the database or its driver on one line, not too long. */
    static String onOneLine(String text) {
        String message = text.replaceAll("\\s+", " ").strip();
        return message.length() <= MAX_REASON_LENGTH ? message : message.substring(0, MAX_REASON_LENGTH) + "…";
    }
}
