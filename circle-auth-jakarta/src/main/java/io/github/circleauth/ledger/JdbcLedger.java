package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import io.github.circleauth.log.LineLimit;
import io.github.circleauth.seal.Seal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * The ledger in a database, which is shared by all servers of an application and outlives them.
 *
 * <p>A token is handed out after its row is committed. While the database doesn't respond, changes are kept in memory, in
 * their order, and every lease counts as active, so that no page breaks.
 */
public final class JdbcLedger implements Ledger {

    private static final Logger LOG = System.getLogger(JdbcLedger.class.getName());

    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

    private final LedgerWriter writer;
    private final Seal seal;
    private final LedgerOwner owner;

    /** The owners whose rows this server may claim: its own, and the former ones of its community. */
    private volatile Set<String> owners;

    /** The community that was recorded last, as a hash. */
    private volatile String recordedCommunity = "";

    private final LineLimit brokenSeals = new LineLimit(1, System::nanoTime);
    private final AtomicBoolean reportedForeignRows = new AtomicBoolean();
    private final AtomicBoolean reportedRowsOfOthers = new AtomicBoolean();
    private volatile Instant nextSweep = Instant.MIN;

    /**
     * Creates a ledger. Does no I/O.
     *
     * @param seal seals the tokens before they leave this JVM
     * @param owner the owner of the rows: other owners' are left alone
     * @param createsTable whether to create the table if it is missing
     * @param thread the one thread that accesses the database
     * @param maxWait how long other threads wait for a result
     */
    public JdbcLedger(
            DataSource database,
            Seal seal,
            LedgerOwner owner,
            boolean createsTable,
            Executor thread,
            Duration maxWait) {
        this.writer = new LedgerWriter(new LedgerDatabase(database, seal, owner, createsTable), thread, maxWait);
        this.seal = seal;
        this.owner = owner;
        this.owners = Set.of(owner.id());
    }

    /**
     * Finds or creates the table. An unreachable database is no error, since it may become reachable.
     *
     * @throws IllegalStateException if the database is reachable and the table can't be used
     */
    public void start() {
        writer.start(this::readOwners);
    }

    private boolean readOwners(LedgerTable table) throws SQLException {
        owners = table.owners();
        return true;
    }

    @Override
    public boolean enter(Subject subject, Instant requestedAt, List<Row> rows) {
        String leaseId = rows.get(0).leaseId();
        boolean active = writer.write(new Change.Enter(leaseId, subject, requestedAt, rows, true));
        // Again, in a later transaction: of two that overlap, neither sees what the other writes.
        if (active && !subject.equals(Subject.UNKNOWN) && isEnded(subject, requestedAt)) {
            end(leaseId, rows, requestedAt);
            return false;
        }
        return active;
    }

    private boolean isEnded(Subject member, Instant requestedAt) {
        return writer.query(table -> new MemberEnds(table).include(member, requestedAt), false);
    }

    @Override
    public boolean add(List<Row> rows) {
        return writer.write(new Change.Enter(rows.get(0).leaseId(), Subject.UNKNOWN, Instant.MAX, rows, false));
    }

    @Override
    public OptionalInt endAll(Subject member, Instant now) {
        // If it can't be written now, the query finds that out.
        boolean unused = writer.write(new Change.RecordEnd(member, now));
        Change.EndAll end = new Change.EndAll(member, now);
        OptionalInt ended = writer.query(table -> OptionalInt.of(end.endIn(table)), OptionalInt.empty());
        if (ended.isEmpty()) {
            writer.writeLater(end);
        }
        return ended;
    }

    @Override
    public void replace(List<Row> removed, List<Row> added) {
        // Waits until the change is written; its result is always true.
        boolean unused = writer.write(new Change.Replace(removed.get(0).leaseId(), removed, added));
    }

    @Override
    public LeaseStatus touch(String leaseId, List<Row> rows, Instant now) {
        return writer.write(new Change.Touch(leaseId, rows, now)) ? LeaseStatus.ACTIVE : LeaseStatus.ENDED;
    }

    @Override
    public void end(String leaseId, List<Row> rows, Instant now) {
        writer.writeLater(new Change.End(leaseId, rows, now));
    }

    @Override
    public void postpone(Row row) {
        writer.writeLater(new Change.Postpone(row));
    }

    @Override
    public void delete(Row row) {
        writer.writeLater(new Change.Delete(row));
    }

    @Override
    public Optional<Row> claim(Instant now, Instant until) {
        // One row for each transaction: it holds locks of few leases, and frees them soon.
        Claim.Result result;
        do {
            result = writer.query(new Claim(owners, now, until, brokenSeals), Claim.NOTHING_DUE);
        } while (result.moreMayBeDue() && result.claimed().isEmpty());
        return result.claimed();
    }

    @Override
    public Set<String> ended(Collection<String> leaseIds) {
        return writer.query(table -> table.ended(leaseIds), Set.of());
    }

    @Override
    public boolean canHold(Secret token) {
        return seal.seal(token.reveal(), "").length() <= LedgerTable.MAX_SEALED_LENGTH;
    }

    @Override
    public void obtainedFrom(long communityId) {
        String community = owner.community(communityId);
        if (!community.equals(recordedCommunity)) {
            recordedCommunity = community;
            writer.writeLater(new Change.Membership(owner.id(), community));
            writer.runLater(this::readOwners);
        }
    }

    @Override
    public int pendingRevocations(Instant now) {
        return writer.query(table -> table.pendingRevocations(owners, now), writer.pending());
    }

    @Override
    public CompletableFuture<Optional<Outlook>> outlook(Instant now) {
        return writer.ask(table -> new Outlook(table.pendingRevocations(owners, now), table.oldestDue(owners, now)));
    }

    @Override
    public int size() {
        return writer.query(table -> table.size(owners), writer.pending());
    }

    @Override
    public void tick(Instant now) {
        if (!writer.retry() && !now.isBefore(nextSweep)) {
            nextSweep = now.plus(SWEEP_INTERVAL);
            writer.runLater(table -> sweep(table, now));
        }
    }

    private boolean sweep(LedgerTable table, Instant now) throws SQLException {
        readOwners(table);
        table.deleteExpired(owners, now);
        Instant abandoned = now.minus(Claim.ABANDONED);
        table.deleteExpired(abandoned);
        int foreign = table.foreignDueRows(owners, now);
        if (isNew(reportedForeignRows, foreign)) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0071: Due rows of the ledger are sealed with a key that is not in circle.auth.seal-keys: {0}. This"
                            + " server can''t revoke their tokens. If a key was replaced, list the former key too.",
                    foreign);
        }
        int ofOthers = table.dueRowsOfOthers(owners, abandoned);
        if (isNew(reportedRowsOfOthers, ofOthers)) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0076: Rows of the ledger that belong to another app token or another base URL have been due for an"
                            + " hour: {0}. If they are another application''s, it is not running. If they are this one''s,"
                            + " from before its app token was replaced, they are claimed after the next sign-in.",
                    ofOthers);
        }
        return true;
    }

    private static boolean isNew(AtomicBoolean reported, int rows) {
        boolean before = reported.getAndSet(rows > 0);
        return rows > 0 && !before;
    }

    @Override
    public int flush(Duration atMost) {
        return writer.flush(atMost);
    }

    @Override
    public Duration unreachableFor() {
        return writer.unreachableFor();
    }

    @Override
    public boolean isDurable() {
        return true;
    }
}
