package io.github.circleauth.http;

import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.net.URI;
import java.time.Duration;

/** A program without a server: it obtains a member's tokens and revokes them. */
public final class PlainJava {

    private PlainJava() {}

    /** Returns the member's id. */
    public static long obtain(URI circle, String appToken) {
        try (HttpCircleAuthClient client = HttpCircleAuthClient.builder()
                .baseUrl(circle)
                .apiToken(Secret.of(appToken))
                .callTimeout(Duration.ofSeconds(30))
                .build()) {
            MemberTokens tokens = client.getMemberAPITokenFromCommunityMemberId(1001);
            client.revokeMemberAPIToken(tokens.accessToken().value());
            client.revokeRefreshToken(tokens.refreshToken());
            return tokens.communityMemberId();
        }
    }
}
