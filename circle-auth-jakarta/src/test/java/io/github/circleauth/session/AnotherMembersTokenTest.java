package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.sandbox.Fault;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A response with another member's tokens is refused, and the tokens are revoked. */
class AnotherMembersTokenTest {

    private final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    private void assertNoOtherMembersTokenIsAlive() {
        server.node.revoker.kick();
        server.workers.runAll();
        assertThat(server.alive()).noneMatch(token -> token.communityMemberId() != ADA);
    }

    @Test
    void P9_anotherMembersTokensAreRefusedAfterAnObtainByMemberId() {
        server.circle.faults().next("auth_token", Fault.anotherMember());
        Lease lease = server.open(ADA);

        assertThatThrownBy(() -> server.served(lease).join()).hasCauseInstanceOf(CircleProtocolException.class);

        assertThat(server.node.current(lease)).isNull();
        assertNoOtherMembersTokenIsAlive();
    }

    @Test
    void anotherMembersTokensAreAnErrorInTheLogOnceAnHour() {
        Lease lease = server.signedIn(ADA);
        server.circle.faults().always("access_token/refresh", Fault.anotherMember());
        server.pass(UNTIL_STALE);

        try (Logged log = Logged.byAll()) {
            server.served(lease);
            server.pass(Duration.ofMinutes(2));
            server.served(lease);

            assertThat(log.alarms())
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0056: Circle returned a token of another member than requested.");

            server.pass(Duration.ofHours(1));
            server.served(lease);
            assertThat(log.alarms()).hasSize(2).last().asString().endsWith(" 1 more were left out.");
        }
    }

    @Test
    void P9_anotherMembersTokenIsRefusedAfterABackgroundRefresh() {
        Lease lease = server.signedIn(ADA);
        MemberTokens own = server.node.current(lease);
        server.circle.faults().next("access_token/refresh", Fault.anotherMember());
        server.pass(UNTIL_STALE);

        assertThat(server.served(lease)).isCompletedWithValue(own);

        assertThat(server.node.current(lease)).isEqualTo(own);
        assertNoOtherMembersTokenIsAlive();
    }

    @Test
    void P9_anotherMembersTokensAreRefusedIfTheEmailAddressNowBelongsToThatMember() {
        Lease lease = server.open(MemberIdentity.verifiedEmail("ada@example.com"));
        server.served(lease).join();
        server.revokeRefreshToken(lease);
        server.circle.faults().next("auth_token", Fault.anotherMember());
        server.pass(UNTIL_EXPIRED);

        assertThatThrownBy(() -> server.served(lease).join()).hasCauseInstanceOf(CircleProtocolException.class);

        assertThat(server.node.current(lease)).isNull();
        assertNoOtherMembersTokenIsAlive();
    }

    @Test
    void P9_ofManyResponsesForAnotherMemberNoneIsServedAndAllAreRevoked() {
        List<Lease> leases =
                Stream.generate(() -> server.signedIn(ADA)).limit(20).toList();
        server.circle.faults().always("access_token/refresh", Fault.anotherMember());
        server.circle.faults().always("auth_token", Fault.anotherMember());
        server.pass(UNTIL_EXPIRED);

        leases.forEach(lease -> assertThatThrownBy(() -> server.served(lease).join())
                .hasCauseInstanceOf(CircleProtocolException.class));

        assertThat(leases).allMatch(lease -> server.node.current(lease) == null);
        assertThat(server.circle.audit().tokens()).anyMatch(token -> token.communityMemberId() != ADA);
        assertNoOtherMembersTokenIsAlive();
    }

    @Test
    void P9_anotherMembersTokensAreRevokedAtOnce() {
        server.circle.faults().next("auth_token", Fault.anotherMember());

        assertThat(server.served(server.open(ADA))).isCompletedExceptionally();

        assertThat(server.circle.audit().tokens()).isNotEmpty();
        assertThat(server.alive()).as("without a tick").isEmpty();
    }

    @Test
    void aLeaseOfAnotherPrincipalIsEndedAndNotReturned() {
        Lease lease = server.signedIn(ADA);

        assertThat(server.node.find(lease.id(), lease.seenText(), "1002", OneServer.TIMEOUT_SECONDS))
                .isNull();
        server.workers.runAll();

        assertThat(lease.isEnded()).isTrue();
        assertThat(server.alive()).isEmpty();
    }
}
