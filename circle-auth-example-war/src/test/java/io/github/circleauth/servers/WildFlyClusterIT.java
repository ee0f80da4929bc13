package io.github.circleauth.servers;

import static io.github.circleauth.servers.ServerTestBase.ADA;
import static io.github.circleauth.servers.ServerTestBase.GRACE;
import static io.github.circleauth.servers.ServerTestBase.SOON;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Sessions and their tokens on two WildFly nodes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WildFlyClusterIT extends WildFlyClusterTestBase {

    private static final int SESSIONS = Integer.getInteger("it.sessions");

    private static long renewals() {
        return circle.audit().calls("auth_token") + circle.audit().calls("access_token/refresh");
    }

    @Test
    @Order(0)
    void aStoredHandleIsOnAnotherServerOneThatHasEndedAndASessionScopedBeanGoesOn() {
        assertHandlesEndOnAnotherServer(WildFlyNode.ONE, WildFlyNode.TWO);
    }

    @Test
    @Order(1)
    void R5_requestsThatOnlyReadTheTokenWriteNoAttributeOfTheLibraryAndReplicateNone() {
        ProbeClient atOne = signedIn(ADA, MEMBERS, WildFlyNode.ONE);
        ProbeClient atTwo = atOne.at(WildFlyNode.TWO.site(MEMBERS));
        atOne.steps("token");
        // The second request writes the tokens that arrived after the first one.
        atOne.steps("token");

        ClusterWrites onBothNodes = ClusterWrites.of(20, i -> (i % 2 == 0 ? atTwo : atOne).steps("token"));
        assertThat(onBothNodes.ownAttributes()).isZero();

        // WildFly stores one entry per request, the time of its access. All attributes together are another entry.
        ClusterWrites onOneNode = ClusterWrites.of(20, i -> atOne.steps("token"));
        assertThat(onOneNode.ownAttributes()).isZero();
        assertThat(onOneNode.storedEntries()).isLessThanOrEqualTo(20);
        ClusterWrites ofAnAttribute = ClusterWrites.of(20, i -> atOne.steps("put:" + i));
        assertThat(ofAnAttribute.storedEntries()).isGreaterThan(30);
        atOne.steps("invalidate");
    }

    @Test
    @Order(2)
    void aSessionThatEndsOnOneNodeHasAllTokensRevokedAndTheOtherNodeServesThemNoLonger() {
        ProbeClient atOne = signedIn(ADA, MEMBERS, WildFlyNode.ONE);
        ProbeClient atTwo = atOne.at(WildFlyNode.TWO.site(MEMBERS));
        String token = atOne.steps("token,keep").get(0);
        assertThat(atTwo.steps("token")).containsExactly(token);

        atTwo.steps("invalidate");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(issued()).hasSize(2).allMatch(revoked -> revoked.revocations() == 1));
        assertThat(atOne.steps("token")).containsExactly("none: ANONYMOUS");
        // The member that the application captured there ends with its next renewal, whose tokens are revoked as well.
        assertThat(atOne.steps("kept-rejected,kept")).containsExactly("none: ENDED");
    }

    @Test
    @Order(2)
    void pagesOnOneNodeAreSignedOutWithinTenSecondsOfTheSessionsEndOnTheOtherNode() throws IOException {
        assertPagesEndWithTheirSessionOnAnotherServer(WildFlyNode.ONE, WildFlyNode.TWO);
    }

    @Test
    @Order(3)
    void C11_underLoadOnBothNodesATokenIsRenewedAtMostOncePerNodeAndExpiry() throws Exception {
        circle.accessTokenLife(Duration.ofSeconds(5));
        List<ProbeClient> sessions = new ArrayList<>();
        for (long user : List.of(ADA, GRACE, ADA, GRACE)) {
            sessions.add(signedIn(user, MEMBERS, NODES.get(sessions.size() % 2)));
        }
        List<String> first = tokensOf(sessions);
        circle.accessTokenLife(Duration.ofHours(1));
        long before = renewals();

        List<Callable<List<String>>> clients = new ArrayList<>();
        for (int i = 0; i < 3 * sessions.size(); i++) {
            int session = i % sessions.size();
            clients.add(() -> alternateUntilRenewed(sessions.get(session), first.get(session)));
        }
        List<List<String>> tokens = inParallel(clients);

        for (int i = 0; i < tokens.size(); i++) {
            String member = first.get(i % sessions.size()).split(" ", 2)[0] + " ";
            assertThat(tokens.get(i)).allMatch(line -> line.startsWith(member));
        }
        assertThat(renewals() - before).isBetween((long) sessions.size(), 2L * sessions.size());
        sessions.forEach(session -> session.steps("invalidate"));
    }

    /** Sends requests to the nodes in turn, until each has responded twice with another token than the first. */
    private static List<String> alternateUntilRenewed(ProbeClient session, String first) {
        Instant end = Instant.now().plus(Duration.ofMinutes(1));
        List<String> tokens = new ArrayList<>();
        int renewed = 0;
        while (renewed < 2 * NODES.size() && Instant.now().isBefore(end)) {
            Node node = NODES.get(tokens.size() % 2);
            tokens.add(session.at(node.site(MEMBERS)).steps("token").get(0));
            renewed = tokens.get(tokens.size() - 1).equals(first) ? 0 : renewed + 1;
        }
        assertThat(renewed).isEqualTo(2 * NODES.size());
        return tokens;
    }

    @Test
    @Order(4)
    void L13_passivatedSessionsHaveNoTokensInPlainTextAndKeepThemWithoutARequestToCircle() throws Exception {
        String marker = "marker-" + UUID.randomUUID();
        List<ProbeClient> sessions = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            ProbeClient session = signedIn(ADA, PASSIVATING, WildFlyNode.ONE);
            tokens.add(session.steps("put:" + marker + ",token").get(0));
            sessions.add(session);
        }
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(passivated(WildFlyNode.ONE)).contains(marker, "io.github.circleauth.sealed"));

        String files = passivated(WildFlyNode.ONE) + passivated(WildFlyNode.TWO);
        assertThat(issued()).hasSizeGreaterThan(SESSIONS).noneMatch(token -> files.contains(token.value()));
        long before = renewals();
        assertThat(tokensOf(sessions)).isEqualTo(tokens);
        assertThat(renewals()).isEqualTo(before);
        sessions.forEach(session -> session.steps("invalidate"));
        allTokensAreRevokedOrExpired();
        System.out.printf("%d sessions, all but one passivated: %d tokens, 0 lost%n", SESSIONS, issued().size());
    }

    private static String passivated(WildFlyNode node) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(node.sessionStore())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, ISO_8859_1));
            }
        }
        return all.toString();
    }

    /** A ledger in memory does not know sessions that ended on another node. */
    @Test
    @Order(5)
    void withALedgerInMemoryACapturedMemberWorksOnAfterItsSessionEndedOnTheOtherNode() {
        ProbeClient atOne = signedIn(ADA, MEMORY_LEDGER, WildFlyNode.ONE);
        String token = atOne.steps("token,keep").get(0);
        ProbeClient atTwo = atOne.at(WildFlyNode.TWO.site(MEMORY_LEDGER));
        assertThat(atTwo.steps("token,invalidate")).as("a token of its own").doesNotContain(token);
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(issued()).hasSizeGreaterThan(2).allMatch(revoked -> revoked.revocations() == 1));

        assertThat(atOne.steps("kept-rejected,kept").get(0))
                .as(() -> "After " + circle.audit().calls())
                .startsWith(ADA + " ")
                .isNotEqualTo(token);

        assertThat(circle.audit().alive()).hasSize(2);
        // These tokens stay valid; other tests must not see them.
        circle.reset();
    }

    @Test
    @Order(6)
    void L12_whenANodeIsKilledUnderLoadItsUsersContinueOnTheOtherNodeAndNoTokenIsLost() throws Exception {
        // Tokens this short are renewed all the time.
        circle.accessTokenLife(Duration.ofSeconds(2));
        List<Long> users = List.of(ADA, GRACE, ADA, GRACE, ADA, GRACE);
        List<ProbeClient> sessions = users.stream()
                .map(user -> signedIn(user, MEMBERS, WildFlyNode.ONE))
                .toList();
        tokensOf(sessions);
        CountDownLatch load = new CountDownLatch(sessions.size());
        CountDownLatch killed = new CountDownLatch(1);

        List<Callable<List<String>>> clients = new ArrayList<>();
        clients.add(() -> {
            load.await();
            WildFlyNode.ONE.kill();
            killed.countDown();
            return List.of();
        });
        sessions.forEach(session -> clients.add(() -> alternateBeyondTheKill(killed, session, load)));
        List<List<String>> tokens = inParallel(clients);

        for (int i = 0; i < sessions.size(); i++) {
            String member = users.get(i) + " ";
            assertThat(tokens.get(1 + i)).hasSizeGreaterThan(50).allMatch(line -> line.startsWith(member));
        }
        sessions.forEach(session -> session.at(WildFlyNode.TWO.site(MEMBERS)).steps("invalidate"));
        allTokensAreRevokedOrExpired();
        assertThat(issued()).as("with the renewals").hasSizeGreaterThan(3 * sessions.size());
        System.out.printf(
                "A node killed under %d requests: %d tokens, 0 lost%n",
                tokens.stream().mapToInt(List::size).sum(), issued().size());
        start(WildFlyNode.ONE);
        awaitCluster();
    }

    /**
     * Sends requests to the nodes in turn: two renewals before a node is killed, and 50 responses after it. After a failure, the
     * next node gets the request, as behind a load balancer.
     */
    private static List<String> alternateBeyondTheKill(
            CountDownLatch killed, ProbeClient session, CountDownLatch load) {
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        List<String> tokens = new ArrayList<>();
        Set<String> differentTokens = new HashSet<>();
        int after = 0;
        for (int i = 0; after < 50 && Instant.now().isBefore(end); i++) {
            boolean isAfter = killed.getCount() == 0;
            try {
                String token = session.at(NODES.get(i % 2).site(MEMBERS))
                        .steps("token")
                        .get(0);
                tokens.add(token);
                if (differentTokens.add(token) && differentTokens.size() == 3) {
                    load.countDown();
                }
                after += isAfter ? 1 : 0;
            } catch (UncheckedIOException | AssertionError fromTheKilledNode) {
                assertThat(load.getCount()).as("before the kill").isZero();
            }
        }
        assertThat(after).isEqualTo(50);
        return tokens;
    }

    /** The last test, since it kills both nodes. */
    @Test
    @Order(100)
    void R9_aSessionAndItsTokenSurviveTheKillOfEitherNodeWithoutASignInOrARequestToCircle() throws Exception {
        ProbeClient durable = signedIn(ADA, MEMBERS, WildFlyNode.ONE);
        String token = durable.steps("token").get(0);
        ProbeClient inMemory = signedIn(ADA, MEMORY_LEDGER, WildFlyNode.ONE);
        inMemory.steps("token");
        // These requests write the tokens that arrived after the previous ones into the sessions.
        List.of(durable, inMemory).forEach(session -> session.steps("user"));

        WildFlyNode.ONE.kill();
        assertSameToken(durable.at(WildFlyNode.TWO.site(MEMBERS)), token);
        assertAnotherToken(inMemory.at(WildFlyNode.TWO.site(MEMORY_LEDGER)));

        start(WildFlyNode.ONE);
        awaitCluster();
        WildFlyNode.TWO.kill();
        assertSameToken(durable, token);
        assertAnotherToken(inMemory);

        durable.steps("invalidate");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(issued().subList(0, 2)).allMatch(revoked -> revoked.revocations() == 1));
        // With a ledger in memory, tokens that only a killed node knew stay valid.
        circle.reset();
    }

    private static void assertSameToken(ProbeClient session, String token) {
        int requestsBefore = circle.audit().calls().size();
        assertThat(session.steps("token")).containsExactly(token);
        assertThat(circle.audit().calls()).hasSize(requestsBefore);
    }

    /** Without a sign-in too; but a ledger in memory does not know whether the previous token was revoked. */
    private static void assertAnotherToken(ProbeClient session) {
        long before = renewals();
        assertThat(session.steps("token").get(0)).startsWith(ADA + " ");
        assertThat(renewals() - before).isBetween(1L, 2L);
        session.steps("user");
    }

    private static List<String> tokensOf(List<ProbeClient> sessions) {
        return sessions.stream().map(session -> session.steps("token").get(0)).toList();
    }
}
