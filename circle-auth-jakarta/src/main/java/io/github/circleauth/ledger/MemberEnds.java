package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerStatements.in;
import static io.github.circleauth.ledger.LedgerStatements.with;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ends of all leases of a member, within one transaction of the table.
 *
 * <p>Each has a record, for leases that are entered later although their tokens were requested before. It is committed before
 * the active leases are looked for, and a lease is committed before the record is looked for. So of an end and an enter that
 * overlap, one finds the other.
 */
record MemberEnds(LedgerTable table) {

    private static final String MEMBER = "MEMBER";

    /** Records an end, under each key of the seal. */
    void record(Subject member, Instant now) throws SQLException {
        for (String mark : member.marks(table.seal())) {
            record(mark, now);
        }
    }

    /** Ends the active leases of a member that belong to this community. Returns their number. */
    int endActive(Subject member, Instant now) throws SQLException {
        Set<String> leases = active(member);
        for (String lease : leases) {
            boolean unused = new Change.End(lease, List.of(), now).applyTo(table);
        }
        return leases.size();
    }

    private void record(String mark, Instant now) throws SQLException {
        Instant forgottenAt = now.plus(LedgerTable.REMEMBERED);
        String owner = table.owner();
        if (table.lock(mark, owner).isEmpty()) {
            table.statements()
                    .execute(
                            LedgerTable.INSERT,
                            mark,
                            owner,
                            MEMBER,
                            owner,
                            table.seal().keyIds().get(0),
                            LedgerTable.NONE,
                            forgottenAt,
                            now,
                            0,
                            LedgerTable.NONE,
                            LedgerTable.NONE);
            return;
        }
        // A change that an outage kept in memory may be written after a later one of another server.
        table.statements()
                .execute(
                        "UPDATE circle_auth_ledger SET revoke_at = ?, expires_at = ?"
                                + " WHERE lease_id = ? AND mark = ? AND revoke_at < ?",
                        now,
                        forgottenAt,
                        mark,
                        owner,
                        now);
    }

    /** Returns the active leases of a member in their order, in which all transactions lock leases. */
    private Set<String> active(Subject member) throws SQLException {
        Set<String> leases = new TreeSet<>();
        addActive("identity_mark", member.identityMarks(table.seal()), leases);
        addActive("member_mark", member.memberMarks(table.seal()), leases);
        return leases;
    }

    private void addActive(String column, List<String> marks, Set<String> leases) throws SQLException {
        if (marks.isEmpty()) {
            return;
        }
        Set<String> owners = table.owners();
        for (StoredRow lease : table.statements().select("attempts = 0 AND " + in(column, marks), with(marks))) {
            if (owners.contains(lease.owner())) {
                leases.add(lease.leaseId());
            }
        }
    }

    /** Returns whether all leases of a lease's member were ended at a moment or later. */
    boolean include(Subject lease, Instant moment) throws SQLException {
        List<String> marks = lease.marks(table.seal());
        if (marks.isEmpty()) {
            return false;
        }
        // In milliseconds, as the table has the moments.
        List<StoredRow> ends = table.statements()
                .select("kind = ? AND revoke_at >= ? AND " + in("lease_id", marks), with(marks, MEMBER, moment));
        return !ends.isEmpty()
                && !Collections.disjoint(
                        table.owners(), ends.stream().map(StoredRow::owner).toList());
    }
}
