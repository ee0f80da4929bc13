package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Circle's events on their way to sockets of pages, until the session's end. */
class LiveEventsIT extends ServerTestBase {

    private static final String DEPLOYMENT = "live-events";
    private static final String CHANNEL = "NotificationChannel";
    private static final String OWN = "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001}";

    private static final String LARGE = "{\"text\":\"" + "x".repeat(100_000) + "\"}";

    /** 25 MB: more than the servers and the machine take for a page that doesn't read. */
    private static final int LARGE_EVENTS = 250;

    private static boolean deployed;

    private final ProbeClient user = new ProbeClient(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive liveEvents() {
        // The server's own WebSockets are used, though the application contains the API: by mistake, as it happens.
        return TestWars.war(DEPLOYMENT, TestWars.FILTER)
                .addAsLibrary(ShrinkWrap.create(JavaArchive.class, "jakarta.websocket-api-2.1.1.jar")
                        .addPackages(true, "jakarta.websocket"));
    }

    @BeforeEach
    void signIn() {
        circle.reset();
        circle.accessTokenLife(Duration.ofHours(1));
        if (!deployed) {
            TestWars.configure(Map.of("circle.auth.live-path", LiveSocket.PATH));
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
        user.steps("session,login:" + ADA);
    }

    @AfterEach
    void noConnectionOutlivesItsSession() {
        new ProbeClient(DEPLOYMENT).steps("end:" + ADA + ",end:" + GRACE);
        awaitNoTokenAlive();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(circle.cable().connections()).isEmpty());
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    private static String event(String identifier, String message) {
        return LiveSocket.subscribe(identifier)
                .replace("{\"command\":\"subscribe\",", "{")
                .replaceAll("}$", ",\"message\":" + message.replace("\\", "\\\\") + "}");
    }

    @Test
    void allPagesOfASessionShareOneConnectionAndReceiveEachEventAsCircleSentIt() throws IOException {
        // The same channel, written in another way. Each page gets back what it wrote.
        String likewise = "{ \"community_member_id\": \"1001\", \"channel\": \"NotificationChannel\" }";
        try (LiveSocket one = LiveSocket.subscribed(user, OWN);
                LiveSocket two = LiveSocket.subscribed(user, likewise)) {
            assertThat(circle.cable().connections(ADA)).hasSize(1);
            assertThat(circle.cable().subscriptions(ADA)).hasSize(1);
            String message = "{\"event\":\"newNotification\",\"text\":\"a \\\"quote\\\" and ü\",\"count\":1.50}";

            circle.cable().message(ADA, CHANNEL, message);

            assertThat(one.next()).isEqualTo(event(OWN, message));
            assertThat(two.next()).isEqualTo(event(likewise, message));
        }
    }

    @Test
    void noEventIsLostOrDoubledWhileTokensExpireAndCircleDisconnects() throws IOException {
        circle.accessTokenLife(Duration.ofSeconds(3));
        circle.switches().set("cable-cut-at-expiry", "disconnect");
        ProbeClient other = new ProbeClient(DEPLOYMENT);
        other.steps("session,login:" + ADA);
        try (LiveSocket page = LiveSocket.subscribed(other, OWN)) {
            long first = circle.audit().tokens().size();
            for (int i = 0; circle.audit().tokens().size() < first + 4; i++) {
                int number = i;
                // A slow machine may use up a token of three seconds before it has it; then the library waits a little.
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> circle.cable().message(ADA, CHANNEL, "{\"n\":" + number + "}") > 0);
                assertThat(page.next()).isEqualTo(event(OWN, "{\"n\":" + i + "}"));
            }
        }
    }

    @Test
    void aPageThatNeverReadsIsCutOffAndTheOthersAreNot() throws IOException {
        try (LiveSocket slow = LiveSocket.subscribed(user, OWN);
                LiveSocket other = LiveSocket.subscribed(user, OWN)) {
            for (int i = 0; i < LARGE_EVENTS; i++) {
                circle.cable().message(ADA, CHANNEL, LARGE);
                assertThat(other.next()).isEqualTo(event(OWN, LARGE));
            }

            assertThat(eventsUntilTheEnd(slow)).isLessThan(LARGE_EVENTS);
        }
    }

    /** Counts the events on their way to a page that were not read. */
    private static int eventsUntilTheEnd(LiveSocket page) throws IOException {
        int events = 0;
        try {
            while (events < LARGE_EVENTS) {
                page.next();
                events++;
            }
        } catch (EOFException | SocketException cutOff) {
            // As it should be.
        }
        return events;
    }

    @Test
    void anotherUserInTheSameSessionEndsThePagesOfTheFirst() throws IOException {
        try (LiveSocket page = LiveSocket.subscribed(user, OWN)) {
            user.steps("logout,login:" + GRACE);
            page.awaitClose();
        }
        try (LiveSocket page = LiveSocket.open(user)) {
            assertThat(page.next()).startsWith("{\"type\":\"welcome\"");
            page.send(LiveSocket.subscribe(OWN));
            assertThat(page.next()).isEqualTo(LiveSocket.rejected(OWN));
        }
    }

    @Test
    void endingAUsersSessionsFromTheApplicationEndsTheirPages() throws IOException {
        try (LiveSocket page = LiveSocket.subscribed(user, OWN)) {
            new ProbeClient(DEPLOYMENT).steps("end:" + ADA);
            page.awaitClose();
        }
    }
}
