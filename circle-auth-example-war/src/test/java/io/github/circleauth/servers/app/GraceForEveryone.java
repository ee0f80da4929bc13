package io.github.circleauth.servers.app;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.Principal;
import java.util.Optional;

/** A resolver for which every user is Grace. */
@ApplicationScoped
public class GraceForEveryone implements MemberIdentityResolver {

    @Override
    public Optional<MemberIdentity> identityOf(Principal caller) {
        Probe.ASKED.incrementAndGet();
        return Optional.of(MemberIdentity.communityMemberId(1002));
    }
}
