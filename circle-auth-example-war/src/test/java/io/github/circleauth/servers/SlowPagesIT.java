package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Gate;
import io.github.circleauth.servlet.CircleProxyServlet;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages that don't read their responses, or don't send what they announce, harm nobody else. */
class SlowPagesIT extends ServerTestBase {

    private static final String DEPLOYMENT = "slow-pages";
    private static final String RESET_COUNT = "/notifications/reset_new_notifications_count";
    private static final String POST = "/circle" + RESET_COUNT;
    private static final int TWENTY_KB = 20_000;
    private static final int THREE_MB = 3_000_000;

    /** More than the buffers between the proxy and a page that doesn't read. */
    private static final int NINE_MB = 9_000_000;

    /** More than the proxy has connections, and than the servers have threads. */
    private static final int MANY = 200;

    /** The longest time that a page may take, at the path {@code /brief/*}. */
    private static final String BRIEF = "PT2S";

    private static final String PROXY = """
            <servlet>
              <servlet-name>%2$s</servlet-name>
              <servlet-class>%1$s</servlet-class>
              <init-param><param-name>allow</param-name><param-value>GET /**, POST /**</param-value></init-param>
              <init-param><param-name>deadline</param-name><param-value>%3$s</param-value></init-param>
              <load-on-startup>1</load-on-startup>
              <async-supported>true</async-supported>
            </servlet>
            <servlet-mapping><servlet-name>%2$s</servlet-name><url-pattern>/%2$s/*</url-pattern></servlet-mapping>
            """;

    private static boolean deployed;

    private final List<RawPage> pages = new ArrayList<>();
    private ProbeClient ada;
    private ProbeClient grace;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive slowPages() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER + proxy("circle", "PT20S") + proxy("brief", BRIEF));
    }

    private static String proxy(String name, String deadline) {
        return PROXY.formatted(CircleProxyServlet.class.getName(), name, deadline);
    }

    @BeforeEach
    void signIn() {
        if (!deployed) {
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
        ada = signedIn(ADA);
        grace = signedIn(GRACE);
    }

    private static ProbeClient signedIn(long member) {
        ProbeClient client = new ProbeClient(DEPLOYMENT);
        client.steps("session,login:" + member);
        client.steps("token");
        return client;
    }

    @AfterEach
    void close() throws IOException {
        circle.faults().clear();
        for (RawPage page : pages) {
            page.close();
        }
        ada.steps("invalidate");
        grace.steps("invalidate");
        awaitNoTokenAlive();
    }

    private RawPage http1() throws IOException {
        pages.add(RawPage.http1(ada.site(), ada.cookies()));
        return pages.get(pages.size() - 1);
    }

    private RawPage http2() throws IOException {
        pages.add(RawPage.http2(ada.site(), ada.cookies()));
        return pages.get(pages.size() - 1);
    }

    private static long homes() {
        return circle.audit().calls("/home");
    }

    private void assertOthersAreServed() {
        for (int i = 0; i < 20; i++) {
            assertThat(grace.get("/circle/community_member").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void longResponsesThatAreNotReadLeaveThreadsToOthers() throws IOException {
        circle.faults().always("home", Fault.hugeBody(NINE_MB));
        long before = homes();
        for (int i = 0; i < MANY; i++) {
            http1().head("GET", "/circle/home", "");
        }
        await().atMost(SOON).until(() -> homes() >= before + 4);

        assertOthersAreServed();
    }

    @Test
    void shortResponsesThatAreNotReadOverHttp2LeaveConnectionsAndThreadsToOthers() throws IOException {
        circle.faults().always("home", Fault.hugeBody(TWENTY_KB));
        long before = homes();
        for (int i = 0; i < MANY / 80; i++) {
            RawPage page = http2();
            for (int stream = 0; stream < 80; stream++) {
                page.get("/circle/home");
            }
        }
        await().atMost(SOON).until(() -> homes() >= before + 4);

        assertOthersAreServed();
    }

    /** WildFly does not tell that a stream was reset while its response waited for the page: the deadline ends it. */
    @ParameterizedTest
    @EnumSource
    void aPageThatLeavesInTheMiddleOfAResponseOverHttp2LeavesNothingBehind(RawPage.Leaving leaving) throws IOException {
        circle.faults().always("home", Fault.hugeBody(THREE_MB));
        for (int i = 0; i < 20; i++) {
            RawPage page = http2();
            page.get("/brief/home");
            page.widen(30_000);
            page.awaitBody();
            page.leave(leaving);
        }

        assertOthersAreServed();
        assertOwnRequestsAreServed();
    }

    /** Payara does not always tell that the page has gone while its request was awaited: the deadline ends it. */
    @ParameterizedTest
    @EnumSource
    void aPageThatLeavesInTheMiddleOfItsRequestOverHttp2LeavesNothingBehind(RawPage.Leaving leaving)
            throws IOException {
        long before = circle.audit().calls(RESET_COUNT);
        for (int i = 0; i < 20; i++) {
            RawPage page = http2();
            page.beginPost("/brief" + RESET_COUNT, 70_000, 10_000);
            page.leave(leaving);
        }

        assertOthersAreServed();
        assertOwnRequestsAreServed();
        assertThat(circle.audit().calls(RESET_COUNT)).isEqualTo(before);
    }

    /** A server may end such a connection; the page opens another one. */
    @Test
    void aThousandRequestsThatAreResetAtOnceLeaveNothingBehind() throws IOException {
        int sent = 0;
        try (Gate circleIsSlow = circle.gates().hold("home")) {
            while (sent < 1_000) {
                RawPage page = http2();
                try {
                    for (int stream = 0; stream < 100; stream++) {
                        page.get("/circle/home");
                        page.reset();
                        sent++;
                    }
                } catch (IOException ended) {
                    page.close();
                }
            }
            assertOthersAreServed();
        }

        assertOthersAreServed();
        assertOwnRequestsAreServed();
    }

    /** The places of a member are free again: four requests at a time. */
    private void assertOwnRequestsAreServed() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Stream.generate(() -> ada.getLater("/circle/community_member"))
                                .limit(4)
                                .toList())
                        .allMatch(response -> response.join().statusCode() == 200));
    }

    @Test
    void aResponseThatIsReadSlowlyArrivesWhole() throws IOException {
        circle.faults().next("home", Fault.hugeBody(THREE_MB));
        RawPage page = http1();
        page.head("GET", "/circle/home", "Connection: close\r\n");

        String head = page.readHead();
        assertThat(head).startsWith("HTTP/1.1 200");
        assertThat(page.socket.getInputStream().readAllBytes().length).isGreaterThan(THREE_MB);
    }

    @Test
    void slowUploadsLeaveThreadsToOthers() throws IOException {
        for (int i = 0; i < MANY; i++) {
            RawPage page = http1();
            page.head("POST", POST, "X-Circle-Auth: 1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n");
            page.send("{");
        }

        assertOthersAreServed();
    }

    @Test
    void aLongBodyReachesCircle() throws IOException {
        RawPage page = http1();
        page.head("POST", POST, "X-Circle-Auth: 1\r\nContent-Type: application/json\r\nContent-Length: 300000\r\n");
        page.send("{}" + " ".repeat(299_998));

        assertThat(page.readHead()).startsWith("HTTP/1.1 200");
    }

    @Test
    void aBodyShorterThanAnnouncedReachesNobody() throws IOException {
        long before = circle.audit().calls(RESET_COUNT);
        for (int length : List.of(70_200, 200)) {
            RawPage page = http2();
            page.post(POST, length, length - 100);
            page.awaitEndOfRequest();
            RawPage other = http1();
            other.head(
                    "POST",
                    POST,
                    "X-Circle-Auth: 1\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n");
            other.send(" ".repeat(length - 100));
            other.socket.shutdownOutput();
        }

        assertOthersAreServed();

        assertThat(circle.audit().calls(RESET_COUNT)).isEqualTo(before);
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    /** Responses are completed by several threads of the server's; none may get into another exchange. */
    @Test
    @Tag("I3")
    void requestsAtTheSameTimeGetTheirOwnResponses() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> pages = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                pages.add(threads.submit(() -> assertOwnResponses(ada, ADA)));
                pages.add(threads.submit(() -> assertOwnResponses(grace, GRACE)));
            }
            for (Future<?> page : pages) {
                page.get(SOON.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertOwnResponses(ProbeClient client, long member) {
        for (int i = 0; i < 100; i++) {
            HttpResponse<String> own = client.get("/circle/community_member");
            assertThat(own.statusCode()).as(own.body()).isIn(200, 429);
            assertThat(own.body()).containsAnyOf("\"id\":" + member + ",", "\"status\":429");
            HttpResponse<String> refused = client.get("/circle/home?_method=delete");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("\"reason\":\"not-allowed\"");
        }
    }
}
