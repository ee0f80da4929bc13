package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The account of every token and of the moment at which it must be revoked. A token is handed out only after its row has
 * been entered.
 *
 * <p>Called on the library's own threads; {@link #end} also on the thread that ends a session. Implementations are
 * thread-safe.
 */
public interface Ledger {

    /** The state of a lease in the ledger. */
    enum LeaseStatus {
        /** The lease has not ended, as far as the ledger knows. */
        ACTIVE,
        /** The lease ended, here or on another node. */
        ENDED,
        /**
         * The ledger has no record of the lease. Only a ledger that is not durable returns this: the ledger of another
         * server, or of a former start of this one, may have had the tokens revoked.
         */
        UNKNOWN
    }

    /**
     * Enters the first rows of a lease. A row replaces an existing row of the same lease and token.
     *
     * @param subject the member whose tokens they are
     * @param requestedAt when the tokens were requested. If all leases of the member were {@linkplain #endAll ended} since
     *     then, so has this one
     * @return whether the lease is active, as far as the ledger knows. If the lease ended, the rows are due at once
     */
    boolean enter(Subject subject, Instant requestedAt, List<Row> rows);

    /** Enters rows of tokens that belong to no session. */
    default boolean enter(List<Row> rows) {
        return enter(Subject.UNKNOWN, Instant.MAX, rows);
    }

    /** Returns whether the ledger can have a row for a token: a database holds none that is too long. */
    default boolean canHold(Secret token) {
        return true;
    }

    /**
     * Notes the community that tokens were obtained from with this deployment's app token, so that the deployment finds the
     * rows of its former app tokens.
     */
    default void obtainedFrom(long communityId) {}

    /**
     * Enters further rows of a lease and moves its existing rows to the same {@code revokeAt}.
     *
     * @return whether the lease is active, as far as the ledger knows. If the lease ended, here or on another node, the
     *     rows are due at once
     */
    boolean add(List<Row> rows);

    /**
     * Replaces rows of one lease by the first rows of another lease, atomically: a crash leaves either the former or the
     * latter rows.
     *
     * @param removed rows of one lease
     * @param added rows of the other lease
     */
    void replace(List<Row> removed, List<Row> added);

    /**
     * Moves a lease's rows to another {@code revokeAt}, unless they are due, and enters the missing ones. If they are due,
     * the lease has ended from now on.
     *
     * @param rows all rows that the caller knows
     * @return the status of the lease. If the lease ended, nothing was changed. A durable ledger reports a lease without
     *     rows as ended, since its tokens were revoked or expired
     */
    LeaseStatus touch(String leaseId, List<Row> rows, Instant now);

    /**
     * Makes all rows of a lease due. Does no I/O on the calling thread, so that a session listener may call it.
     *
     * @param rows all rows that the caller knows. Missing rows are entered as due, unless the ledger already recorded
     *     the end
     */
    void end(String leaseId, List<Row> rows, Instant now);

    /**
     * Ends all leases of a member in this ledger, of whichever server. Only a durable ledger knows whose they are; another one
     * ends those alone that are entered later although their tokens were requested before.
     *
     * @return the number of leases that ended by this call; empty if the ledger did not respond in time, and ends them later
     */
    default OptionalInt endAll(Subject member, Instant now) {
        return OptionalInt.of(0);
    }

    /**
     * Returns those of the leases that have ended, here or on another server. A lease is missing in the result if the ledger
     * can't tell, or has no record of it: never entered, or ended more than a day ago.
     */
    Set<String> ended(Collection<String> leaseIds);

    /**
     * Claims one due row for the caller, who then deletes or postpones it. Refresh tokens are claimed before access
     * tokens.
     *
     * <p>A row whose token is also held by another lease is dropped, not claimed: the row of the last lease brings the
     * revocation. Circle issues the same refresh token to all sessions of a member, and may issue the same access token
     * to two of them. A row that this server can't claim, since it has another key or owner, only postpones the claim, until
     * an hour after its lease expiry: later than that, no server revokes it.
     *
     * @param until when the row becomes due again if the caller neither deletes nor postpones it
     */
    Optional<Row> claim(Instant now, Instant until);

    /** Keeps a claimed row for a later attempt, at the row's {@code revokeAt}. */
    void postpone(Row row);

    /** Deletes a claimed row, whose token is dead. */
    void delete(Row row);

    /** Retries failed writes and removes outdated records. Called once a second. Never blocks. */
    default void tick(Instant now) {}

    /**
     * Writes pending changes and waits for that.
     *
     * @return the number of changes that remain unwritten, which are lost with this JVM
     */
    default int flush(Duration atMost) {
        return 0;
    }

    /** Returns for how long the rows could not be accessed; zero if the last access succeeded. Does no I/O. */
    default Duration unreachableFor() {
        return Duration.ZERO;
    }

    /** Returns whether the rows outlive this server, so that another server, or its next start, revokes the due tokens. */
    boolean isDurable();

    /** Returns the number of rows to be revoked: the due, the claimed and the postponed ones. */
    int pendingRevocations(Instant now);

    /**
     * The rows to be revoked, at one moment.
     *
     * @param waiting the due, the claimed and the postponed rows
     * @param oldestDue since when the row is due that has been due for longest; empty if none is
     */
    record Outlook(int waiting, Optional<Instant> oldestDue) {}

    /**
     * Asks for the rows to be revoked. Never blocks; the future completes on the ledger's thread, empty if the database does not
     * answer, and perhaps late if it hangs.
     */
    CompletableFuture<Optional<Outlook>> outlook(Instant now);

    /** Returns the number of rows. */
    int size();
}
