package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Absence;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.seal.Seal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All leases of a member end, on two servers with one database. */
class MemberEndTest {

    private static final Seal SEAL = Seal.derivedFrom(Secret.of("seal-key"));
    private static final MemberIdentity BY_ID = MemberIdentity.communityMemberId(ADA);
    private static final MemberIdentity BY_MAIL = MemberIdentity.verifiedEmail("ada@example.com");

    private final OneServer circle = new OneServer();
    private final LedgerRows rows = LedgerRows.inDatabase(SEAL);
    private final SimulatedNode here = circle.another(rows.ofOneServer().get());
    private final SimulatedNode elsewhere = circle.another(rows.ofOneServer().get());

    @AfterEach
    void close() {
        here.close();
        elsewhere.close();
        circle.close();
    }

    private static Lease open(SimulatedNode server, MemberIdentity identity) {
        return server.leases.open(identity::value, Optional.of(identity), TIMEOUT_SECONDS, server.leases.nanos());
    }

    private Lease signedIn(SimulatedNode server, MemberIdentity identity) {
        Lease lease = open(server, identity);
        var unused = server.tokens(lease);
        server.workers.runAll();
        // So that an end is later than the request for the tokens.
        circle.pass(Duration.ofMillis(1));
        return lease;
    }

    private void minutePasses(SimulatedNode server) {
        circle.pass(Duration.ofMinutes(1));
        server.leases.sweep();
        server.workers.runAll();
    }

    @Test
    @Tag("I12")
    void allLeasesEndHereAtOnceAndElsewhereWithinAMinuteAndTheirTokensAreRevokedBefore() {
        Lease one = signedIn(here, BY_ID);
        Lease two = signedIn(here, BY_MAIL);
        Lease there = signedIn(elsewhere, BY_MAIL);
        Lease grace = signedIn(elsewhere, MemberIdentity.communityMemberId(GRACE));

        MemberEnd end = here.leases.endAll(BY_ID);

        assertThat(end).isEqualTo(new MemberEnd(2, OptionalInt.of(1), true));
        assertThat(one.isEnded() && two.isEnded()).isTrue();
        assertThat(here.current(one)).isNull();
        here.workers.runAll();
        assertThat(circle.alive())
                .extracting(token -> token.communityMemberId())
                .containsOnly(GRACE);
        minutePasses(elsewhere);
        assertThat(there.isEnded()).isTrue();
        assertThat(elsewhere.current(grace)).isNotNull();
    }

    @Test
    void aSecondEndFindsNothing() {
        signedIn(here, BY_ID);
        signedIn(elsewhere, BY_ID);
        here.leases.endAll(BY_ID);

        assertThat(here.leases.endAll(BY_ID)).isEqualTo(new MemberEnd(0, OptionalInt.of(0), true));
        assertThat(here.leases.endAll(MemberIdentity.ssoUserId("unknown")))
                .isEqualTo(new MemberEnd(0, OptionalInt.of(0), true));
    }

    @Test
    void aLeaseWithoutTokensYetEnds() {
        Lease lease = open(here, BY_MAIL);

        assertThat(here.leases
                        .endAll(MemberIdentity.verifiedEmail("Ada@Example.com"))
                        .here())
                .isEqualTo(1);

        var tokens = here.tokens(lease);
        here.workers.runAll();
        assertThat(tokens).isCompletedExceptionally();
        assertThat(circle.obtains()).isZero();
    }

    @Test
    void tokensOfARenewalUnderWayAreRevokedWhereverItIs() {
        for (SimulatedNode server : new SimulatedNode[] {here, elsewhere}) {
            for (boolean first : new boolean[] {true, false}) {
                Lease lease = first ? open(server, BY_ID) : signedIn(server, BY_ID);
                circle.pass(OneServer.UNTIL_EXPIRED);
                circle.hangsBeforeResponse = true;
                var tokens = server.tokens(lease);
                while (server.workers.hanging() == 0) {
                    assertThat(server.workers.startNext()).isTrue();
                }

                here.leases.endAll(BY_ID);
                server.workers.runAll();
                here.workers.runAll();

                assertThat(tokens).isCompletedExceptionally();
                assertThat(lease.isEnded()).isTrue();
                assertThat(circle.alive()).as("first: %s", first).isEmpty();
                circle.pass(Duration.ofMillis(1));
            }
        }
    }

    @Test
    void aLeaseThatIsOpenedAfterTheEndLives() {
        signedIn(here, BY_ID);
        here.leases.endAll(BY_ID);
        circle.pass(Duration.ofMillis(1));

        Lease anew = signedIn(here, BY_ID);
        Lease there = signedIn(elsewhere, BY_ID);
        minutePasses(here);
        minutePasses(elsewhere);

        assertThat(here.current(anew)).isNotNull();
        assertThat(elsewhere.current(there)).isNotNull();
    }

    @Test
    void aSessionWhoseTextAnotherServerReadsDoesNotRevive() {
        Lease lease = signedIn(here, BY_ID);
        String text = here.leases.reconcile(lease, lease.seenText());
        here.leases.endAll(BY_ID);
        here.workers.runAll();

        Lease rebuilt = elsewhere.find(lease.id(), text, "1001", TIMEOUT_SECONDS);
        var tokens = elsewhere.tokens(rebuilt);
        elsewhere.workers.runAll();

        assertThat(tokens).isCompletedExceptionally();
        assertThat(elsewhere.whyAbsent(rebuilt)).contains(Absence.ENDED);
        assertThat(circle.alive()).isEmpty();
        assertThat(here.find(lease.id(), text, "1001", TIMEOUT_SECONDS))
                .as("to be opened anew at once")
                .isNull();
    }

    @Test
    void tokensOfATextThatNoRenewalHasTakenOverAreRevokedToo() {
        Lease there = signedIn(circle.node, BY_ID);
        String text = circle.leases.reconcile(there, there.seenText());
        SimulatedNode alone = circle.another(new MemoryLedger());
        alone.find(there.id(), text, "1001", TIMEOUT_SECONDS);

        assertThat(alone.leases.endAll(BY_ID)).isEqualTo(new MemberEnd(1, OptionalInt.of(0), false));
        alone.workers.runAll();

        assertThat(circle.alive()).isEmpty();
        alone.close();
    }

    @Test
    void withALedgerInMemoryTheLeasesOfThisServerEnd() {
        Lease lease = circle.signedIn(ADA);
        Lease there = signedIn(here, BY_ID);

        assertThat(circle.leases.endAll(BY_ID)).isEqualTo(new MemberEnd(1, OptionalInt.of(0), false));
        circle.workers.runAll();
        minutePasses(circle.node);

        assertThat(lease.isEnded()).isTrue();
        assertThat(circle.leases.size()).isZero();
        assertThat(here.current(there)).isNotNull();
    }

    @Test
    void withALedgerInMemoryAnObtainUnderWayForAnIdentityOfAnotherKindEndsToo() {
        Lease lease = open(circle.node, BY_MAIL);
        circle.hangsBeforeResponse = true;
        var tokens = circle.node.tokens(lease);
        while (circle.workers.hanging() == 0) {
            assertThat(circle.workers.startNext()).isTrue();
        }
        circle.pass(Duration.ofMillis(1));

        circle.leases.endAll(BY_ID);
        circle.workers.runAll();

        assertThat(tokens).isCompletedExceptionally();
        assertThat(lease.isEnded()).isTrue();
        assertThat(circle.alive()).isEmpty();
        circle.pass(Duration.ofMillis(1));
        assertThat(circle.node.current(signedIn(circle.node, BY_MAIL))).isNotNull();
    }

    @Test
    void noRequestRebuildsALeaseWhileItEnds() {
        Lease lease = signedIn(here, BY_ID);
        String text = here.leases.reconcile(lease, lease.seenText());
        List<Optional<Lease>> found = new ArrayList<>();
        here.onEvent = () -> {
            here.onEvent = () -> {};
            found.add(Optional.ofNullable(here.find(lease.id(), text, "1001", TIMEOUT_SECONDS)));
        };

        here.leases.endAll(BY_ID);

        assertThat(found).containsExactly(Optional.empty());
    }

    @Test
    void aUserWithoutASessionGetsAnotherLease() {
        Lease lease = here.leases.users().of(Optional.of(BY_ID), TIMEOUT_SECONDS, here.leases.nanos());

        assertThat(here.leases.endAll(BY_ID).here()).isEqualTo(1);

        assertThat(lease.isEnded()).isTrue();
        assertThat(here.leases.users().of(Optional.of(BY_ID), TIMEOUT_SECONDS, here.leases.nanos()))
                .isNotSameAs(lease);
    }

    @Test
    void aUserWithoutAnIdentityIsNobodysMember() {
        Lease lease = here.leases.open(() -> "linus", Optional.empty(), TIMEOUT_SECONDS, here.leases.nanos());

        assertThat(here.leases.endAll(BY_ID).here()).isZero();
        assertThat(lease.isEnded()).isFalse();
    }
}
