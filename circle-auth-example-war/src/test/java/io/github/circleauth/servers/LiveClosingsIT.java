package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sockets of pages that end in every way while events come and other users send requests: nobody gets another's data. Payara
 * uses the request and the response of a socket again as soon as it closes.
 *
 * <p>Such a mix-up is rare: with a library that sent and closed on any thread, and learned of a close 300 ms late, there was none among
 * 2,400 sockets in Payara. {@code WebSocketPageTest} holds the order of calls that prevents it; this test is for other ways.
 */
class LiveClosingsIT extends ServerTestBase {

    private static final String DEPLOYMENT = "live-closings";
    private static final String CHANNEL = "NotificationChannel";
    private static final long[] MEMBERS = {ADA, GRACE};
    private static final int SESSIONS = 2 * Integer.getInteger("it.sessions");
    private static final int AT_ONCE = 4;
    private static final int SOCKETS = 3;

    /** How a page's sockets end. */
    private enum End {
        LOGOUT,
        SESSION,
        ANOTHER_USER,
        CLOSE_FRAME,
        CUT_OFF,
        RESET
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger responses = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private final Queue<String> foreign = new ConcurrentLinkedQueue<>();

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive liveClosings() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER);
    }

    @BeforeEach
    void deploy() {
        circle.reset();
        circle.accessTokenLife(Duration.ofHours(1));
        TestWars.configure(Map.of("circle.auth.live-path", LiveSocket.PATH));
        deployer.deploy(DEPLOYMENT);
    }

    @AfterEach
    void undeploy() throws InterruptedException {
        over.set(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        deployer.undeploy(DEPLOYMENT);
    }

    @Test
    void noResponseAndNoSocketHasAnotherUsersDataWhileSocketsClose() throws Exception {
        List<Future<?>> others = new ArrayList<>();
        others.add(threads.submit(this::sendEvents));
        for (int i = 0; i < AT_ONCE; i++) {
            String marker = "marker-" + i;
            others.add(threads.submit(() -> sendRequests(marker)));
        }
        List<Future<?>> pages = new ArrayList<>();
        AtomicInteger next = new AtomicInteger();
        for (int i = 0; i < AT_ONCE; i++) {
            pages.add(threads.submit(() -> {
                for (int session = next.getAndIncrement(); session < SESSIONS; session = next.getAndIncrement()) {
                    End end = End.values()[session % End.values().length];
                    openAndEnd(MEMBERS[session / End.values().length % 2], end);
                }
                return null;
            }));
        }
        for (Future<?> page : pages) {
            page.get();
        }
        over.set(true);
        for (Future<?> other : others) {
            other.get();
        }
        System.out.printf(
                "%d sockets closed under %d events and %d responses: %d of another user%n",
                SESSIONS * SOCKETS, events.get(), responses.get(), foreign.size());
        assertThat(foreign).isEmpty();
        assertThat(circle.audit().usesForAnotherMember()).isZero();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(circle.cable().connections()).isEmpty());
    }

    private void sendEvents() {
        while (!over.get()) {
            for (long member : MEMBERS) {
                circle.cable().message(member, CHANNEL, event(member));
            }
        }
    }

    private static String event(long member) {
        return "{\"of\":\"" + ("<" + member + ">").repeat(50) + "\"}";
    }

    private void sendRequests(String marker) {
        ProbeClient user = new ProbeClient(DEPLOYMENT);
        user.steps("session,put:" + marker);
        while (!over.get()) {
            List<String> lines = user.steps("got:probe.put");
            responses.incrementAndGet();
            if (!lines.equals(List.of(marker))) {
                foreign.add("the response to " + marker + ": " + lines);
            }
        }
    }

    private void openAndEnd(long member, End end) throws IOException {
        ProbeClient user = new ProbeClient(DEPLOYMENT);
        user.steps("session,login:" + member);
        List<LiveSocket> sockets = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
            LiveSocket socket = LiveSocket.open(user);
            String own = "{\"channel\":\"" + CHANNEL + "\",\"community_member_id\":" + member + "}";
            socket.send(LiveSocket.subscribe(own));
            sockets.add(socket);
        }
        read(sockets.get(0), member, 5);
        switch (end) {
            case LOGOUT -> user.steps("logout");
            case SESSION -> user.steps("invalidate");
            case ANOTHER_USER -> user.steps("logout,login:" + (member == ADA ? GRACE : ADA));
            case CLOSE_FRAME -> closeAll(sockets);
            case CUT_OFF -> cutOffAll(sockets);
            case RESET -> resetAll(sockets);
        }
        for (LiveSocket socket : sockets) {
            if (end != End.RESET) {
                read(socket, member, Integer.MAX_VALUE);
            }
            socket.close();
        }
        if (end != End.SESSION) {
            user.steps("invalidate");
        }
    }

    private static void closeAll(List<LiveSocket> sockets) throws IOException {
        for (LiveSocket socket : sockets) {
            socket.sendClose();
        }
    }

    /** Sends texts that are not Action Cable. */
    private static void cutOffAll(List<LiveSocket> sockets) throws IOException {
        for (LiveSocket socket : sockets) {
            socket.send("hello");
        }
    }

    private static void resetAll(List<LiveSocket> sockets) throws IOException {
        for (LiveSocket socket : sockets) {
            socket.connection().socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Reads events until there were enough, or to the end of the socket. */
    private void read(LiveSocket socket, long member, int atMost) throws IOException {
        try {
            for (int i = 0; i < atMost; i++) {
                String text = socket.next();
                events.incrementAndGet();
                if (text.contains("\"message\"") && !text.contains(event(member).substring(1))) {
                    foreign.add("a socket of " + member + ": " + text);
                }
            }
        } catch (EOFException | SocketException ended) {
            // All that came has been checked.
        }
    }
}
