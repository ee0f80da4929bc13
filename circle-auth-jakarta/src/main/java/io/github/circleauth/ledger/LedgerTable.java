package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerStatements.in;
import static io.github.circleauth.ledger.LedgerStatements.with;

import io.github.circleauth.seal.Seal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table {@code circle_auth_ledger} within one transaction. With {@link LedgerStatements} and {@link TableSetup} it
 * contains all SQL of the library but for the {@code .sql} files.
 *
 * @param statements executes statements in the transaction
 * @param dialect the dialect of the database
 * @param seal seals the tokens
 * @param owner the owner of rows that are inserted or changed
 */
record LedgerTable(LedgerStatements statements, Dialect dialect, Seal seal, String owner) {

    /** The length of the column {@code token}: the longest that every database has. */
    static final int MAX_SEALED_LENGTH = 4000;

    /** How long a lease's record outlives its end: changes that an outage kept in memory may arrive this late. */
    static final Duration REMEMBERED = Duration.ofDays(1);

    static final String COLUMNS =
            "lease_id, mark, kind, owner, key_id, token, expires_at, revoke_at, attempts, identity_mark, member_mark";

    static final String INSERT =
            "INSERT INTO circle_auth_ledger (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String IS_TOKEN = "kind IN ('ACCESS', 'REFRESH')";

    /** All kinds of rows that come due, so that the query can use the index, which begins with the kind. */
    private static final String COMES_DUE = "kind IN ('ACCESS', 'LEASE', 'MEMBER', 'REFRESH')";

    /** In the order of the index. */
    static final String FIRST_DUE = "kind = ? AND owner = ? AND key_id = ? AND revoke_at <= ?"
            + " ORDER BY kind, owner, key_id, revoke_at, lease_id";

    private static final String LEASE = "LEASE";
    private static final String OWNER = "OWNER";

    /** Rather than an empty text, which is null in Oracle. */
    static final String NONE = "-";

    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    /** As many values as every database accepts in one list. */
    private static final int MAX_LIST = 500;

    LedgerTable(Connection connection, Dialect dialect, Seal seal, String owner) {
        this(new LedgerStatements(connection), dialect, seal, owner);
    }

    /** Locks a lease until the transaction ends. Returns its record, or nothing if the table has none. */
    Optional<StoredRow> lockLease(String leaseId) throws SQLException {
        return lock(leaseId, leaseId);
    }

    /** Locks a row until the transaction ends, by an update: not every database has {@code FOR UPDATE}. */
    Optional<StoredRow> lock(String leaseId, String mark) throws SQLException {
        String lock = "UPDATE circle_auth_ledger SET attempts = attempts WHERE lease_id = ? AND mark = ?";
        String read = "lease_id = ? AND mark = ?";
        int locked = statements.execute(lock, leaseId, mark);
        List<StoredRow> found = statements.select(read, leaseId, mark);
        if (locked == 0 && !found.isEmpty()) {
            // It was inserted in between. Or the driver counts changed rows only (MariaDB's useAffectedRows).
            statements.execute(lock, leaseId, mark);
            found = statements.select(read, leaseId, mark);
        }
        return found.stream().findFirst();
    }

    /** Inserts the record of a lease. Fails if another transaction inserts it at the same time, to be repeated then. */
    void insertLease(String leaseId, Subject subject, Instant revokeAt, boolean ended) throws SQLException {
        statements.execute(
                INSERT,
                leaseId,
                leaseId,
                LEASE,
                owner,
                seal.keyIds().get(0),
                NONE,
                revokeAt.plus(REMEMBERED),
                revokeAt,
                ended ? 1 : 0,
                subject.identityMarks(seal).stream().findFirst().orElse(NONE),
                subject.memberMarks(seal).stream().findFirst().orElse(NONE));
    }

    /** Changes the record of a lease that is locked and active. */
    void updateLease(String leaseId, Instant revokeAt, boolean ended) throws SQLException {
        statements.execute(
                "UPDATE circle_auth_ledger SET revoke_at = ?, expires_at = ?, attempts = ?, owner = ?"
                        + " WHERE lease_id = ? AND mark = ?",
                revokeAt,
                revokeAt.plus(REMEMBERED),
                ended ? 1 : 0,
                owner,
                leaseId,
                leaseId);
    }

    /**
     * Sets {@code revoke_at} of a lease's tokens that are not being revoked. They belong to this owner from now on: a server
     * after its app token was replaced changes the leases of its sessions.
     */
    void moveTokens(String leaseId, Instant revokeAt) throws SQLException {
        statements.execute(
                "UPDATE circle_auth_ledger SET revoke_at = ?, owner = ?"
                        + " WHERE lease_id = ? AND mark <> ? AND attempts = 0",
                revokeAt,
                owner,
                leaseId,
                leaseId);
    }

    /** Inserts the rows of one lease whose tokens are not stored. */
    void insertMissing(List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Set<String> marks = statements.select("lease_id = ?", rows.get(0).leaseId()).stream()
                .map(StoredRow::mark)
                .collect(Collectors.toSet());
        for (Row row : rows) {
            if (marks.add(row.mark())) {
                insert(row);
            }
        }
    }

    private void insert(Row row) throws SQLException {
        statements.execute(
                INSERT,
                row.leaseId(),
                row.mark(),
                row.kind().name(),
                owner,
                seal.keyIds().get(0),
                seal.seal(row.token().reveal(), row.leaseId()),
                row.expiresAt(),
                row.revokeAt(),
                row.attempts(),
                NONE,
                NONE);
    }

    /** Records that this owner belongs to a community, unless that is recorded. */
    void insertOwner(String community) throws SQLException {
        if (statements.select("lease_id = ? AND mark = ?", owner, community).isEmpty()) {
            String key = seal.keyIds().get(0);
            statements.execute(INSERT, owner, community, OWNER, owner, key, NONE, NEVER, NEVER, 0, NONE, NONE);
        }
    }

    /** Returns this owner and all others of its community: its former ones, whose app tokens were replaced. */
    Set<String> owners() throws SQLException {
        List<StoredRow> community = statements.select(
                "kind = ? AND mark IN (SELECT mark FROM circle_auth_ledger WHERE kind = ? AND lease_id = ?)",
                OWNER,
                OWNER,
                owner);
        Set<String> owners = community.stream().map(StoredRow::leaseId).collect(Collectors.toSet());
        owners.add(owner);
        return owners;
    }

    /** Sets {@code revoke_at} of one row. */
    void moveRow(String leaseId, String mark, Instant revokeAt) throws SQLException {
        statements.execute(
                "UPDATE circle_auth_ledger SET revoke_at = ? WHERE lease_id = ? AND mark = ?", revokeAt, leaseId, mark);
    }

    /** Begins the revocation of a row: it comes due again at the given moment. */
    void claim(StoredRow row, Instant until) throws SQLException {
        statements.execute(
                "UPDATE circle_auth_ledger SET revoke_at = ?, attempts = attempts + 1 WHERE lease_id = ? AND mark = ?",
                until,
                row.leaseId(),
                row.mark());
    }

    /** Deletes one row. */
    void delete(String leaseId, String mark) throws SQLException {
        statements.execute("DELETE FROM circle_auth_ledger WHERE lease_id = ? AND mark = ?", leaseId, mark);
    }

    /** Deletes a lease's rows with expired tokens. */
    void deleteExpired(String leaseId, Instant now) throws SQLException {
        statements.execute(
                "DELETE FROM circle_auth_ledger WHERE lease_id = ? AND mark <> ? AND expires_at <= ?",
                leaseId,
                leaseId,
                now);
    }

    /** Deletes due rows with expired tokens, and the records of leases that ended long ago, of all keys. */
    void deleteExpired(Collection<String> owners, Instant now) throws SQLException {
        statements.execute(
                "DELETE FROM circle_auth_ledger WHERE " + COMES_DUE + " AND revoke_at <= ? AND expires_at <= ? AND "
                        + in("owner", owners),
                with(owners, now, now));
    }

    /** Deletes such rows of all owners. */
    void deleteExpired(Instant now) throws SQLException {
        statements.execute(
                "DELETE FROM circle_auth_ledger WHERE " + COMES_DUE + " AND revoke_at <= ? AND expires_at <= ?",
                now,
                now);
    }

    /**
     * Returns a due row of one of these owners and of a key of the seal. Of one owner and key it is the row that comes first.
     * Asks for each by itself, so that the index leads to the row past any number of others.
     */
    Optional<StoredRow> firstDue(Row.Kind kind, Collection<String> owners, Instant now) throws SQLException {
        for (String rowOwner : owners) {
            for (String key : seal.keyIds()) {
                List<StoredRow> first =
                        statements.select(FIRST_DUE + dialect.firstRow(), kind.name(), rowOwner, key, now);
                if (!first.isEmpty()) {
                    return Optional.of(first.get(0));
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the rows of all leases that hold a token, in the order of their leases. */
    List<StoredRow> holders(String mark) throws SQLException {
        // Sorted here, as the changes of a batch are: a database may compare texts in another way.
        return statements.select("mark = ?", mark).stream()
                .sorted(Comparator.comparing(StoredRow::leaseId))
                .toList();
    }

    /** Returns those of the leases whose record says that they have ended. */
    Set<String> ended(Collection<String> leaseIds) throws SQLException {
        List<String> all = List.copyOf(leaseIds);
        Set<String> ended = new HashSet<>();
        for (int from = 0; from < all.size(); from += MAX_LIST) {
            List<String> some = all.subList(from, Math.min(all.size(), from + MAX_LIST));
            statements
                    .select("kind = ? AND attempts > 0 AND " + in("lease_id", some), with(some, LEASE))
                    .forEach(lease -> ended.add(lease.leaseId()));
        }
        return ended;
    }

    /** Returns the number of these owners' rows to be revoked. */
    int pendingRevocations(Collection<String> owners, Instant now) throws SQLException {
        return statements.count(
                IS_TOKEN + " AND (revoke_at <= ? OR attempts > 0) AND " + in("owner", owners), with(owners, now));
    }

    /** Returns the number of these owners' due tokens that no key of the seal can open. */
    int foreignDueRows(Collection<String> owners, Instant now) throws SQLException {
        List<String> values = new ArrayList<>(owners);
        values.addAll(seal.keyIds());
        return statements.count(
                IS_TOKEN + " AND revoke_at <= ? AND " + in("owner", owners) + " AND NOT " + in("key_id", seal.keyIds()),
                with(values, now));
    }

    /** Returns the number of due tokens of all other owners. */
    int dueRowsOfOthers(Collection<String> owners, Instant now) throws SQLException {
        return statements.count(IS_TOKEN + " AND revoke_at <= ? AND NOT " + in("owner", owners), with(owners, now));
    }

    /** Returns since when the row of these owners is due that has been due for longest. */
    Optional<Instant> oldestDue(Collection<String> owners, Instant now) throws SQLException {
        return statements.earliest(
                "revoke_at", IS_TOKEN + " AND revoke_at <= ? AND " + in("owner", owners), with(owners, now));
    }

    /** Returns the number of these owners' rows with a token. */
    int size(Collection<String> owners) throws SQLException {
        return statements.count(IS_TOKEN + " AND " + in("owner", owners), with(owners));
    }
}
