package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import io.github.circleauth.seal.BrokenSealException;
import io.github.circleauth.seal.Seal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table {@code circle_auth_ledger} within one transaction. Contains all SQL of the library but for {@code ledger.sql},
 * in the dialect of PostgreSQL and H2.
 *
 * @param connection the connection of the transaction
 * @param seal seals and opens the tokens. Rows that were sealed with a key it doesn't have are left alone
 */
record LedgerTable(Connection connection, Seal seal) {

    private static final String SELECT = "SELECT lease_id, mark, kind, key_id, token, expires_at, revoke_at, attempts"
            + " FROM circle_auth_ledger WHERE ";

    /** All kinds, so that the query can use the index, which begins with the kind. */
    private static final String ANY_KIND = "kind IN ('ACCESS', 'END', 'REFRESH')";

    private static final String INSERT = "INSERT INTO circle_auth_ledger"
            + " (lease_id, mark, kind, key_id, token, expires_at, revoke_at, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    /** Mark and kind of the row that records the end of a lease for a while. */
    private static final String END = "END";

    /**
     * A stored row.
     *
     * @param sealed the token, sealed and bound to the lease id
     */
    record Stored(
            String leaseId,
            String mark,
            String kind,
            String sealed,
            Instant expiresAt,
            Instant revokeAt,
            int attempts) {

        /** Returns whether the row's lease is active: the row is not due, and no revocation was begun. */
        boolean isActive(Instant now) {
            return attempts == 0 && revokeAt.isAfter(now);
        }

        private boolean isExpired(Instant now) {
            return !expiresAt.isAfter(now);
        }

        Row open(Seal seal) throws BrokenSealException {
            return new Row(
                    Row.Kind.valueOf(kind),
                    Secret.of(seal.open(sealed, leaseId)),
                    leaseId,
                    expiresAt,
                    revokeAt,
                    attempts);
        }
    }

    /** Returns a lease's rows, locked until the transaction ends. */
    List<Stored> lockLease(String leaseId) throws SQLException {
        return query(SELECT + "lease_id = ? ORDER BY mark FOR UPDATE", leaseId);
    }

    /** Inserts the rows whose tokens are not among the stored ones. */
    void insertMissing(List<Row> rows, List<Stored> stored) throws SQLException {
        Set<String> marks = stored.stream().map(Stored::mark).collect(Collectors.toCollection(HashSet::new));
        for (Row row : rows) {
            if (marks.add(row.mark())) {
                insert(row);
            }
        }
    }

    private void insert(Row row) throws SQLException {
        update(
                INSERT,
                row.leaseId(),
                row.mark(),
                row.kind().name(),
                seal.keyIds().get(0),
                seal.seal(row.token().reveal(), row.leaseId()),
                row.expiresAt(),
                row.revokeAt(),
                row.attempts());
    }

    /** Records the end of a lease in a row without a token, so that tokens that arrive later are recognized as late. */
    void insertEnd(String leaseId, Instant until) throws SQLException {
        update(INSERT, leaseId, END, END, seal.keyIds().get(0), "", until, until, 1);
    }

    /** Sets {@code revoke_at} of all rows of a lease. */
    void moveLease(String leaseId, Instant revokeAt) throws SQLException {
        update("UPDATE circle_auth_ledger SET revoke_at = ? WHERE lease_id = ?", revokeAt, leaseId);
    }

    /** Sets {@code revoke_at} of one row. */
    void moveRow(String leaseId, String mark, Instant revokeAt) throws SQLException {
        update("UPDATE circle_auth_ledger SET revoke_at = ? WHERE lease_id = ? AND mark = ?", revokeAt, leaseId, mark);
    }

    /** Deletes one row. */
    void delete(String leaseId, String mark) throws SQLException {
        update("DELETE FROM circle_auth_ledger WHERE lease_id = ? AND mark = ?", leaseId, mark);
    }

    /** Deletes a lease's rows with expired tokens. */
    void deleteExpired(String leaseId, Instant now) throws SQLException {
        update("DELETE FROM circle_auth_ledger WHERE lease_id = ? AND expires_at <= ?", leaseId, now);
    }

    /** Deletes due rows with expired tokens, of all keys. */
    void deleteExpired(Instant now) throws SQLException {
        update(
                "DELETE FROM circle_auth_ledger WHERE " + ANY_KIND + " AND revoke_at <= ? AND expires_at <= ?",
                now,
                now);
    }

    /** Returns up to {@code limit} due rows that the seal's keys can open, in the order of {@code revoke_at}. */
    List<Stored> due(Row.Kind kind, Instant now, int limit) throws SQLException {
        List<Object> values = new ArrayList<>(List.of(kind.name(), now));
        values.addAll(seal.keyIds());
        return query(
                SELECT + "kind = ? AND revoke_at <= ? AND key_id IN (" + placeholders(seal.keyIds())
                        + ") ORDER BY kind, revoke_at, lease_id FETCH FIRST " + limit + " ROWS ONLY",
                values.toArray());
    }

    private static String placeholders(List<String> values) {
        return String.join(", ", Collections.nCopies(values.size(), "?"));
    }

    /**
     * Claims a row, if it was not changed since it was found due. If its token expired, or another lease holds the token,
     * the row is deleted, not claimed.
     *
     * @throws BrokenSealException if the sealed token was changed; the row is not claimed
     */
    Optional<Row> claim(Stored found, Instant now, Instant until) throws SQLException, BrokenSealException {
        // Locks the rows of all holders of the token, in one order. Otherwise, of two servers that claim the last two
        // holders' rows at the same time, each would delete its row because of the other one.
        List<Stored> holders = query(SELECT + "mark = ? ORDER BY lease_id FOR UPDATE", found.mark());
        if (!holders.contains(found)) {
            return Optional.empty();
        }
        boolean heldByOther =
                holders.stream().anyMatch(other -> !other.leaseId().equals(found.leaseId()) && !other.isExpired(now));
        if (heldByOther || found.isExpired(now)) {
            delete(found.leaseId(), found.mark());
            return Optional.empty();
        }
        Row row = found.open(seal).claimedUntil(until);
        update(
                "UPDATE circle_auth_ledger SET revoke_at = ?, attempts = attempts + 1 WHERE lease_id = ? AND mark = ?",
                until,
                row.leaseId(),
                row.mark());
        return Optional.of(row);
    }

    /** Returns the number of rows to be revoked. */
    int pendingRevocations(Instant now) throws SQLException {
        return count("kind <> ? AND (revoke_at <= ? OR attempts > 0)", END, now);
    }

    /** Returns the number of due rows that no key of the seal can open. */
    int foreignDueRows(Instant now) throws SQLException {
        List<Object> values = new ArrayList<>(List.of(now));
        values.addAll(seal.keyIds());
        return count(
                ANY_KIND + " AND revoke_at <= ? AND key_id NOT IN (" + placeholders(seal.keyIds()) + ")",
                values.toArray());
    }

    /** Returns the number of rows with a token. */
    int size() throws SQLException {
        return count("kind <> ?", END);
    }

    private int count(String condition, Object... values) throws SQLException {
        try (PreparedStatement select = prepare("SELECT COUNT(*) FROM circle_auth_ledger WHERE " + condition, values);
                ResultSet results = select.executeQuery()) {
            results.next();
            return results.getInt(1);
        }
    }

    private List<Stored> query(String sql, Object... values) throws SQLException {
        try (PreparedStatement select = prepare(sql, values);
                ResultSet results = select.executeQuery()) {
            List<Stored> found = new ArrayList<>();
            while (results.next()) {
                found.add(new Stored(
                        results.getString("lease_id"),
                        results.getString("mark"),
                        results.getString("kind"),
                        results.getString("token"),
                        Instant.ofEpochMilli(results.getLong("expires_at")),
                        Instant.ofEpochMilli(results.getLong("revoke_at")),
                        results.getInt("attempts")));
            }
            return found;
        }
    }

    private int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement update = prepare(sql, values)) {
            return update.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof Instant moment ? Long.valueOf(moment.toEpochMilli()) : value);
        }
        return statement;
    }
}
