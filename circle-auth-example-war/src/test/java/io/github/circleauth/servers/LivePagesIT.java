package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Sockets of pages, seen from outside: what the site's own pages get, and what hostile ones don't. */
class LivePagesIT extends ServerTestBase {

    private static final String DEPLOYMENT = "live-pages";
    private static final String UNAUTHORIZED =
            "{\"type\":\"disconnect\",\"reason\":\"unauthorized\",\"reconnect\":false}";
    private static final String LISTED = "https://community.example.com";
    private static final String OWN = "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001}";
    /** Open Liberty looks for sessions that timed out every 30 to 60 seconds. */
    private static final Duration UNTIL_SESSIONS_ARE_LOOKED_AT = Duration.ofMinutes(2);

    private static final int MEGABYTE = 1_000_000;
    private static final int PAGES_AT_ONCE = 40;

    private static boolean deployed;

    private final List<LiveSocket> sockets = new ArrayList<>();
    private ProbeClient ada;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive livePages() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER);
    }

    private static ProbeClient signedIn(long user) {
        ProbeClient client = new ProbeClient(DEPLOYMENT);
        client.steps("session,login:" + user);
        return client;
    }

    @BeforeEach
    void signIn() {
        if (!deployed) {
            TestWars.configure(Map.of("circle.auth.live-path", LiveSocket.PATH, "circle.auth.live-origins", LISTED));
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
        ada = signedIn(ADA);
    }

    @AfterEach
    void close() throws IOException {
        for (LiveSocket socket : sockets) {
            socket.close();
        }
        new ProbeClient(DEPLOYMENT).steps("end:" + ADA + ",end:" + GRACE);
        awaitNoTokenAlive();
    }

    private LiveSocket keep(LiveSocket socket) {
        sockets.add(socket);
        return socket;
    }

    /** A socket that is closed while there is something to be read loses its close frame in TCP. */
    private static void assertCutsOff(LiveSocket socket, int code) throws IOException {
        assertThat(socket.awaitClose()).isIn(code, LiveSocket.NO_CLOSE_FRAME);
    }

    private LiveSocket welcomed() throws IOException {
        LiveSocket socket = keep(LiveSocket.open(ada));
        assertThat(socket.next()).startsWith("{\"type\":\"welcome\"");
        return socket;
    }

    @Test
    void aPageOfTheSiteIsWelcomedAndPingedWithoutExtensions() throws IOException {
        LiveSocket socket = keep(LiveSocket.open(ada));

        assertThat(socket.status()).isEqualTo(101);
        assertThat(socket.responseHead())
                .containsIgnoringCase("Sec-WebSocket-Protocol: actioncable-v1-json\r\n")
                .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
        assertThat(socket.next()).startsWith("{\"type\":\"welcome\"");
        assertThat(socket.nextFrame()).matches("\\{\"type\":\"ping\",\"message\":[0-9]{10}}");
    }

    @Test
    void onlyOwnAndListedOriginsGetASocket() throws IOException {
        URI site = URI.create(ada.site());
        String own = "http://" + site.getAuthority();
        for (String foreign : List.of(
                "",
                "Origin: https://evil.example\r\n",
                "Origin: null\r\n",
                "Origin: http://" + site.getHost() + "\r\n",
                "Origin: " + own + ".evil.example\r\n",
                "Origin: " + own + "/\r\n",
                "Origin: http://evil.example/" + site.getAuthority() + "\r\n",
                "Origin: http://x@" + site.getAuthority() + "\r\n",
                "Origin: " + own + "\r\nOrigin: https://evil.example\r\n",
                "Origin: " + own + ", https://evil.example\r\n",
                "Origin: http://community.example.com\r\n")) {
            LiveSocket socket = keep(LiveSocket.handshake(ada, foreign));
            assertThat(socket.status()).as(foreign).isIn(403, 404);
        }

        assertThat(keep(LiveSocket.handshake(ada, "Origin: " + LISTED + "\r\n")).next())
                .startsWith("{\"type\":\"welcome\"");
        assertThat(keep(LiveSocket.handshake(ada, "Origin: " + own.toUpperCase(Locale.ROOT) + "\r\n"))
                        .next())
                .startsWith("{\"type\":\"welcome\"");
    }

    @Test
    void whoIsNotSignedInIsToldToStayAway() throws IOException {
        ProbeClient nobody = new ProbeClient(DEPLOYMENT);
        ProbeClient withSession = new ProbeClient(DEPLOYMENT);
        withSession.steps("session");

        for (ProbeClient anonymous : List.of(nobody, withSession)) {
            LiveSocket socket = keep(LiveSocket.open(anonymous));
            assertThat(socket.next()).isEqualTo(UNAUTHORIZED);
            assertThat(socket.awaitClose()).isEqualTo(1008);
        }
    }

    @Test
    void onlyTheMembersOwnAllowedChannelsAreNotRejected() throws IOException {
        LiveSocket socket = welcomed();
        for (String anothers : List.of(
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1002}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":\"1002\"}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001,\"community_member_id\":1002}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":{\"community_member_id\":1001}}",
                "{\"channel\":\"NotificationChannel\"}",
                "{\"channel\":\"AdminChannel\"}",
                "[]")) {
            socket.send(LiveSocket.subscribe(anothers));
            assertThat(socket.next()).isEqualTo(LiveSocket.rejected(anothers));
        }
    }

    @Test
    void textsOfAMegabyteOrWithoutAnEndAndBinaryDataCloseTheSocket() throws IOException {
        LiveSocket large = welcomed();
        large.send(LiveSocket.subscribe("x".repeat(MEGABYTE)));
        assertCutsOff(large, 1009);
        LiveSocket endless = welcomed();
        endless.sendPartsWithoutEnd("x".repeat(20_000));
        assertCutsOff(endless, 1009);
        LiveSocket binary = welcomed();
        binary.sendBinary(new byte[] {1, 2, 3});
        assertThat(binary.awaitClose()).isEqualTo(1003);

        LiveSocket garbage = welcomed();
        garbage.send("hello");
        assertThat(garbage.awaitClose()).isEqualTo(1003);
    }

    @Test
    void tenThousandSubscriptionsEndThePageAlone() throws IOException {
        LiveSocket other = welcomed();
        LiveSocket socket = welcomed();
        try {
            for (int i = 0; i < 10_000; i++) {
                socket.send(LiveSocket.subscribe("{\"channel\":\"Chats::RoomChannel\",\"id\":" + i + "}"));
            }
        } catch (IOException closed) {
            // The server need not read them all.
        }
        assertCutsOff(socket, 1008);

        other.send(LiveSocket.subscribe("[]"));
        assertThat(other.next()).isEqualTo(LiveSocket.rejected("[]"));
    }

    @Test
    void signingOutInAnotherTabEndsThePageAndItsNextHandshakeIsToldToStayAway() throws IOException {
        for (String end : List.of("invalidate", "logout")) {
            ada = signedIn(ADA);
            LiveSocket socket = welcomed();
            socket.send(LiveSocket.subscribe(OWN));
            long before = System.nanoTime();
            ada.steps(end);
            assertThat(socket.awaitClose()).isIn(1008, LiveSocket.NO_CLOSE_FRAME);
            assertThat((System.nanoTime() - before) / 1e9)
                    .as("seconds after " + end)
                    .isLessThan(3);
            if (end.equals("logout") || isSignedOut(ada)) {
                assertThat(keep(LiveSocket.open(ada)).next()).isEqualTo(UNAUTHORIZED);
            }
        }
    }

    @Test
    void anOpenPageKeepsNoSessionAlive() throws IOException {
        ProbeClient grace = signedIn(GRACE);
        LiveSocket socket = keep(LiveSocket.open(grace));
        grace.steps("token,timeout:4");

        assertThat(socket.awaitClose()).isIn(1008, LiveSocket.NO_CLOSE_FRAME);
        boolean signedOut = isSignedOut(grace);
        await().atMost(UNTIL_SESSIONS_ARE_LOOKED_AT)
                .untilAsserted(() -> assertThat(alive(GRACE)).isEmpty());
        if (signedOut) {
            assertThat(keep(LiveSocket.open(grace)).next()).isEqualTo(UNAUTHORIZED);
        }
    }

    /** Returns whether the session's end was the user's: in Open Liberty the user stays signed in without it. */
    private static boolean isSignedOut(ProbeClient user) {
        return user.steps("user").equals(List.of("null"));
    }

    @Test
    void aPageThatIsClosedByItsOtherEndLeavesTheOthersAlone() throws IOException {
        LiveSocket other = welcomed();
        welcomed().connection().socket.shutdownOutput();
        welcomed().close();
        keep(LiveSocket.handshake(
                ada, "Origin: http://" + URI.create(ada.site()).getAuthority() + "\r\n"));

        other.send(LiveSocket.subscribe("[]"));
        assertThat(other.next()).isEqualTo(LiveSocket.rejected("[]"));
    }

    @RepeatedTest(3)
    void simultaneousHandshakesEachGetTheLeaseOfTheirOwnSession() throws Exception {
        List<Long> users = List.of(ADA, GRACE, ADA, GRACE);
        List<ProbeClient> sessions = users.stream().map(LivePagesIT::signedIn).toList();
        List<LiveSocket> pages = openAtOnce(sessions);
        for (int i = 0; i < pages.size(); i++) {
            assertIsOf(users.get(i % users.size()), pages.get(i));
        }
        for (long user : List.of(ADA, GRACE)) {
            circle.cable().message(user, "NotificationChannel", "{\"for\":" + user + "}");
        }
        for (int i = 0; i < pages.size(); i++) {
            assertThat(pages.get(i).next()).endsWith("\"message\":{\"for\":" + users.get(i % users.size()) + "}}");
        }
        for (int ended = 0; ended < sessions.size(); ended++) {
            sessions.get(ended).steps("invalidate");
            for (int i = 0; i < pages.size(); i++) {
                if (i % sessions.size() == ended) {
                    assertThat(pages.get(i).awaitClose()).isIn(1008, LiveSocket.NO_CLOSE_FRAME);
                } else if (i % sessions.size() > ended) {
                    pages.get(i).send(LiveSocket.subscribe("[]"));
                    assertThat(pages.get(i).next()).isEqualTo(LiveSocket.rejected("[]"));
                }
            }
        }
    }

    private static void assertIsOf(long user, LiveSocket page) throws IOException {
        assertThat(page.next()).startsWith("{\"type\":\"welcome\"");
        String anothers = notificationsOf(ADA + GRACE - user);
        page.send(LiveSocket.subscribe(anothers));
        assertThat(page.next()).isEqualTo(LiveSocket.rejected(anothers));
        page.send(LiveSocket.subscribe(notificationsOf(user)));
        assertThat(page.next()).isEqualTo(LiveSocket.confirmed(notificationsOf(user)));
    }

    private static String notificationsOf(long member) {
        return OWN.replace("1001", String.valueOf(member));
    }

    /** Opens pages of the sessions in turn, in threads of their own that begin at the same moment. */
    private List<LiveSocket> openAtOnce(List<ProbeClient> sessions) throws Exception {
        ExecutorService browsers = Executors.newFixedThreadPool(PAGES_AT_ONCE);
        CyclicBarrier all = new CyclicBarrier(PAGES_AT_ONCE);
        List<Future<LiveSocket>> opening = new ArrayList<>();
        for (int i = 0; i < PAGES_AT_ONCE; i++) {
            ProbeClient session = sessions.get(i % sessions.size());
            opening.add(browsers.submit(() -> {
                int unused = all.await();
                return LiveSocket.open(session);
            }));
        }
        browsers.shutdown();
        List<LiveSocket> opened = new ArrayList<>();
        for (Future<LiveSocket> each : opening) {
            opened.add(keep(each.get()));
        }
        return opened;
    }
}
