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

/** The way to the ledger's table: one transaction after the other, all on the ledger's thread. */
final class LedgerDatabase {

    // The classes of SQLSTATE (ISO 9075-2, 23.1) that mean something here.
    private static final String ROLLED_BACK = "40";
    private static final String DATA = "22";
    private static final String INTEGRITY = "23";
    private static final String SYNTAX_OR_ACCESS_RULE = "42";

    private static final int TRIES = 3;
    private static final int LONGEST_REASON = 300;

    private final DataSource database;
    private final Seal seal;
    private final boolean createsTable;
    private boolean foundTable;

    LedgerDatabase(DataSource database, Seal seal, boolean createsTable) {
        this.database = database;
        this.seal = seal;
        this.createsTable = createsTable;
    }

    /** What is done within a transaction. */
    interface Work<T> {
        T in(LedgerTable table) throws SQLException;
    }

    /** Does some work, all of it or none. What lost against another server is tried again. */
    <T> T transact(Work<T> work) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                return transactOnce(work);
            } catch (SQLException failure) {
                if (tries == TRIES || !lostAgainstAnother(failure)) {
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
                connection.setAutoCommit(true); // As every connection begins, for whoever gets it from the pool next.
                return result;
            } catch (SQLException | RuntimeException failure) {
                rollBack(connection, failure);
                throw failure;
            }
        } catch (RuntimeException broken) { // A pool's or a driver's: whatever it is, the database can't be had.
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
            for (String statement : creation()) {
                try (Statement create = connection.createStatement()) {
                    create.execute(statement);
                }
            }
        }
        new LedgerTable(connection, seal).due(Row.Kind.REFRESH, Instant.EPOCH, 1);
        connection.commit();
        foundTable = true;
    }

    /** Returns the statements that make the table. */
    static List<String> creation() {
        try (InputStream script = requireNonNull(LedgerDatabase.class.getResourceAsStream("ledger.sql"))) {
            return List.of(new String(script.readAllBytes(), UTF_8).strip().split(";\\s*"));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static boolean lostAgainstAnother(SQLException failure) {
        return isOfClass(failure, ROLLED_BACK) || isOfClass(failure, INTEGRITY);
    }

    /** Returns whether the database is there, and the table isn't, or isn't as it must be. */
    static boolean isAboutTheTable(SQLException failure) {
        return isOfClass(failure, SYNTAX_OR_ACCESS_RULE);
    }

    /** Returns whether the database is there, and will not take what it was given. */
    static boolean isAboutTheValues(SQLException failure) {
        return isOfClass(failure, DATA) || isOfClass(failure, INTEGRITY);
    }

    private static boolean isOfClass(SQLException failure, String sqlStateClass) {
        return failure.getSQLState() != null && failure.getSQLState().startsWith(sqlStateClass);
    }

    /** Returns what went wrong, on one line. The database has no secret that it could tell: tokens come to it sealed. */
    static String reason(SQLException failure) {
        String message = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
        return message.length() <= LONGEST_REASON ? message : message.substring(0, LONGEST_REASON) + "…";
    }
}
