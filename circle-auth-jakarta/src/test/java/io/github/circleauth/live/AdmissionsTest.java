package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.live.Admissions.Admission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Handshakes of many users at once: no page gets the lease of another's, even where connections share user properties. */
class AdmissionsTest extends PagesTestBase {

    private static final int USERS = 4;
    private static final int ORDERS = 40;

    private final List<FakeLease> leases = new ArrayList<>();
    private final List<FakeContainer.Connection> connections = new ArrayList<>();
    private Pages ofDeployment = pages;

    /** Performs the handshake and the opening of one connection for each user, in a random order. */
    private void connect(boolean sharesProperties, Random random) throws InstantiationException {
        leases.clear();
        connections.clear();
        ofDeployment = new Pages(
                Set.of("NotificationChannel"), ticker, () -> Instant.EPOCH, tasks::add, tasks::add, tasks::add);
        FakeContainer container = new FakeContainer(sharesProperties).deploy(ofDeployment);
        List<Integer> steps = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            leases.add(new FakeLease("lease-" + user, "member-" + user));
            connections.add(container.new Connection(leases.get(user)));
            steps.addAll(List.of(user, user));
        }
        Collections.shuffle(steps, random);
        Set<Integer> accepted = new HashSet<>();
        for (int user : steps) {
            if (accepted.add(user)) {
                connections.get(user).handshake();
            } else {
                connections.get(user).open();
            }
        }
        runTasks();
    }

    /** Subscribes as one page. Returns the leases that the subscription reached. */
    private List<FakeLease> reachedBy(int user) {
        leases.forEach(each -> each.relayed.clear());
        connections.get(user).receive(subscribe(NOTIFICATIONS));
        return leases.stream().filter(each -> !each.relayed.isEmpty()).toList();
    }

    @Test
    void eachPageHasItsOwnLeaseInWhateverOrderSocketsOpen() throws Exception {
        for (int seed = 0; seed < ORDERS; seed++) {
            connect(false, new Random(seed));
            for (int user = 0; user < USERS; user++) {
                assertThat(reachedBy(user)).as("seed %d", seed).containsExactly(leases.get(user));
            }
        }
    }

    /** Payara keeps a handshake's properties with the thread that closed its socket. */
    @Test
    void aDecisionIsHandedOverOnce() {
        Admissions admissions = new Admissions();
        Map<String, Object> properties = new HashMap<>();
        Admission admission = new Admission(lease, PageEnd.UNAUTHORIZED);

        admissions.put(properties, admission);

        assertThat(admissions.take(new HashMap<>(properties))).isEqualTo(admission);
        assertThat(admissions.take(properties)).isEqualTo(Admission.refused(PageEnd.UNAUTHORIZED));
    }

    @Test
    void whereConnectionsShareUserPropertiesNoPageGetsAnothersLease() throws Exception {
        for (int seed = 0; seed < ORDERS; seed++) {
            try (Logged lines = Logged.by(Admissions.class)) {
                connect(true, new Random(seed));
                for (int user = 0; user < USERS; user++) {
                    assertThat(reachedBy(user)).as("seed %d", seed).isSubsetOf(leases.get(user));
                }
                assertThat(ofDeployment.size()).as("seed %d", seed).isLessThanOrEqualTo(1);
                assertThat(lines.alarms()).singleElement().asString().startsWith("CIRCLE-0132");
            }
        }
    }

    @Test
    void whereConnectionsShareUserPropertiesPagesAreToldToStayAway() throws Exception {
        FakeContainer container = new FakeContainer(true).deploy(pages);
        FakeContainer.Connection first = container.new Connection(lease);
        FakeContainer.Connection second = container.new Connection(new FakeLease("lease-2", "grace"));
        first.handshake();
        second.handshake();
        second.open();
        first.open();

        assertThat(first.texts).containsExactly(INVALID);
        assertThat(second.texts).containsExactly(INVALID);
    }
}
