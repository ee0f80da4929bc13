package io.github.circleauth.servers.app;

import io.github.circleauth.CircleMember;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** A service whose transaction is rolled back. */
@ApplicationScoped
public class RollbackService {

    @Inject
    CircleMember member;

    /** Uses the member's token within a transaction that is rolled back. */
    @Transactional
    public void useToken() {
        member.accessToken();
        throw new UnsupportedOperationException("Rolls the transaction back.");
    }
}
