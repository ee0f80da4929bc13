package io.github.circleauth.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Every token, and when it must be dealt with. A token is handed out only after it stands here.
 *
 * <p>Called on the library's own threads, and by {@link #end} on whatever thread a session ends; safe for all of them.
 */
public interface Ledger {

    /** What a ledger knows of a lease. */
    enum LeaseStatus {
        /** It has not ended, as far as is known. */
        ACTIVE,
        /** It was ended, here or on another node. */
        ENDED,
        /**
         * The ledger has never heard of it, and ends with its server: another one's ledger may have had the tokens revoked,
         * and nobody can say so.
         */
        UNKNOWN
    }

    /**
     * Enters the first rows of a lease, each in place of the one for the same token, if there is one.
     *
     * @return whether the lease still stands, as far as is known: if it was ended, the rows are due already
     */
    boolean enter(List<Row> rows);

    /**
     * Enters further rows of a lease, and moves those that it has to the same {@code revokeAt}.
     *
     * @return whether the lease still stands: if it was ended, here or on another node, the rows are due already
     */
    boolean add(List<Row> rows);

    /**
     * Puts the first rows of another lease in the place of some of a lease's, all at once: whoever dies in between has the
     * ones or the others.
     *
     * @param gone of one lease
     * @param instead of another one
     */
    void replace(List<Row> gone, List<Row> instead);

    /**
     * Moves a lease's rows on to a later {@code revokeAt}, but for those that are due, and enters those it doesn't have.
     *
     * @param rows all that the caller knows of
     * @return what is known of the lease. If it was ended, nothing was done. For a ledger that outlives its servers a lease
     *     that it knows nothing of was ended, and dealt with
     */
    LeaseStatus touch(String leaseId, List<Row> rows, Instant now);

    /**
     * Makes all rows of a lease due. Does no I/O on the calling thread, so that a session listener may call it.
     *
     * @param rows all that the caller knows of; those that the ledger doesn't have are entered, as due, unless it knows
     *     of the end already
     */
    void end(String leaseId, List<Row> rows, Instant now);

    /**
     * Hands a due row to one caller, who then deletes or postpones it. A token that another lease holds too is not handed
     * out: its row is dropped, and the last lease's row brings the revocation. Circle gives all of a member's sessions the
     * same refresh token, and may answer two of them with the same access token.
     *
     * @param until when the row comes due again if the caller is never heard of
     */
    Optional<Row> claim(Instant now, Instant until);

    /** Keeps a claimed row for a later try; its {@code revokeAt} says when. */
    void postpone(Row row);

    /** Drops a claimed row: its token is dead. */
    void delete(Row row);

    /**
     * Does what could not be done before. Never blocks.
     *
     * <p>Called once a second.
     */
    default void tick(Instant now) {}

    /**
     * Waits for changes that were not written yet.
     *
     * @return how many are left, which end with this JVM
     */
    default int settle(Duration atMost) {
        return 0;
    }

    /** Returns a sentence for the log: what becomes of rows that are left when the application is undeployed. */
    String fateOfTheRest();

    /** Returns how many rows wait to be revoked: those that are due, and those claimed or kept for a later try. */
    int waiting(Instant now);

    /** Returns how many rows there are. */
    int size();
}
