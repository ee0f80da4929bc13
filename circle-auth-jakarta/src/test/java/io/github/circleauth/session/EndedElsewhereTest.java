package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.seal.Seal;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases of this server that end on another one, with which it shares a ledger in a database. */
class EndedElsewhereTest {

    private static final Seal SEAL = Seal.derivedFrom(Secret.of("seal-key"));

    private final OneServer circle = new OneServer();
    private final LedgerRows rows = LedgerRows.inDatabase(SEAL);
    private final Ledger ofThis = rows.ofOneServer().get();

    /** The leases that the ledger was asked about, by question. */
    private final List<Set<String>> questions = new ArrayList<>();

    private final SimulatedNode here = circle.another(asked(ofThis));
    private final SimulatedNode elsewhere = circle.another(rows.ofOneServer().get());

    private Ledger asked(Ledger ledger) {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("ended")) {
                        Set<String> question = new HashSet<>();
                        ((Collection<?>) arguments[0]).forEach(id -> question.add((String) id));
                        questions.add(question);
                    }
                    return method.invoke(ledger, arguments);
                });
    }

    @AfterEach
    void close() {
        here.close();
        elsewhere.close();
        circle.close();
    }

    private static Lease open(SimulatedNode server, long member) {
        MemberIdentity identity = MemberIdentity.communityMemberId(member);
        return server.leases.open(identity::value, Optional.of(identity), TIMEOUT_SECONDS, server.leases.nanos());
    }

    private static Lease signedIn(SimulatedNode server, long member) {
        Lease lease = open(server, member);
        var unused = server.tokens(lease);
        server.workers.runAll();
        return lease;
    }

    private static void minutePasses(OneServer circle, SimulatedNode server) {
        circle.pass(Duration.ofMinutes(1));
        server.leases.sweep();
        server.workers.runAll();
    }

    @Test
    void aLeaseThatEndedOnAnotherServerEndsHereWithinAMinuteAndOthersGoOn() {
        Lease left = signedIn(here, ADA);
        Lease stays = signedIn(here, GRACE);

        elsewhere.leases.end(left.id(), left.seenText(), LeaseEnded.Reason.SESSION_ENDED);
        minutePasses(circle, here);

        assertThat(left.isEnded()).isTrue();
        assertThat(here.current(left)).isNull();
        assertThat(stays.isEnded()).isFalse();
        assertThat(here.current(stays)).isNotNull();
        minutePasses(circle, here);
        assertThat(here.leases.size()).as("of the other member").isEqualTo(1);
    }

    @Test
    void aLeaseWhoseExpiryAnotherServerClaimedEndsHere() {
        Lease lease = signedIn(here, ADA);
        // Of a shorter session timeout, which the other server's request set.
        Lease there = elsewhere.find(lease.id(), here.leases.reconcile(lease, lease.seenText()), "1001", 60);
        var unused = elsewhere.tokens(there);
        elsewhere.workers.runAll();
        circle.pass(Duration.ofMinutes(5));
        elsewhere.revoker.kick();
        elsewhere.workers.runAll();
        assertThat(circle.alive()).isEmpty();

        minutePasses(circle, here);

        assertThat(lease.isEnded()).isTrue();
    }

    @Test
    void aRenewalUnderWayWhenTheLeaseEndsElsewhereLeavesNoToken() {
        Lease lease = signedIn(here, ADA);
        circle.pass(OneServer.UNTIL_EXPIRED);
        circle.hangsBeforeResponse = true;
        var renewed = here.tokens(lease);
        here.workers.startNext();

        elsewhere.leases.end(lease.id(), lease.seenText(), LeaseEnded.Reason.SESSION_ENDED);
        here.leases.sweep();
        here.workers.startNext();
        assertThat(lease.isEnded()).isTrue();
        here.workers.runAll();
        elsewhere.workers.runAll();

        assertThat(renewed).isCompletedExceptionally();
        assertThat(circle.alive()).isEmpty();
    }

    @Test
    void aLeaseWithoutTokensIsNotAskedAbout() {
        Lease lease = open(here, ADA);

        minutePasses(circle, here);

        assertThat(questions).isEmpty();
        assertThat(lease.isEnded()).isFalse();
    }

    @Test
    void manyLeasesAreAskedAboutInParts() {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 1_001; i++) {
            // Slowly, since Circle's limit and that of each member are in force.
            circle.pass(Duration.ofSeconds(1));
            all.add(signedIn(here, ADA + i % 4).id());
        }

        minutePasses(circle, here);

        assertThat(questions).extracting(Set::size).containsExactly(500, 500, 1);
        Set<String> asked = new HashSet<>();
        questions.forEach(asked::addAll);
        assertThat(asked).isEqualTo(all);
    }

    @Test
    void aLedgerInMemoryIsNotAsked() {
        SimulatedNode alone = circle.another(asked(circle.ledger));
        signedIn(alone, ADA);

        alone.leases.sweep();

        assertThat(alone.workers.queued()).isZero();
        assertThat(questions).isEmpty();
        alone.close();
    }
}
