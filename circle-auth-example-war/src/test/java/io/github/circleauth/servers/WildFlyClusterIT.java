package io.github.circleauth.servers;

import static io.github.circleauth.servers.InServer.ADA;
import static io.github.circleauth.servers.InServer.GRACE;
import static io.github.circleauth.servers.InServer.SOON;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.servers.app.SessionWrites;
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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Sessions, and their tokens, on two WildFly nodes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WildFlyClusterIT extends InWildFlyCluster {

    private static final int PASSIVATED = Integer.getInteger("it.sessions");

    private static long renewals() {
        return circle.audit().calls("auth_token") + circle.audit().calls("access_token/refresh");
    }

    /** What was written on both nodes together, see {@link SessionWrites}. */
    private record Writes(long attributesOfOurs, long storedEntries) {

        private static Writes soFar() {
            return NODES.stream()
                    .map(node -> new Visitor(MEMBERS).at(node.site(MEMBERS)).steps("writes"))
                    .map(lines -> new Writes(Long.parseLong(lines.get(0)), Long.parseLong(lines.get(1))))
                    .reduce(new Writes(0, 0), (one, two) -> one.plus(two, 1));
        }

        private Writes plus(Writes other, int sign) {
            return new Writes(
                    attributesOfOurs + sign * other.attributesOfOurs, storedEntries + sign * other.storedEntries);
        }

        static Writes of(int times, Consumer<Integer> request) {
            Writes before = soFar();
            for (int i = 0; i < times; i++) {
                request.accept(i);
            }
            return soFar().plus(before, -1);
        }
    }

    @Test
    @Order(1)
    void requestsThatOnlyReadWriteNothingOfOursAndReplicateNothingForUs() {
        Visitor here = signedIn(ADA, MEMBERS, WildFlyNode.ONE);
        Visitor there = here.at(WildFlyNode.TWO.site(MEMBERS));
        here.steps("token");
        here.steps("token"); // The second request writes down what came behind the first.

        Writes moving = Writes.of(20, i -> (i % 2 == 0 ? there : here).steps("token"));
        assertThat(moving.attributesOfOurs()).isZero();

        // One entry for each request is WildFly's own: when it was. All attributes together are another entry.
        Writes staying = Writes.of(20, i -> here.steps("token"));
        assertThat(staying.attributesOfOurs()).isZero();
        assertThat(staying.storedEntries()).isLessThanOrEqualTo(20);
        Writes writing = Writes.of(20, i -> here.steps("put:" + i));
        assertThat(writing.storedEntries()).isGreaterThan(30);
        here.steps("invalidate");
    }

    @Test
    @Order(2)
    void aSessionThatEndsOnOneNodeHasAllItsTokensRevokedAndTheOtherNodeServesItNoMore() {
        Visitor here = signedIn(ADA, MEMBERS, WildFlyNode.ONE);
        Visitor there = here.at(WildFlyNode.TWO.site(MEMBERS));
        String token = here.steps("token,keep").get(0);
        assertThat(there.steps("token")).containsExactly(token);

        there.steps("invalidate");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(issued()).hasSize(2).allMatch(revoked -> revoked.revocations() == 1));
        assertThat(here.steps("token")).containsExactly("none: ANONYMOUS");
        // What the application had kept of it there ends with its next renewal, whose tokens are revoked as well.
        assertThat(here.steps("kept-rejected,kept")).containsExactly("none: ENDED");
    }

    @Test
    @Order(3)
    void requestsThatChangeNodesUnderLoadRenewAtMostOncePerNodeAndExpiry() throws Exception {
        circle.accessTokenLife(Duration.ofSeconds(5));
        List<Visitor> people = new ArrayList<>();
        for (long user : List.of(ADA, GRACE, ADA, GRACE)) {
            people.add(signedIn(user, MEMBERS, NODES.get(people.size() % 2)));
        }
        List<String> first = tokensOf(people);
        circle.accessTokenLife(Duration.ofHours(1));
        long before = renewals();

        List<Callable<List<String>>> clients = new ArrayList<>();
        for (int i = 0; i < 3 * people.size(); i++) {
            int who = i % people.size();
            clients.add(() -> goesToAndFroUntilRenewed(people.get(who), first.get(who)));
        }
        List<List<String>> seen = allAtOnce(clients);

        for (int i = 0; i < seen.size(); i++) {
            String member = first.get(i % people.size()).split(" ", 2)[0] + " ";
            assertThat(seen.get(i)).allMatch(line -> line.startsWith(member));
        }
        assertThat(renewals() - before).isBetween((long) people.size(), 2L * people.size());
        people.forEach(person -> person.steps("invalidate"));
    }

    /** Asks the nodes in turn until both have answered with another token than the first, more than once. */
    private static List<String> goesToAndFroUntilRenewed(Visitor person, String first) {
        Instant end = Instant.now().plus(Duration.ofMinutes(1));
        List<String> seen = new ArrayList<>();
        int renewed = 0;
        while (renewed < 2 * NODES.size() && Instant.now().isBefore(end)) {
            Node node = NODES.get(seen.size() % 2);
            seen.add(person.at(node.site(MEMBERS)).steps("token").get(0));
            renewed = seen.get(seen.size() - 1).equals(first) ? 0 : renewed + 1;
        }
        assertThat(renewed).isEqualTo(2 * NODES.size());
        return seen;
    }

    @Test
    @Order(4)
    void tokensOfPassivatedSessionsDoNotStandInClearInTheFilesAndComeBackWithoutACall() throws Exception {
        String marker = "marker-" + UUID.randomUUID();
        List<Visitor> people = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < PASSIVATED; i++) {
            Visitor person = signedIn(ADA, CROWDED, WildFlyNode.ONE);
            tokens.add(person.steps("put:" + marker + ",token").get(0));
            people.add(person);
        }
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(passivated(WildFlyNode.ONE)).contains(marker, "io.github.circleauth.sealed"));

        String files = passivated(WildFlyNode.ONE) + passivated(WildFlyNode.TWO);
        assertThat(issued()).hasSizeGreaterThan(PASSIVATED).noneMatch(token -> files.contains(token.value()));
        long before = renewals();
        assertThat(tokensOf(people)).isEqualTo(tokens);
        assertThat(renewals()).isEqualTo(before);
        people.forEach(person -> person.steps("invalidate"));
        everyTokenIsAccountedFor();
        System.out.printf("%d sessions, of which one has room: %d tokens, 0 lost%n", PASSIVATED, issued().size());
    }

    private static String passivated(WildFlyNode node) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(node.stored())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, ISO_8859_1));
            }
        }
        return all.toString();
    }

    /** What a ledger in memory can't do: know what ended on another node. */
    @Test
    @Order(5)
    void withALedgerInMemoryANodeGoesOnServingWhatItKeptOfASessionThatEndedOnTheOther() {
        Visitor here = signedIn(ADA, FORGETFUL, WildFlyNode.ONE);
        String token = here.steps("token,keep").get(0);
        Visitor there = here.at(WildFlyNode.TWO.site(FORGETFUL));
        assertThat(there.steps("token,invalidate")).as("a token of its own").doesNotContain(token);
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(issued()).hasSizeGreaterThan(2).allMatch(revoked -> revoked.revocations() == 1));

        assertThat(here.steps("kept-rejected,kept").get(0))
                .as(() -> "After " + circle.audit().calls())
                .startsWith(ADA + " ")
                .isNotEqualTo(token);

        assertThat(circle.audit().alive())
                .as(() -> "After " + circle.audit().calls())
                .hasSize(2);
        circle.reset(); // That they live for a while longer is not the other tests' matter.
    }

    @Test
    @Order(6)
    void whoeverIsServedWhileANodeIsKilledGoesOnOnTheOtherOneAndNoTokenIsLost() throws Exception {
        circle.accessTokenLife(Duration.ofSeconds(2)); // So that there are renewals under way all the time.
        List<Long> users = List.of(ADA, GRACE, ADA, GRACE, ADA, GRACE);
        List<Visitor> people = users.stream()
                .map(user -> signedIn(user, MEMBERS, WildFlyNode.ONE))
                .toList();
        tokensOf(people);
        CountDownLatch load = new CountDownLatch(people.size());
        CountDownLatch killed = new CountDownLatch(1);

        List<Callable<List<String>>> clients = new ArrayList<>();
        clients.add(() -> {
            load.await();
            WildFlyNode.ONE.kill();
            killed.countDown();
            return List.of();
        });
        people.forEach(person -> clients.add(() -> goesToAndFroUntilAfter(killed, person, load)));
        List<List<String>> seen = allAtOnce(clients);

        for (int i = 0; i < people.size(); i++) {
            String member = users.get(i) + " ";
            assertThat(seen.get(1 + i)).hasSizeGreaterThan(50).allMatch(line -> line.startsWith(member));
        }
        people.forEach(person -> person.at(WildFlyNode.TWO.site(MEMBERS)).steps("invalidate"));
        everyTokenIsAccountedFor();
        assertThat(issued()).as("with the renewals").hasSizeGreaterThan(3 * people.size());
        System.out.printf(
                "A node killed under %d requests: %d tokens, 0 lost%n",
                seen.stream().mapToInt(List::size).sum(), issued().size());
        start(WildFlyNode.ONE);
        awaitCluster();
    }

    /**
     * Asks the nodes in turn, through two renewals before a node is killed, and on after it. Who is not answered asks the
     * next node, as a load balancer does.
     */
    private static List<String> goesToAndFroUntilAfter(CountDownLatch killed, Visitor person, CountDownLatch load) {
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        List<String> seen = new ArrayList<>();
        Set<String> tokens = new HashSet<>();
        int after = 0;
        for (int i = 0; after < 50 && Instant.now().isBefore(end); i++) {
            boolean isAfter = killed.getCount() == 0;
            try {
                String token =
                        person.at(NODES.get(i % 2).site(MEMBERS)).steps("token").get(0);
                seen.add(token);
                if (tokens.add(token) && tokens.size() == 3) {
                    load.countDown();
                }
                after += isAfter ? 1 : 0;
            } catch (UncheckedIOException | AssertionError fromTheNodeThatDies) {
                assertThat(load.getCount()).as("before the kill").isZero();
            }
        }
        assertThat(after).isEqualTo(50);
        return seen;
    }

    /** The last one: it takes the nodes away. */
    @Test
    @Order(100)
    void aSessionSurvivesTheKillOfEitherNodeTokenIncludedWithoutASignInOrACallToCircle() throws Exception {
        Visitor person = signedIn(ADA, MEMBERS, WildFlyNode.ONE);
        String token = person.steps("token").get(0);
        Visitor forgetful = signedIn(ADA, FORGETFUL, WildFlyNode.ONE);
        forgetful.steps("token");
        // Which writes into the session what came behind the one before.
        List.of(person, forgetful).forEach(visitor -> visitor.steps("user"));

        WildFlyNode.ONE.kill();
        goesOn(person.at(WildFlyNode.TWO.site(MEMBERS)), token);
        goesOnWithAnotherToken(forgetful.at(WildFlyNode.TWO.site(FORGETFUL)));

        start(WildFlyNode.ONE);
        awaitCluster();
        WildFlyNode.TWO.kill();
        goesOn(person, token);
        goesOnWithAnotherToken(forgetful);

        person.steps("invalidate");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(issued().subList(0, 2)).allMatch(revoked -> revoked.revocations() == 1));
        circle.reset(); // What a killed node alone knew of lives for a while longer, with a ledger in memory.
    }

    private static void goesOn(Visitor person, String token) {
        int callsBefore = circle.audit().calls().size();
        assertThat(person.steps("token")).containsExactly(token);
        assertThat(circle.audit().calls()).hasSize(callsBefore);
    }

    /** Without a new sign-in too, but a ledger in memory doesn't know whether the one before was revoked. */
    private static void goesOnWithAnotherToken(Visitor person) {
        long callsBefore = renewals();
        assertThat(person.steps("token").get(0)).startsWith(ADA + " ");
        assertThat(renewals() - callsBefore).isBetween(1L, 2L);
        person.steps("user");
    }

    private static List<String> tokensOf(List<Visitor> people) {
        return people.stream().map(person -> person.steps("token").get(0)).toList();
    }
}
