package io.github.circleauth.live;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.SessionTimeout;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A lease of this deployment. Nothing here counts as a use of it: a connection keeps no session alive. */
record SessionLiveLease(Leases leases, Lease lease) implements LiveLease {

    @Override
    public boolean isOver(long nanos) {
        return lease.isEnded() || SessionTimeout.isOver(lease, nanos);
    }

    @Override
    public @Nullable AccessToken current(long nanos) {
        leases.renewIfDue(lease, nanos);
        MemberTokens tokens = leases.current(lease, nanos);
        return tokens == null ? null : tokens.accessToken();
    }

    @Override
    public CompletableFuture<MemberTokens> tokens(long nanos) {
        return leases.tokens(lease, nanos);
    }

    @Override
    public void reject(AccessToken refused, long nanos) {
        leases.reject(lease, refused, nanos);
    }
}
