package io.github.circleauth.http;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;

/** The six methods, each counted with one priority. */
record PrioritizedClient(Calls calls, RequestPriority priority) implements CircleAuthClient {

    @Override
    public MemberTokens getMemberAPITokenFromCommunityMemberId(long communityMemberId) {
        return calls.obtain(MemberIdentity.communityMemberId(communityMemberId), priority);
    }

    @Override
    public MemberTokens getMemberAPITokenFromEmail(String email) {
        return calls.obtain(MemberIdentity.verifiedEmail(email), priority);
    }

    @Override
    public MemberTokens getMemberAPITokenFromSSOId(String ssoUserId) {
        return calls.obtain(MemberIdentity.ssoUserId(ssoUserId), priority);
    }

    @Override
    public AccessToken getMemberAPITokenFromRefreshToken(Secret refreshToken) {
        return calls.refresh(refreshToken, priority);
    }

    @Override
    public void revokeRefreshToken(Secret refreshToken) {
        calls.revoke(Operation.REVOKE_REFRESH, refreshToken, priority);
    }

    @Override
    public void revokeMemberAPIToken(Secret accessToken) {
        calls.revoke(Operation.REVOKE_ACCESS, accessToken, priority);
    }
}
