package io.github.circleauth.member;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.Secret;
import java.lang.reflect.Proxy;
import java.time.Instant;

/** A member with one token that never changes. */
final class StubMember {

    private StubMember() {}

    static CircleMember create() {
        AccessToken token = new AccessToken(Secret.of("member-token"), Instant.MAX);
        return (CircleMember) Proxy.newProxyInstance(
                CircleMember.class.getClassLoader(),
                new Class<?>[] {CircleMember.class},
                (proxy, method, args) -> method.getName().equals("capture") ? proxy : token);
    }
}
