package io.github.circleauth.servers.app;

import io.github.circleauth.CircleMember;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** A part of the application whose work comes to nothing. */
@ApplicationScoped
public class RollingBack {

    @Inject
    CircleMember member;

    /** Uses the member's token within a transaction that is rolled back. */
    @Transactional
    public void useToken() {
        member.accessToken();
        throw new UnsupportedOperationException("The transaction is to be rolled back.");
    }
}
