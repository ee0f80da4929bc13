package io.github.circleauth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds or creates the table.
 *
 * @param connection a connection without a transaction in progress
 */
record TableSetup(Connection connection, LedgerTable table) {

    private static final int VALID_WITHIN_SECONDS = 2;

    /** A statement that fails if the table is not as expected. */
    private interface Probe {
        void run() throws SQLException;
    }

    /**
     * Finds the table.
     *
     * @param creates whether to create it if it is missing
     * @throws UnusableTableException if there is no table of this layout
     */
    void find(boolean creates) throws SQLException {
        Optional<SQLException> failure = tried(this::probe);
        if (failure.isEmpty()) {
            refuseEngineWithoutTransactions();
            return;
        }
        // A database says in its own way that a table is missing. But if it responds, nothing else is wrong.
        if (!connection.isValid(VALID_WITHIN_SECONDS)) {
            throw failure.get();
        }
        refuseFormerLayout(failure.get());
        // At any moment another server may create it.
        boolean isThere = tried(this::probeLayout).isEmpty();
        Optional<SQLException> creation = creates && !isThere ? tried(this::create) : Optional.empty();
        Optional<SQLException> stillUnusable = tried(this::probe);
        if (stillUnusable.isPresent()) {
            throw unusable(stillUnusable.get(), creation);
        }
        refuseEngineWithoutTransactions();
    }

    /** A server's default may be such an engine, and replaces another one that is not there. */
    private void refuseEngineWithoutTransactions() throws SQLException {
        Optional<String> query = table.dialect().engineWithoutTransactions();
        String engine = query.isEmpty() ? "" : table.statements().text(query.get());
        connection.commit();
        if (!engine.isEmpty()) {
            throw new UnusableTableException("its table circle_auth_ledger has the storage engine " + engine
                    + ", which has no transactions. Execute: ALTER TABLE circle_auth_ledger ENGINE=InnoDB");
        }
    }

    private void refuseFormerLayout(SQLException failure) throws SQLException {
        Optional<String> move = table.dialect().move();
        // In this order: a table of this layout that has just been created passes both probes.
        boolean isFormer = tried(this::probeFormerLayout).isEmpty()
                && tried(this::probeLayout).isPresent();
        if (isFormer && move.isPresent()) {
            throw new UnusableTableException(
                    "its table circle_auth_ledger has the layout of a former version. Stop all"
                            + " servers of the application, run these statements, and start them again:\n"
                            + script(move.get()).replace(":owner", table.owner()),
                    failure);
        }
    }

    private UnusableTableException unusable(SQLException failure, Optional<SQLException> creation) {
        String ofCreation = creation.map(refused -> "; creating it failed: " + LedgerDatabase.reason(refused))
                .orElse("");
        return new UnusableTableException(
                "its table circle_auth_ledger can't be used (" + LedgerDatabase.reason(failure) + ofCreation
                        + "). The account of the data source needs SELECT, INSERT, UPDATE and DELETE on it. Create it with"
                        + " the statements in io/github/circleauth/ledger/"
                        + table.dialect().creation()
                        + " of circle-auth's jar, or set circle.auth.ledger.create-table=true.",
                failure);
    }

    /** Returns the failure of a step, if it failed. After it, no transaction is in progress. */
    private Optional<SQLException> tried(Probe step) throws SQLException {
        try {
            step.run();
            connection.commit();
            return Optional.empty();
        } catch (SQLException failure) {
            connection.rollback();
            return Optional.of(failure);
        }
    }

    /** Fails if the table is not as it must be, or if one of the rights is missing. Changes nothing. */
    private void probe() throws SQLException {
        LedgerStatements statements = table.statements();
        statements.execute(
                "INSERT INTO circle_auth_ledger (" + LedgerTable.COLUMNS + ") SELECT " + LedgerTable.COLUMNS
                        + " FROM circle_auth_ledger WHERE lease_id = ?",
                LedgerTable.NONE);
        statements.execute("UPDATE circle_auth_ledger SET attempts = attempts WHERE lease_id = ?", LedgerTable.NONE);
        statements.execute("DELETE FROM circle_auth_ledger WHERE lease_id = ?", LedgerTable.NONE);
    }

    /** Fails if the table is missing or has another layout. */
    private void probeLayout() throws SQLException {
        table.statements().count("lease_id = ? AND owner = mark AND identity_mark = member_mark", LedgerTable.NONE);
    }

    /** Fails if there is no table of the former layout, which had no owner. */
    private void probeFormerLayout() throws SQLException {
        table.statements().count("lease_id = ? AND mark = key_id", LedgerTable.NONE);
    }

    /** Creates the table and its indexes, or nothing: without an index it would be found complete at the next start. */
    private void create() throws SQLException {
        List<String> statements = statements(table.dialect().creation());
        execute(statements.get(0));
        try {
            for (String index : statements.subList(1, statements.size())) {
                execute(index);
            }
        } catch (SQLException | RuntimeException | Error failure) {
            dropUnlessRolledBack(failure);
            throw failure;
        }
    }

    private void dropUnlessRolledBack(Throwable failure) {
        try {
            if (connection.getMetaData().dataDefinitionCausesTransactionCommit()) {
                execute("DROP TABLE circle_auth_ledger");
            }
        } catch (SQLException | RuntimeException | Error remains) {
            failure.addSuppressed(remains);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the statements of a file one by one, without comments. */
    static List<String> statements(String name) {
        String sql = script(name).replaceAll("(?m)^--.*\\R", "");
        return Pattern.compile(";\\s*").splitAsStream(sql).toList();
    }

    /** Returns the text of a file beside this class. */
    static String script(String name) {
        try (InputStream script = requireNonNull(TableSetup.class.getResourceAsStream(name))) {
            return new String(script.readAllBytes(), UTF_8).strip();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
