package io.github.circleauth.cdi;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.util.function.Supplier;

/** The injected client. Each call looks the client up, so that another module of an EAR can be refused. */
final class SharedClient implements CircleAuthClient {

    private final Supplier<CircleAuthClient> client;

    /**
     * Creates the client.
     *
     * @param client returns the client for a call on the current thread, or throws {@link IllegalStateException}
     */
    SharedClient(Supplier<CircleAuthClient> client) {
        this.client = client;
    }

    @Override
    public MemberTokens getMemberAPITokenFromCommunityMemberId(long communityMemberId) {
        return client.get().getMemberAPITokenFromCommunityMemberId(communityMemberId);
    }

    @Override
    public MemberTokens getMemberAPITokenFromEmail(String email) {
        return client.get().getMemberAPITokenFromEmail(email);
    }

    @Override
    public MemberTokens getMemberAPITokenFromSSOId(String ssoUserId) {
        return client.get().getMemberAPITokenFromSSOId(ssoUserId);
    }

    @Override
    public AccessToken getMemberAPITokenFromRefreshToken(Secret refreshToken) {
        return client.get().getMemberAPITokenFromRefreshToken(refreshToken);
    }

    @Override
    public void revokeRefreshToken(Secret refreshToken) {
        client.get().revokeRefreshToken(refreshToken);
    }

    @Override
    public void revokeMemberAPIToken(Secret accessToken) {
        client.get().revokeMemberAPIToken(accessToken);
    }
}
