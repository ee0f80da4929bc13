package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Person;
import io.github.circleauth.servers.app.PlainSocket;
import io.github.circleauth.servers.app.SessionLogin;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The live channel's cost with many open pages. The profile {@code live-load} runs it, and its figures go to the console. */
@Tag("load")
class LiveLoadIT extends ServerTestBase {

    private static final String DEPLOYMENT = "live-load";
    private static final String CHANNEL = "NotificationChannel";
    private static final int MEMBERS = 500;
    private static final int PAGES_OF_MEMBER = 4;
    private static final int EVENTS_PER_SECOND = 1_000;
    private static final int EVENTS = 20 * EVENTS_PER_SECOND;
    private static final int FIRST_MEMBER = 5_001;
    private static final String TEXT = "x".repeat(400);

    /** How many handshakes are under way at once. */
    private static final int AT_ONCE = 50;

    private static final Duration LONG = Duration.ofMinutes(1);

    /** Of the library and the JDK's client together. */
    private static final double MAX_MEGABYTES = 100;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    private final ProbeClient server = new ProbeClient(DEPLOYMENT);
    private final String origin = "http://" + URI.create(server.site()).getAuthority();
    private final List<String> cookies = new ArrayList<>();

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive liveLoad() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER).addClasses(SessionLogin.class, PlainSocket.class);
    }

    @BeforeEach
    void signIn() {
        circle.people(IntStream.range(FIRST_MEMBER, FIRST_MEMBER + MEMBERS)
                .mapToObj(id -> new Person(id, id + "@example.com", id + "-sso", "Member " + id, ""))
                .toList());
        TestWars.configure(Map.of("circle.auth.live-path", LiveSocket.PATH));
        deployer.deploy(DEPLOYMENT);
        for (int i = 0; i < MEMBERS; i++) {
            ProbeClient member = new ProbeClient(DEPLOYMENT);
            member.steps("session,put:" + (FIRST_MEMBER + i));
            assertThat(member.steps("token").get(0)).startsWith(FIRST_MEMBER + i + " ");
            cookies.add(member.cookies());
        }
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        threads.shutdownNow();
        circle.reset();
    }

    /** Opens a page for each of the sockets, {@value #AT_ONCE} at a time. */
    private List<WebSocket> open(String path, List<LoadedPage> pages) {
        List<WebSocket> sockets = new ArrayList<>();
        List<CompletableFuture<WebSocket>> opening = new ArrayList<>();
        URI address = URI.create(server.site().replaceFirst("http", "ws") + path);
        for (int i = 0; i < pages.size(); i++) {
            opening.add(pages.get(i).open(client, address, origin, cookies.get(i % MEMBERS)));
            if (opening.size() == AT_ONCE || i == pages.size() - 1) {
                opening.forEach(each -> sockets.add(each.join()));
                opening.clear();
            }
        }
        return sockets;
    }

    private static List<LoadedPage> pages() {
        return IntStream.range(0, MEMBERS * PAGES_OF_MEMBER)
                .mapToObj(i -> new LoadedPage(EVENTS / MEMBERS))
                .toList();
    }

    private static void join(List<CompletableFuture<String>> all) throws Exception {
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static void subscribe(List<LoadedPage> pages, List<WebSocket> sockets) throws Exception {
        join(pages.stream().map(LoadedPage::welcomed).toList());
        for (int i = 0; i < sockets.size(); i++) {
            int member = FIRST_MEMBER + i % MEMBERS;
            String identifier = "{\"channel\":\"" + CHANNEL + "\",\"community_member_id\":" + member + "}";
            sockets.get(i).sendText(LiveSocket.subscribe(identifier), true).join();
        }
        join(pages.stream().map(LoadedPage::confirmed).toList());
        assertThat(circle.cable().connections()).hasSize(MEMBERS);
    }

    /** Sends the events at their pace. Returns how many seconds it took. */
    private static double sendEvents() {
        long start = System.nanoTime();
        for (int i = 0; i < EVENTS; i++) {
            long due = start + i * (TimeUnit.SECONDS.toNanos(1) / EVENTS_PER_SECOND);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            String message = "{\"event\":\"newNotification\",\"n\":" + i / MEMBERS + ",\"sent\":" + System.nanoTime()
                    + ",\"text\":\"" + TEXT + "\"}";
            assertThat(circle.cable().message(FIRST_MEMBER + i % MEMBERS, CHANNEL, message))
                    .isEqualTo(1);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    @Test
    void twoThousandPagesGetAThousandEventsASecondInLessThanAHundredMegabytes() throws Exception {
        HeapUse sessions = HeapUse.of(server);
        List<WebSocket> plainSockets = open("/plain", pages());
        HeapUse plain = HeapUse.of(server);
        plainSockets.forEach(WebSocket::abort);

        List<LoadedPage> pages = pages();
        List<WebSocket> sockets = open(LiveSocket.PATH, pages);
        subscribe(pages, sockets);
        HeapUse subscribed = HeapUse.of(server);
        double seconds = sendEvents();
        await().atMost(LONG)
                .until(() ->
                        pages.stream().allMatch(page -> page.fault() != null || page.received() == EVENTS / MEMBERS));
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        HeapUse after = HeapUse.of(server);

        long[] delays =
                pages.stream().flatMapToLong(LoadedPage::delays).sorted().toArray();
        print(List.of(sessions, plain, subscribed, after), seconds, load, delays);
        assertThat(pages).extracting(LoadedPage::fault).containsOnlyNulls();
        assertThat(delays).hasSize(EVENTS * PAGES_OF_MEMBER);
        assertThat(subscribed.megabytesMoreThan(plain)).isLessThan(MAX_MEGABYTES);
        assertThat(after.megabytesMoreThan(plain)).isLessThan(MAX_MEGABYTES);
        assertThat(after.threads()).as("no thread for each page").isLessThan(sessions.threads() + MEMBERS);
        sockets.forEach(WebSocket::abort);
    }

    private static void print(List<HeapUse> uses, double seconds, double load, long[] delays) {
        System.out.printf(
                "%,d pages of %d members in %s; %d processors for the server, the sandbox and the pages, load %.1f, JDK %s%n",
                MEMBERS * PAGES_OF_MEMBER,
                MEMBERS,
                System.getProperty("arquillian.launch"),
                Runtime.getRuntime().availableProcessors(),
                load,
                Runtime.version());
        System.out.println(
                "circle.auth.rate-limit and circle.auth.obtain-limit are 1000000: the members sign in within seconds.");
        System.out.println(HeapUse.head());
        System.out.println(uses.get(0).row(MEMBERS + " sessions with a token"));
        System.out.println(uses.get(1).row("and a socket of the server's for each page"));
        System.out.println(uses.get(2).row("the live channel's instead, subscribed"));
        System.out.println(uses.get(3).row(String.format("%,d events later", EVENTS)));
        System.out.printf(
                "The library and the JDK's client: %.1f MB, %.1f MB after the events. Most of it, in MB: %s%n",
                uses.get(2).megabytesMoreThan(uses.get(1)),
                uses.get(3).megabytesMoreThan(uses.get(1)),
                uses.get(2).growthSince(uses.get(1)));
        System.out.printf(
                "%,d events in %.1f s, each for %d pages: %,d arrived; median %.1f ms, 99%% within %.1f ms, the last after %.1f ms%n",
                EVENTS,
                seconds,
                PAGES_OF_MEMBER,
                delays.length,
                delays[delays.length / 2] / 1e6,
                delays[delays.length * 99 / 100] / 1e6,
                delays[delays.length - 1] / 1e6);
    }
}
