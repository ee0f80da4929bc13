package io.github.circleauth.benchmarks;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Stands in for Circle within the JVM: each request takes a given time, and is counted. */
final class SlowCircle implements CircleAuthClient {

    static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Duration REFRESH_TOKEN_LIFE = Duration.ofDays(30);
    static final int ACCESS_TOKEN_LENGTH = 600;
    static final int REFRESH_TOKEN_LENGTH = 43;

    private final InstantSource clock;
    private final Supplier<Duration> latency;
    private final AtomicInteger calls = new AtomicInteger();

    SlowCircle(InstantSource clock, Supplier<Duration> latency) {
        this.clock = clock;
        this.latency = latency;
    }

    /** Returns how many requests there have been. */
    int calls() {
        return calls.get();
    }

    /** Makes a request that returns an access token: what a peer's endpoint does. */
    String token() {
        int call = calls.incrementAndGet();
        try {
            Thread.sleep(latency.get().toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return padded("access-" + call, ACCESS_TOKEN_LENGTH);
    }

    private static String padded(String start, int length) {
        return start + "x".repeat(length - start.length());
    }

    private MemberTokens tokens(long member) {
        AccessToken access = accessToken();
        return new MemberTokens(
                access,
                Secret.of(padded("refresh-" + calls.get(), REFRESH_TOKEN_LENGTH)),
                clock.instant().plus(REFRESH_TOKEN_LIFE),
                member,
                1);
    }

    private AccessToken accessToken() {
        String token = token();
        return new AccessToken(Secret.of(token), clock.instant().plus(TOKEN_LIFE));
    }

    @Override
    public MemberTokens getMemberAPITokenFromCommunityMemberId(long communityMemberId) {
        return tokens(communityMemberId);
    }

    @Override
    public MemberTokens getMemberAPITokenFromEmail(String email) {
        return tokens(1);
    }

    @Override
    public MemberTokens getMemberAPITokenFromSSOId(String ssoUserId) {
        return tokens(1);
    }

    @Override
    public AccessToken getMemberAPITokenFromRefreshToken(Secret refreshToken) {
        return accessToken();
    }

    @Override
    public void revokeRefreshToken(Secret refreshToken) {
        String unused = token();
    }

    @Override
    public void revokeMemberAPIToken(Secret accessToken) {
        String unused = token();
    }
}
