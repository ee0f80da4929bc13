package io.github.circleauth.session;

import io.github.circleauth.TokenState;
import org.jspecify.annotations.Nullable;

/**
 * The state of a lease at one moment: the values that must change together. The methods return the next state, or this one if nothing
 * changes; an ended state stays ended.
 *
 * @param held the tokens, if there are any
 * @param inherited newer tokens from a lease text of another server, until a renewal has taken them over
 * @param renewal the one renewal under way
 * @param failure the last failure, until a renewal completes
 * @param rejections the rejections of the last tokens, if there were any
 * @param renewals how many renewals completed after the first
 * @param ended whether the lease has ended
 */
record LeaseCell(
        @Nullable HeldTokens held,
        @Nullable HeldTokens inherited,
        @Nullable Renewal renewal,
        Lease.@Nullable Failure failure,
        @Nullable Rejections rejections,
        int renewals,
        boolean ended) {

    static final LeaseCell EMPTY = new LeaseCell(null, null, null, null, null, 0, false);
    private static final LeaseCell ENDED = new LeaseCell(null, null, null, null, null, 0, true);

    TokenState stateAt(long nanos) {
        if (ended) {
            return TokenState.ENDED;
        }
        return held == null ? TokenState.ABSENT : held.stateAt(nanos);
    }

    String textFor(String sessionText) {
        return held == null || inherited != null ? sessionText : held.text();
    }

    LeaseCell start(Renewal started) {
        return ended || renewal != null
                ? this
                : new LeaseCell(held, inherited, started, failure, rejections, renewals, false);
    }

    LeaseCell complete(HeldTokens brought, boolean counts) {
        if (ended) {
            return this;
        }
        HeldTokens stillNewer = inherited != null && inherited.isNewerThan(brought) ? inherited : null;
        return new LeaseCell(brought, stillNewer, null, null, rejections, counts ? renewals + 1 : renewals, false);
    }

    LeaseCell completeUnchanged() {
        return ended ? this : new LeaseCell(held, inherited, null, null, rejections, renewals, false);
    }

    LeaseCell fail(Lease.Failure last, boolean keepsTokens) {
        return ended
                ? this
                : new LeaseCell(keepsTokens ? unrejected() : null, inherited, null, last, rejections, renewals, false);
    }

    /** Returns the held tokens, valid again if they were rejected: no newer ones could be had. */
    private @Nullable HeldTokens unrejected() {
        return held != null
                        && rejections != null
                        && held.tokens().equals(rejections.rejected().tokens())
                ? rejections.rejected()
                : held;
    }

    /** Counts a rejection, unless it changes nothing: no renewal may follow it now. */
    LeaseCell reject(HeldTokens rejected, long nanos, long now) {
        boolean ignored = rejections != null && rejections.areIgnoredAt(now);
        boolean backedOff = failure != null && now - failure.retryAt() < 0;
        if (!rejected.equals(held) || !rejected.isValidAt(nanos) || ignored || backedOff) {
            return this;
        }
        Rejections counted = Rejections.after(rejections, rejected, now);
        return new LeaseCell(rejected.rejectedAt(nanos), inherited, renewal, failure, counted, renewals, false);
    }

    LeaseCell retry() {
        return failure == null && rejections == null
                ? this
                : new LeaseCell(held, inherited, renewal, null, null, renewals, ended);
    }

    LeaseCell inherit(HeldTokens fromText) {
        return !ended && fromText.isNewerThan(held) && fromText.isNewerThan(inherited)
                ? new LeaseCell(held, fromText, renewal, null, rejections, renewals, false)
                : this;
    }

    LeaseCell takeOver(HeldTokens fromText, HeldTokens tokens) {
        HeldTokens newer = fromText.equals(inherited) ? null : inherited;
        return ended ? this : new LeaseCell(tokens, newer, renewal, failure, rejections, renewals, false);
    }

    /** Ends. Inherited tokens stay: {@link Leases#end} must know that no renewal has taken them over. */
    LeaseCell end() {
        if (ended) {
            return this;
        }
        return inherited == null ? ENDED : new LeaseCell(null, inherited, null, null, null, 0, true);
    }
}
