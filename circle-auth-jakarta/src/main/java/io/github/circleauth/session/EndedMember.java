package io.github.circleauth.session;

import io.github.circleauth.Absence;
import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.TokenState;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a captured handle returns from a passivated or replicated session: it has ended, since the lease that it
 * was bound to is on another server, or gone. Its serialized form contains nothing but this reason.
 *
 * @param cause {@link Cause#HANDLE_COPIED}, or why the handle had no lease in the first place
 */
record EndedMember(Cause cause) implements CircleMember, Serializable {

    /** The cause is null in a copy that another version of the library has written. */
    EndedMember(@Nullable Cause cause) {
        this.cause = cause == null ? Cause.HANDLE_COPIED : cause;
    }

    private NotSignedInException ended() {
        return new NotSignedInException(cause.absence());
    }

    @Override
    public boolean isPresent() {
        return false;
    }

    @Override
    public AccessToken accessToken() {
        throw ended();
    }

    @Override
    public CompletionStage<AccessToken> accessTokenAsync() {
        return CompletableFuture.failedFuture(ended());
    }

    @Override
    public long communityMemberId() {
        throw ended();
    }

    @Override
    public long communityId() {
        throw ended();
    }

    @Override
    public TokenState state() {
        return cause.absence() == Absence.ENDED ? TokenState.ENDED : TokenState.ABSENT;
    }

    @Override
    public Optional<Instant> expiresAt() {
        return Optional.empty();
    }

    @Override
    public long renewals() {
        return 0;
    }

    @Override
    public Optional<Absence> whyAbsent() {
        return Optional.of(cause.absence());
    }

    @Override
    public Optional<AbsenceDetail> absenceDetail() {
        return Optional.of(AbsenceDetail.of(cause));
    }

    @Override
    public AccessToken renew(AccessToken rejected) {
        throw ended();
    }

    @Override
    public void retry() {
        // An ended handle stays ended.
    }

    @Override
    public CircleMember capture() {
        return this;
    }
}
