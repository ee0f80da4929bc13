package io.github.circleauth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.circleauth.seal.Seal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** Runs transactions on the ledger's table, one after the other, all on the ledger's thread. */
final class LedgerDatabase {

    // Classes of SQLSTATE, ISO 9075-2 (23.1).
    private static final String ROLLED_BACK = "40";
    private static final String DATA = "22";
    private static final String INTEGRITY = "23";
    private static final String SYNTAX_OR_ACCESS_RULE = "42";

    private static final int ATTEMPTS = 3;
    private static final int MAX_REASON_LENGTH = 300;

    private final DataSource database;
    private final Seal seal;
    private final boolean createsTable;
    private boolean foundTable;

    LedgerDatabase(DataSource database, Seal seal, boolean createsTable) {
        this.database = database;
        this.seal = seal;
        this.createsTable = createsTable;
    }

    /** The work of one transaction. */
    interface Work<T> {
        T in(LedgerTable table) throws SQLException;
    }

    /** Runs a transaction. If it conflicts with another server's, it is repeated. */
    <T> T transact(Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return transactOnce(work);
            } catch (SQLException failure) {
                if (attempt == ATTEMPTS || !isConflict(failure)) {
                    throw failure;
                }
            }
        }
    }

    private <T> T transactOnce(Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                if (!foundTable) {
                    findTable(connection);
                }
                T result = work.in(new LedgerTable(connection, seal));
                connection.commit();
                // The default of every connection, restored for the next user of the connection pool.
                connection.setAutoCommit(true);
                return result;
            } catch (SQLException | RuntimeException failure) {
                rollBack(connection, failure);
                throw failure;
            }
        } catch (RuntimeException broken) {
            // From a connection pool or a driver: the database can't be used.
            throw new SQLException(broken);
        }
    }

    private static void rollBack(Connection connection, Exception failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException connectionIsGone) {
            failure.addSuppressed(connectionIsGone);
        }
    }

    private void findTable(Connection connection) throws SQLException {
        if (createsTable) {
            for (String statement : createStatements()) {
                try (Statement create = connection.createStatement()) {
                    create.execute(statement);
                }
            }
        }
        new LedgerTable(connection, seal).due(Row.Kind.REFRESH, Instant.EPOCH, 1);
        connection.commit();
        foundTable = true;
    }

    /** Returns the statements that create the table and its indexes. */
    static List<String> createStatements() {
        try (InputStream script = requireNonNull(LedgerDatabase.class.getResourceAsStream("ledger.sql"))) {
            return List.of(new String(script.readAllBytes(), UTF_8).strip().split(";\\s*"));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static boolean isConflict(SQLException failure) {
        return isOfClass(failure, ROLLED_BACK) || isOfClass(failure, INTEGRITY);
    }

    /** Returns whether the database responded, and the table is missing or unusable. */
    static boolean isTableError(SQLException failure) {
        return isOfClass(failure, SYNTAX_OR_ACCESS_RULE);
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
        String message = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
        return message.length() <= MAX_REASON_LENGTH ? message : message.substring(0, MAX_REASON_LENGTH) + "…";
    }
}
