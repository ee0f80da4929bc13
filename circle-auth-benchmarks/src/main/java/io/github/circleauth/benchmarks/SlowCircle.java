package io.github.circleauth.benchmarks;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Stands in for Circle within the JVM: each request may take a time or fail, and is counted. */
final class SlowCircle implements CircleAuthClient {

    static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Duration REFRESH_TOKEN_LIFE = Duration.ofDays(30);
    static final int ACCESS_TOKEN_LENGTH = 600;
    static final int REFRESH_TOKEN_LENGTH = 43;

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final InstantSource clock;
    private final Runnable onCall;
    private final AtomicInteger calls = new AtomicInteger();

    /**
     * Creates the stand-in.
     *
     * @param onCall runs in each request; may wait, or throw the failure that the request ends with
     */
    SlowCircle(InstantSource clock, Runnable onCall) {
        this.clock = clock;
        this.onCall = onCall;
    }

    /** Lets the calling thread wait as long as a request takes. */
    static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CircleUnavailableException("The benchmark ends while a request hangs.", null, null, true);
        }
    }

    /** Returns how many requests there have been. */
    int calls() {
        return calls.get();
    }

    /** Makes a request that returns an access token, as a peer's endpoint does. */
    String token() {
        return letters(call(), ACCESS_TOKEN_LENGTH);
    }

    private int call() {
        int call = calls.incrementAndGet();
        onCall.run();
        return call;
    }

    /** Returns random letters, which nothing can compress. */
    private static String letters(int seed, int length) {
        return new Random(seed)
                .ints(length, 0, LETTERS.length())
                .mapToObj(i -> LETTERS.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    private MemberTokens tokens(long member) {
        AccessToken access = accessToken();
        return new MemberTokens(
                access,
                Secret.of(letters(-calls.get(), REFRESH_TOKEN_LENGTH)),
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
        int unused = call();
    }

    @Override
    public void revokeMemberAPIToken(Secret accessToken) {
        int unused = call();
    }
}
