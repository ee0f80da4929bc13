package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A session's next request reaches another server, which rebuilds the lease from the session's text. */
class RebuiltLeaseTest {

    private final OneServer server = new OneServer();
    private final SimulatedNode other = server.another();

    @AfterEach
    void close() {
        server.close();
        other.close();
    }

    /** Returns the session's text after a request on the first server. */
    private String text(Lease lease) {
        String text = server.leases.reconcile(lease, lease.seenText());
        lease.published(text);
        return text;
    }

    private Lease rebuilt(Lease lease, String text) {
        return rebuilt(other, lease, text);
    }

    private static Lease rebuilt(SimulatedNode next, Lease lease, String text) {
        return next.find(lease.id(), text, Long.toString(ADA), TIMEOUT_SECONDS);
    }

    private CompletableFuture<MemberTokens> servedByOther(Lease lease) {
        return servedBy(other, lease);
    }

    private static CompletableFuture<MemberTokens> servedBy(SimulatedNode next, Lease lease) {
        CompletableFuture<MemberTokens> tokens = next.tokens(lease);
        next.workers.runAll();
        return tokens;
    }

    private static void assertSameAccessToken(CompletableFuture<MemberTokens> served, MemberTokens expected) {
        assertThat(served.join().accessToken().value())
                .isEqualTo(expected.accessToken().value());
    }

    private void endOnTheFirstServer(Lease lease) {
        server.end(lease);
        server.workers.runAll();
    }

    @Test
    void aFreshTokenIsServedWithoutARequestToCircle() {
        Lease lease = server.signedIn(ADA);
        MemberTokens tokens = server.node.current(lease);

        Lease rebuilt = rebuilt(lease, text(lease));

        assertSameAccessToken(servedByOther(rebuilt), tokens);
        assertThat(server.tokenRequests()).isEqualTo(1);
    }

    @Test
    @Tag("L10")
    void aTokenThatALostLedgerMayHaveHadRevokedIsRefreshedAndNotServed() {
        Lease lease = server.signedIn(ADA);
        MemberTokens former = server.node.current(lease);
        String text = text(lease);
        server.pass(Duration.ofMinutes(1));
        try (SimulatedNode next = server.another(new MemoryLedger())) {
            MemberTokens tokens = servedBy(next, rebuilt(next, lease, text)).join();

            assertThat(tokens.accessToken()).isNotEqualTo(former.accessToken());
            assertThat(server.refreshes()).isEqualTo(1);
            assertThat(server.obtains()).as("the sign-in").isEqualTo(1);

            next.leases.end(lease.id(), text, LeaseEnded.Reason.SESSION_ENDED);
            next.workers.runAll();
            assertThat(server.alive()).isEmpty();
        }
    }

    @Test
    void aSessionWhoseTokensALostLedgerHadRevokedNeedsOneObtain() {
        Lease lease = server.signedIn(ADA);
        String text = text(lease);
        endOnTheFirstServer(lease);
        try (SimulatedNode next = server.another(new MemoryLedger())) {
            MemberTokens tokens = servedBy(next, rebuilt(next, lease, text)).join();

            assertThat(server.isAlive(tokens)).isTrue();
            assertThat(server.obtains()).isEqualTo(2);
        }
    }

    @Test
    void aFreshTokenIsServedWhileCircleIsUnavailable() {
        Lease lease = server.signedIn(ADA);
        other.circuitBreaker.recordFailure(null);
        other.circuitBreaker.recordFailure(null);
        other.circuitBreaker.recordFailure(null);

        assertThat(servedByOther(rebuilt(lease, text(lease)))).isCompleted();
    }

    @Test
    void anExpiredTokenIsRefreshedThereAndTheFirstServerTakesItOverFromTheText() {
        Lease lease = server.signedIn(ADA);
        String before = text(lease);
        server.pass(UNTIL_EXPIRED);
        Lease rebuilt = rebuilt(lease, before);
        MemberTokens renewed = servedByOther(rebuilt).join();
        String after = other.leases.reconcile(rebuilt, before);
        assertThat(after).isNotEqualTo(before);

        server.leases.reconcile(lease, after);

        assertSameAccessToken(server.served(lease), renewed);
        assertThat(server.refreshes()).isEqualTo(1);
        assertThat(server.obtains()).isEqualTo(1);
    }

    @Test
    void anExpiredTokenTakenOverWhileCircleIsUnavailableIsRefreshedAfterwards() {
        Lease lease = server.signedIn(ADA);
        String before = text(lease);
        server.pass(UNTIL_EXPIRED);
        Lease rebuilt = rebuilt(lease, before);
        server.fails(Fault.status(503));
        assertThat(servedByOther(rebuilt)).isCompletedExceptionally();
        server.circle.faults().clear();
        server.pass(Duration.ofSeconds(60));

        assertThat(servedByOther(rebuilt)).isCompleted();

        assertThat(server.refreshes()).isEqualTo(2);
        assertThat(server.obtains()).as("the sign-in").isEqualTo(1);
    }

    @Test
    void tokensOfAnotherServerAreServedAtOnceThoughRenewalsFailedHere() {
        Lease lease = server.signedIn(ADA);
        String before = text(lease);
        server.pass(UNTIL_STALE);
        Lease rebuilt = rebuilt(lease, before);
        servedByOther(rebuilt).join();
        servedByOther(rebuilt).join();
        String after = other.leases.reconcile(rebuilt, before);
        server.circle.switches().set("too-many-requests", "seconds");
        server.fails(Fault.tooManyRequests(Duration.ofMinutes(15)));
        server.served(lease);
        server.pass(UNTIL_EXPIRED.minus(UNTIL_STALE));

        server.leases.reconcile(lease, after);

        assertThat(server.served(lease)).isCompleted();
    }

    @Test
    @Tag("C11")
    void anOlderTextIsOpenedOnceAndDoesNotReplaceNewerTokens() {
        Lease lease = server.signedIn(ADA);
        String before = text(lease);
        server.pass(UNTIL_STALE);
        server.served(lease);
        MemberTokens renewed = server.node.current(lease);
        text(lease);

        String written = server.leases.reconcile(lease, before);

        assertThat(written).isEqualTo(lease.held().text()).isNotEqualTo(before);
        assertThat(lease.seenText()).isEqualTo(before);
        assertThat(lease.inherited()).isNull();
        assertThat(server.served(lease)).isCompletedWithValue(renewed);
    }

    @Test
    void aLeaseWithoutTokensTakesOverThoseOfTheText() {
        Lease lease = server.signedIn(ADA);
        Lease rebuilt = rebuilt(lease, text(lease));
        server.pass(UNTIL_STALE);
        MemberTokens renewed = server.served(server.node.find(lease.id(), null, Long.toString(ADA), TIMEOUT_SECONDS))
                .thenApply(stale -> server.node.current(lease))
                .join();

        other.leases.reconcile(rebuilt, text(lease));

        assertSameAccessToken(servedByOther(rebuilt), renewed);
        assertThat(server.tokenRequests()).isEqualTo(2);
    }

    @Test
    void aLeaseThatEndedElsewhereEndsHereToo() {
        Lease lease = server.signedIn(ADA);
        String text = text(lease);
        endOnTheFirstServer(lease);

        Lease rebuilt = rebuilt(lease, text);
        assertThatThrownBy(() -> servedByOther(rebuilt).join()).hasCauseInstanceOf(IllegalStateException.class);

        assertThat(rebuilt(lease, text)).isNull();
        assertThat(server.alive()).isEmpty();
    }

    @Test
    void theTokensOfASessionThatEndsOnAnotherServerAreRevoked() {
        Lease lease = server.signedIn(ADA);

        other.leases.end(lease.id(), text(lease), LeaseEnded.Reason.SESSION_ENDED);
        other.workers.runAll();

        assertThat(server.alive()).isEmpty();
    }

    @Test
    void theNumberOfUnopenedTextsIsLoggedOnceAMinute() {
        try (Logged log = Logged.by(LeaseText.class)) {
            server.leases.sweep();
            assertThat(log.at(Level.INFO)).isEmpty();

            for (String id : List.of("a", "b", "c")) {
                server.node.find(id, "v1.0123abcd.AAAA", "1001", TIMEOUT_SECONDS);
            }
            server.leases.sweep();
            server.leases.sweep();

            assertThat(log.at(Level.INFO))
                    .containsExactly(
                            "CIRCLE-0046: Texts of sessions that could not be opened within the last minute: 3.");
        }
    }

    @Test
    void anUnopenedTextIsLoggedOnceForEachKeyAndANewLeaseCanBeOpened() {
        try (Logged log = Logged.by(LeaseText.class)) {
            assertThat(server.node.find("a", "v1.0123abcd.AAAA", "1001", TIMEOUT_SECONDS))
                    .isNull();
            assertThat(server.node.find("b", "v1.0123abcd.BBBB", "1001", TIMEOUT_SECONDS))
                    .isNull();
            assertThat(log.warnings()).singleElement().asString().contains("0123abcd", "circle.auth.seal-keys");

            server.node.find("c", "v1.89abcdef.AAAA", "1001", TIMEOUT_SECONDS);
            assertThat(log.warnings()).hasSize(2);
        }
        assertThat(server.served(server.open(ADA))).isCompleted();
    }
}
