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
 * The table {@code circle_auth_ledger} within one transaction: all the SQL there is, as PostgreSQL and H2 take it.
 *
 * @param connection the transaction
 * @param seal seals the tokens, and opens those that one of its keys sealed; rows of other keys are left alone
 */
record LedgerTable(Connection connection, Seal seal) {

    private static final String SELECT = "SELECT lease_id, mark, kind, key_id, token, expires_at, revoke_at, attempts"
            + " FROM circle_auth_ledger WHERE ";

    /** As the index begins. */
    private static final String ANY_KIND = "kind IN ('ACCESS', 'END', 'REFRESH')";

    private static final String INSERT = "INSERT INTO circle_auth_ledger"
            + " (lease_id, mark, kind, key_id, token, expires_at, revoke_at, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    /** Mark and kind of the row that an ended lease leaves for a while. */
    private static final String END = "END";

    /**
     * A row as it is stored.
     *
     * @param sealed the token, sealed and bound to the lease
     */
    record Stored(
            String leaseId,
            String mark,
            String kind,
            String sealed,
            Instant expiresAt,
            Instant revokeAt,
            int attempts) {

        /** Returns whether the row's lease stands: it isn't due, and nobody began to revoke it. */
        boolean isHeldAt(Instant now) {
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

    /** Returns a lease's rows, which nobody else changes until the transaction ends. */
    List<Stored> ofLease(String leaseId) throws SQLException {
        return query(SELECT + "lease_id = ? ORDER BY mark FOR UPDATE", leaseId);
    }

    /** Inserts the rows that are not among the stored ones. */
    void insertMissing(List<Row> rows, List<Stored> stored) throws SQLException {
        Set<String> there = stored.stream().map(Stored::mark).collect(Collectors.toCollection(HashSet::new));
        for (Row row : rows) {
            if (there.add(row.mark())) {
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

    /** Notes that a lease has ended, by a row without a token, so that tokens which come later are known to be late. */
    void insertEnd(String leaseId, Instant until) throws SQLException {
        update(INSERT, leaseId, END, END, seal.keyIds().get(0), "", until, until, 1);
    }

    /** Moves a lease's rows to another moment. */
    void moveAll(String leaseId, Instant revokeAt) throws SQLException {
        update("UPDATE circle_auth_ledger SET revoke_at = ? WHERE lease_id = ?", revokeAt, leaseId);
    }

    /** Moves one row to another moment. */
    void move(String leaseId, String mark, Instant revokeAt) throws SQLException {
        update("UPDATE circle_auth_ledger SET revoke_at = ? WHERE lease_id = ? AND mark = ?", revokeAt, leaseId, mark);
    }

    /** Deletes one row. */
    void delete(String leaseId, String mark) throws SQLException {
        update("DELETE FROM circle_auth_ledger WHERE lease_id = ? AND mark = ?", leaseId, mark);
    }

    /** Deletes those of a lease's rows whose tokens ended by themselves. */
    void deleteExpired(String leaseId, Instant now) throws SQLException {
        update("DELETE FROM circle_auth_ledger WHERE lease_id = ? AND expires_at <= ?", leaseId, now);
    }

    /** Deletes the due rows whose tokens ended by themselves, whatever keys sealed them. */
    void deleteExpired(Instant now) throws SQLException {
        update(
                "DELETE FROM circle_auth_ledger WHERE " + ANY_KIND + " AND revoke_at <= ? AND expires_at <= ?",
                now,
                now);
    }

    /** Returns some rows that are due and that our keys can open, the longest due first. */
    List<Stored> due(Row.Kind kind, Instant now, int most) throws SQLException {
        List<Object> values = new ArrayList<>(List.of(kind.name(), now));
        values.addAll(seal.keyIds());
        return query(
                SELECT + "kind = ? AND revoke_at <= ? AND key_id IN (" + marksFor(seal.keyIds())
                        + ") ORDER BY kind, revoke_at, lease_id FETCH FIRST " + most + " ROWS ONLY",
                values.toArray());
    }

    private static String marksFor(List<String> values) {
        return String.join(", ", Collections.nCopies(values.size(), "?"));
    }

    /**
     * Claims a row, if it is still as it was when it was found due. It isn't claimed but dropped if its token ended by
     * itself, or another lease holds it too.
     *
     * @throws BrokenSealException if the row was changed by somebody else than us; it is not claimed
     */
    Optional<Row> claim(Stored found, Instant now, Instant until) throws SQLException, BrokenSealException {
        // All who hold the token, and in one order: of two who claim at once, each dropping its row for the other's,
        // one
        // waits for the other here.
        List<Stored> holders = query(SELECT + "mark = ? ORDER BY lease_id FOR UPDATE", found.mark());
        if (!holders.contains(found)) {
            return Optional.empty();
        }
        boolean held =
                holders.stream().anyMatch(other -> !other.leaseId().equals(found.leaseId()) && !other.isExpired(now));
        if (held || found.isExpired(now)) {
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

    /** Returns how many rows wait to be revoked. */
    int waiting(Instant now) throws SQLException {
        return count("kind <> ? AND (revoke_at <= ? OR attempts > 0)", END, now);
    }

    /** Returns how many rows are due that no key of ours opens. */
    int unopenable(Instant now) throws SQLException {
        List<Object> values = new ArrayList<>(List.of(now));
        values.addAll(seal.keyIds());
        return count(
                ANY_KIND + " AND revoke_at <= ? AND key_id NOT IN (" + marksFor(seal.keyIds()) + ")", values.toArray());
    }

    /** Returns how many rows there are. */
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
