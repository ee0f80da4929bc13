package io.github.circleauth.live;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A lease as its relay sees it. Thread-safe; no method waits. The times are the ticker's nanoseconds. */
interface LiveLease {

    /** Returns whether the lease has ended, or nobody has used its session for as long as it may stay idle. */
    boolean isOver(long nanos);

    /** Returns the valid token, or null if there is none. Starts the renewal that is due. */
    @Nullable AccessToken current(long nanos);

    /** Returns the tokens, at once or when the renewal under way completes. */
    CompletableFuture<MemberTokens> tokens(long nanos);

    /** Has the token renewed that Circle refused, unless that was of no use shortly before. */
    void reject(AccessToken refused, long nanos);
}
