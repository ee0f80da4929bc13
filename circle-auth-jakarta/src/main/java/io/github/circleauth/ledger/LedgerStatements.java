package io.github.circleauth.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Executes statements in the ledger's database, within one transaction. Moments become milliseconds.
 *
 * @param connection the connection of the transaction
 */
record LedgerStatements(Connection connection) {

    private static final String COLUMNS = "lease_id, mark, kind, owner, token, expires_at, revoke_at, attempts";

    /** Returns the rows that meet a condition. */
    List<StoredRow> select(String condition, Object... values) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM circle_auth_ledger WHERE " + condition;
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet results = with(values, select).executeQuery()) {
            List<StoredRow> found = new ArrayList<>();
            while (results.next()) {
                found.add(new StoredRow(
                        results.getString("lease_id"),
                        results.getString("mark"),
                        results.getString("kind"),
                        results.getString("owner"),
                        results.getString("token"),
                        Instant.ofEpochMilli(results.getLong("expires_at")),
                        Instant.ofEpochMilli(results.getLong("revoke_at")),
                        results.getInt("attempts")));
            }
            return found;
        }
    }

    /** Returns the number of rows that meet a condition. */
    int count(String condition, Object... values) throws SQLException {
        String sql = "SELECT COUNT(*) FROM circle_auth_ledger WHERE " + condition;
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet results = with(values, select).executeQuery()) {
            results.next();
            return results.getInt(1);
        }
    }

    /** Returns the earliest moment in a column of the rows that meet a condition. */
    Optional<Instant> earliest(String column, String condition, Object... values) throws SQLException {
        String sql = "SELECT MIN(" + column + ") FROM circle_auth_ledger WHERE " + condition;
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet results = with(values, select).executeQuery()) {
            results.next();
            long millis = results.getLong(1);
            return results.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
        }
    }

    /** Returns the text that a query returns. */
    String text(String query) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query);
                ResultSet results = select.executeQuery()) {
            results.next();
            return String.valueOf(results.getString(1));
        }
    }

    /** Changes rows. Returns their number. */
    int execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(sql)) {
            return with(values, change).executeUpdate();
        }
    }

    private static PreparedStatement with(Object[] values, PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof Instant moment ? Long.valueOf(moment.toEpochMilli()) : value);
        }
        return statement;
    }

    /** Returns the condition that a column has one of the values, with a placeholder for each. */
    static String in(String column, Collection<String> values) {
        return column + " IN (" + String.join(", ", Collections.nCopies(values.size(), "?")) + ")";
    }

    /** Returns the values of a statement's placeholders: first some, then those of its list. */
    static Object[] with(Collection<String> list, Object... first) {
        List<Object> values = new ArrayList<>(Arrays.asList(first));
        values.addAll(list);
        return values.toArray();
    }
}
