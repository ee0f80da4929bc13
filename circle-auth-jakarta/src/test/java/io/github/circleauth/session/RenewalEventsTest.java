package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.TokenObtained;
import io.github.circleauth.event.TokenRenewed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The events of renewals: one for each, when it completed. */
class RenewalEventsTest extends EventsTestBase {

    @Test
    void theFirstTokensAreObtainedAndTheEventSaysHowLongTheRequestTook() {
        server.requestsTake = TWO_SECONDS;
        Lease lease = server.open(MemberIdentity.verifiedEmail("ada@example.com"));
        assertThat(server.events()).isEmpty();

        server.served(lease);

        assertThat(server.events())
                .containsExactly(new TokenObtained(lease.id(), ADAS_ID, lease.identity(), TWO_SECONDS));
    }

    @Test
    void waitingForAWorkerDoesNotCount() {
        Lease lease = server.open(ADA);
        var tokens = server.node.tokens(lease);
        server.pass(Duration.ofSeconds(5));

        server.workers.runAll();

        assertThat(tokens).isCompleted();
        assertThat(((TokenObtained) onlyEvent()).duration()).isZero();
    }

    @Test
    void aFreshTokenHasNoEvent() {
        Lease lease = signedIn();

        server.served(lease);

        assertThat(server.events()).isEmpty();
    }

    @Test
    void anAccessTokenIsRenewedByARefresh() {
        Lease lease = signedIn();
        server.pass(UNTIL_STALE);
        server.requestsTake = TWO_SECONDS;

        server.served(lease);

        assertThat(server.events())
                .containsExactly(
                        new TokenRenewed(lease.id(), ADAS_ID, ADAS_IDENTITY, TokenRenewed.Way.REFRESH, TWO_SECONDS));
    }

    @Test
    void anAccessTokenIsRenewedByAnObtainAfterARefreshThatDidNotHelpAndBothCountInItsDuration() {
        Lease lease = signedIn();
        server.revokeRefreshToken(lease);
        server.pass(UNTIL_EXPIRED);
        server.requestsTake = TWO_SECONDS;

        server.served(lease);

        assertThat(server.events().get(0))
                .isEqualTo(new TokenRenewed(
                        lease.id(), ADAS_ID, ADAS_IDENTITY, TokenRenewed.Way.OBTAIN, Duration.ofSeconds(4)));
    }

    @Test
    void aTokenThatAnotherServerRenewedIsTakenOverWithoutAnEvent() {
        Lease lease = signedIn();
        SimulatedNode other = server.another();
        Lease there = other.find(lease.id(), lease.seenText(), Long.toString(ADA), TIMEOUT_SECONDS);

        assertThat(there).isNotNull();
        other.leases.reconcile(there, server.leases.reconcile(lease, lease.seenText()));
        var taken = other.tokens(there);
        other.workers.runAll();

        assertThat(taken).isCompleted();
        assertThat(other.events).isEmpty();
        other.close();
    }

    @Test
    void aRenewalThatLosesAgainstTheEndHasNoEventButItsTokensAreRevoked() {
        Lease lease = signedIn();
        server.pass(UNTIL_EXPIRED);
        server.hangsBeforeResponse = true;
        var renewed = server.node.tokens(lease);
        server.workers.startNext();
        server.end(lease);

        server.workers.runAll();

        assertThat(renewed).isCompletedExceptionally();
        assertThat(server.events())
                .extracting(CircleEvent::getClass)
                .extracting(Class::getSimpleName)
                .startsWith("LeaseEnded")
                .containsOnlyOnce("LeaseEnded")
                .doesNotContain("TokenRenewed")
                .contains("TokenRevoked");
    }

    @Test
    @Tag("R8")
    void noEventContainsATokenOrAnEmailAddress() {
        Lease lease = server.open(MemberIdentity.verifiedEmail("ada@example.com"));
        server.served(lease);
        server.pass(UNTIL_STALE);
        server.served(lease);
        server.end(lease);
        server.workers.runAll();

        List<CircleEvent> events = server.events();
        assertThat(events).hasSizeGreaterThan(4);
        assertThat(events.toString()).doesNotContain("ada@example.com");
        assertThat(server.circle.audit().tokens())
                .isNotEmpty()
                .noneMatch(token -> events.toString().contains(token.value()));
    }
}
