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
        Optional<SQLException> failure = tried(table::probe);
        if (failure.isEmpty()) {
            return;
        }
        // A database says in its own way that a table is missing. But if it responds, nothing else is wrong.
        if (!connection.isValid(VALID_WITHIN_SECONDS)) {
            throw failure.get();
        }
        if (tried(table::probeFormerLayout).isEmpty()) {
            throw new UnusableTableException(
                    "its table circle_auth_ledger has the layout of a former version. Stop all"
                            + " servers of the application, run these statements, and start them again:\n"
                            + script("ledger-move.sql").replace(":owner", table.owner()),
                    failure.get());
        }
        Optional<SQLException> creation = creates ? tried(this::create) : Optional.empty();
        Optional<SQLException> stillMissing = creates ? tried(table::probe) : failure;
        if (stillMissing.isPresent()) {
            throw unusable(creation.orElse(stillMissing.get()));
        }
    }

    private static UnusableTableException unusable(SQLException failure) {
        return new UnusableTableException(
                "its table circle_auth_ledger can't be used (" + LedgerDatabase.reason(failure)
                        + "). Create it with the statements in io/github/circleauth/ledger/ledger.sql of circle-auth's"
                        + " jar, or set circle.auth.ledger.create-table=true.",
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

    private void create() throws SQLException {
        for (String sql : statements("ledger.sql")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    /** Returns the statements of a file one by one. */
    static List<String> statements(String name) {
        return Pattern.compile(";\\s*").splitAsStream(script(name)).toList();
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
