package io.github.circleauth.live;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A lease whose renewals take as long as the simulation likes. */
final class SimulatedLease implements LiveLease {

    private static final long LIFE = Duration.ofSeconds(20).toNanos();

    private final SimulatedCircle circle;
    private final Random random;
    private final int member;
    private final List<CompletableFuture<MemberTokens>> waiting = new ArrayList<>();
    private @Nullable AccessToken token;
    private long obtainedAt;
    private boolean renewing;
    private final boolean neverOver;
    boolean ended;

    SimulatedLease(SimulatedCircle circle, int member, Random random, boolean neverOver) {
        this.neverOver = neverOver;
        this.circle = circle;
        this.member = member;
        this.random = random;
    }

    /** A step of time in which the renewal under way may complete. */
    void step() {
        if (renewing && random.nextInt(4) == 0) {
            renewing = false;
            if (random.nextInt(10) > 0) {
                token = circle.issue(member, LIFE);
                obtainedAt = circle.now;
            }
            complete();
        }
    }

    private void complete() {
        List<CompletableFuture<MemberTokens>> all = List.copyOf(waiting);
        waiting.clear();
        for (CompletableFuture<MemberTokens> each : all) {
            if (token == null || ended) {
                each.completeExceptionally(new IllegalStateException("no token"));
            } else {
                each.complete(tokens(token));
            }
        }
    }

    private MemberTokens tokens(AccessToken access) {
        return new MemberTokens(access, Secret.of("refresh"), Instant.MAX, member, 1);
    }

    /** A renewal that somebody else started. */
    void renew() {
        renewing = true;
    }

    /** Circle no longer accepts the token. */
    void revoke() {
        if (token != null) {
            circle.revoke(token);
        }
    }

    void end() {
        ended = true;
        complete();
    }

    @Override
    public boolean isOver(long nanos) {
        return ended && !neverOver;
    }

    @Override
    public @Nullable AccessToken current(long nanos) {
        if (token != null && nanos - obtainedAt >= LIFE) {
            token = null;
        }
        if (token == null || nanos - obtainedAt >= LIFE * 3 / 4) {
            renewing = true;
        }
        return token;
    }

    @Override
    public CompletableFuture<MemberTokens> tokens(long nanos) {
        AccessToken valid = current(nanos);
        if (valid != null) {
            return CompletableFuture.completedFuture(tokens(valid));
        }
        CompletableFuture<MemberTokens> coming = new CompletableFuture<>();
        waiting.add(coming);
        return coming;
    }

    @Override
    public void reject(AccessToken refused, long nanos) {
        if (refused.equals(token)) {
            token = null;
            renewing = true;
        }
    }
}
