package io.github.circleauth.session;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** A client of a Circle that responds at once, and counts the revocations of each token. */
final class NumberedTokens implements CircleAuthClient {

    /** More tokens than a race may obtain: one more fails the race. */
    private static final Secret[] TOKENS =
            IntStream.range(0, 8).mapToObj(i -> Secret.of("token-" + i)).toArray(Secret[]::new);

    private final InstantSource clock;
    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicIntegerArray revocations = new AtomicIntegerArray(TOKENS.length);

    NumberedTokens(InstantSource clock) {
        this.clock = clock;
    }

    private AccessToken accessToken() {
        return new AccessToken(next(), clock.instant().plus(Duration.ofHours(1)));
    }

    private Secret next() {
        return TOKENS[issued.getAndIncrement()];
    }

    @Override
    public MemberTokens getMemberAPITokenFromCommunityMemberId(long id) {
        return new MemberTokens(accessToken(), next(), clock.instant().plus(Duration.ofDays(30)), id, 1);
    }

    @Override
    public MemberTokens getMemberAPITokenFromEmail(String email) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MemberTokens getMemberAPITokenFromSSOId(String ssoUserId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AccessToken getMemberAPITokenFromRefreshToken(Secret refreshToken) {
        return accessToken();
    }

    @Override
    public void revokeRefreshToken(Secret refreshToken) {
        revoke(refreshToken);
    }

    @Override
    public void revokeMemberAPIToken(Secret accessToken) {
        revoke(accessToken);
    }

    private void revoke(Secret token) {
        String text = token.reveal();
        revocations.incrementAndGet(text.charAt(text.length() - 1) - '0');
    }

    /** Returns how many of the tokens were revoked once, not at all, and more than once. */
    String account() {
        int revoked = 0;
        int alive = 0;
        int twice = 0;
        for (int i = 0; i < issued.get(); i++) {
            switch (revocations.get(i)) {
                case 0 -> alive++;
                case 1 -> revoked++;
                default -> twice++;
            }
        }
        return "revoked " + revoked + ", alive " + alive + ", twice " + twice;
    }
}
