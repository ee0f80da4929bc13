package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.servers.app.Probe;
import io.github.circleauth.servers.app.ShownUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Sessions in which users take turns under load, each with several connections. Each user is signed in to two sessions in turn. The
 * profile {@code soak} has 64 sessions and ten minutes.
 */
class PrincipalSwitchIT extends ServerTestBase {

    private static final String DEPLOYMENT = "switching";
    private static final int USERS = Integer.getInteger("it.switching-users");
    private static final Duration TIME = Duration.parse(System.getProperty("it.switching-time"));
    private static final int CONNECTIONS = 8;

    /** The least number of requests of a connection. */
    private static final int REQUESTS = 30;

    /** All users of the servers' files. */
    private static final int FIRST = 2001;

    /** How long a busy machine may take for the last responses, and for the last revocations. */
    private static final Duration REST = Duration.ofMinutes(2);

    private final SwitchTally tally = new SwitchTally();

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive switching() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER + TestWars.PROXY).addClasses(ShownUser.class);
    }

    @BeforeEach
    void deploy() {
        circle.reset();
        circle.people(LongStream.range(FIRST, FIRST + USERS)
                .mapToObj(id -> new Person(id, id + "@example.com", id + "-sso", "Member " + id, ""))
                .toList());
        // Ten minutes of changes leave thousands of tokens to be revoked, two at a time.
        TestWars.configure(Map.of("circle.auth.shutdown-timeout", "PT4M"));
        deployer.deploy(DEPLOYMENT);
    }

    @AfterEach
    void reset() {
        circle.reset();
        TestWars.configure(Map.of());
    }

    private List<SwitchingUser> users() {
        String site = new ProbeClient(DEPLOYMENT).site();
        return LongStream.range(0, USERS)
                .mapToObj(i -> new SwitchingUser(site, List.of(FIRST + i, FIRST + (i + 1) % USERS), tally))
                .toList();
    }

    private void useAll() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(USERS * CONNECTIONS);
        try {
            long start = System.nanoTime();
            List<Future<?>> connections = new ArrayList<>();
            for (SwitchingUser user : users()) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    long seed = connections.size();
                    connections.add(threads.submit(() -> user.use(seed, goesOn(start))));
                }
            }
            for (Future<?> connection : connections) {
                connection.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns whether a connection goes on: until it has sent enough requests, and the time is over. */
    private BooleanSupplier goesOn(long start) {
        AtomicInteger requests = new AtomicInteger();
        return () -> tally.mismatches().isEmpty()
                && (requests.incrementAndGet() <= REQUESTS || System.nanoTime() - start < TIME.toNanos());
    }

    @Test
    @Tag("I2")
    @Tag("I3")
    void eachResponseIsOfTheUserWhomTheServerHadForItsRequest() throws Exception {
        useAll();
        deployer.undeploy(DEPLOYMENT);

        System.out.printf("%d users, %d connections each, %s: %s%n", USERS, CONNECTIONS, TIME, tally);
        assertThat(tally.mismatches()).isEmpty();
        assertThat(tally.counted(SwitchTally.FAILED)).isLessThanOrEqualTo(1 + tally.counted("requests") / 100_000);
        assertThat(tally.counted("switches")).isGreaterThan(10L * USERS);
        assertThat(tally.counted("tokens")).isGreaterThan(tally.counted("requests") / 4);
        assertThat(tally.counted("members' data")).isGreaterThan(USERS);
        Map<String, String> issued = circle.audit().tokens().stream()
                .filter(token -> token.kind() == Audit.Kind.ACCESS)
                .collect(Collectors.toMap(
                        token -> Probe.fingerprint(token.value()), token -> Long.toString(token.communityMemberId())));
        assertThat(issued).containsAllEntriesOf(tally.served());
        await().atMost(REST)
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
    }
}
