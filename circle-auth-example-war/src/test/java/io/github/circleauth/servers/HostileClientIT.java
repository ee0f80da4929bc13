package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.servers.app.Probe;
import io.github.circleauth.servlet.CircleProxyServlet;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Browsers that pretend to be somebody else, and requests that one server may read otherwise than the next. */
class HostileClientIT extends ServerTestBase {

    private static final String DEPLOYMENT = "hostile-clients";
    private static final String POST = "/circle/notifications/reset_new_notifications_count";

    /** A request in a body, which Circle must not see as a request. */
    private static final String SMUGGLED = "GET /api/headless/v1/chat_rooms HTTP/1.1\r\nHost: circle\r\n\r\n";

    private static final String WEB_XML = """
            <servlet>
              <servlet-name>circle</servlet-name>
              <servlet-class>%s</servlet-class>
              <init-param><param-name>allow</param-name><param-value>GET /home, POST /**</param-value></init-param>
              <load-on-startup>1</load-on-startup>
              <async-supported>true</async-supported>
            </servlet>
            <servlet-mapping><servlet-name>circle</servlet-name><url-pattern>/circle/*</url-pattern></servlet-mapping>
            <servlet>
              <servlet-name>operator</servlet-name>
              <servlet-class>%s</servlet-class>
              <run-as><role-name>operator</role-name></run-as>
            </servlet>
            <servlet-mapping><servlet-name>operator</servlet-name><url-pattern>/operator/*</url-pattern></servlet-mapping>
            <security-role><role-name>operator</role-name></security-role>
            """.formatted(CircleProxyServlet.class.getName(), Probe.class.getName());

    /** In both servers the role operator is Grace's. */
    private static final String JBOSS_WEB = """
            <jboss-web>
              <servlet><servlet-name>operator</servlet-name><run-as-principal>1002</run-as-principal></servlet>
            </jboss-web>
            """;

    private static final String GLASSFISH_WEB = """
            <glassfish-web-app>
              <security-role-mapping>
                <role-name>operator</role-name><principal-name>1002</principal-name>
              </security-role-mapping>
              <servlet><servlet-name>operator</servlet-name><principal-name>1002</principal-name></servlet>
            </glassfish-web-app>
            """;

    /** How long a test waits for a server that does not respond to nonsense, in milliseconds. */
    private static final int NO_RESPONSE = 300;

    private static boolean deployed;

    private final ProbeClient ada = new ProbeClient(DEPLOYMENT);
    private final ProbeClient grace = new ProbeClient(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive hostileClients() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER + WEB_XML)
                .addAsWebInfResource(new StringAsset(JBOSS_WEB), "jboss-web.xml")
                .addAsWebInfResource(new StringAsset(GLASSFISH_WEB), "glassfish-web.xml");
    }

    @BeforeEach
    void signIn() {
        if (!deployed) {
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
        ada.steps("session,login:" + ADA);
        grace.steps("session,login:" + GRACE);
        assertThat(ada.steps("token").get(0)).startsWith(ADA + " ");
        assertThat(grace.steps("token").get(0)).startsWith(GRACE + " ");
    }

    @AfterEach
    void signOut() {
        ada.steps("invalidate");
        grace.steps("invalidate");
        awaitNoTokenAlive();
    }

    private String responseTo(String method, String path, String headers, String body) throws IOException {
        try (RawPage page = RawPage.http1(ada.site(), ada.cookies())) {
            page.head(method, path, "Connection: close\r\n" + headers);
            page.send(body);
            return new String(page.socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    @Tag("I5")
    void whatTheBrowserClaimsIsNobodysIdentity() throws IOException {
        String claims =
                "X-Forwarded-User: 1002\r\nRemote-User: 1002\r\nX-Remote-User: 1002\r\nFrom: grace@example.com\r\n"
                        + "X-Circle-Member: 1002\r\nForwarded: for=1002\r\n";

        for (String path : List.of("/open/", "/operator/", "/open/;user=1002;community_member_id=1002")) {
            assertThat(responseTo(
                            "GET",
                            path + "?steps=token&user=1002&community_member_id=1002&sso_id=u2&email=grace@example.com",
                            claims,
                            ""))
                    .contains("\n" + ADA + " ")
                    .doesNotContain(GRACE + " ");
        }
        assertThat(new ProbeClient(DEPLOYMENT)
                        .get("/open/?steps=token&user=1002")
                        .body())
                .startsWith("none: ");
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    @Test
    @Tag("I8")
    void aServletThatRunsAsAnotherRoleHasTheUsersOwnToken() {
        assertThat(ada.body("/operator/?steps=token")).startsWith(ADA + " ");
        assertThat(ada.body("/operator/?steps=forward,token")).startsWith(ADA + " ");
        assertThat(new ProbeClient(DEPLOYMENT).body("/operator/?steps=session,token"))
                .startsWith("none: ");
    }

    @Test
    @Tag("I1")
    void theSessionThatAnAttackerKnewBeforeTheSignInHasNoToken() throws IOException {
        ProbeClient victim = new ProbeClient(DEPLOYMENT);
        victim.steps("session");
        String known = victim.cookies();
        assertThat(victim.steps("token")).containsExactly("none: ANONYMOUS");

        assertThat(victim.steps("login:" + ADA + ",change-id,token").get(0)).startsWith(ADA + " ");

        try (RawPage attacker = RawPage.http1(ada.site(), known)) {
            attacker.head("GET", "/open/?steps=token", "Connection: close\r\n");
            assertThat(new String(attacker.socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .contains("none: ");
        }
        victim.steps("invalidate");
    }

    /** Heads of HTTP/1.1 with the body's framing in doubt, and other heads that servers are known to read differently. */
    private static final List<String> HEADS = List.of(
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
            "Content-Length: 2\r\nContent-Length: 70\r\n",
            "Content-Length: 2, 70\r\n",
            "Content-Length: +2\r\n",
            "Content-Length: 0x2\r\n",
            "Content-Length: -1\r\n",
            "Content-Length : 2\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: identity, chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            "Transfer-Encoding:\u000bchunked\r\n",
            "Transfer-Encoding : chunked\r\n",
            "X-Folded: a\r\n Content-Length: 70\r\nContent-Length: 2\r\n",
            "X-Bare: a\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n",
            "X-Return: a\rTransfer-Encoding: chunked\r\nContent-Length: 2\r\n",
            "Content-Length: 2\r\nExpect: 100-continue\r\n",
            "Content-Length: 2\r\nConnection: Content-Length, X-Circle-Auth\r\n",
            "Content-Length: 2\r\nUpgrade: websocket\r\n");

    private static final List<String> BODIES = List.of(
            "{}" + SMUGGLED, "0\r\n\r\n" + SMUGGLED, "2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\n\r\n" + SMUGGLED);

    @Test
    @Tag("N6")
    void noRequestIsSmuggledToCircleOverHttp1() throws IOException {
        int before = circle.audit().calls().size();
        for (String head : HEADS) {
            for (String body : BODIES) {
                try (RawPage page = RawPage.http1(ada.site(), ada.cookies())) {
                    page.socket.setSoTimeout(NO_RESPONSE);
                    page.head("POST", POST, "X-Circle-Auth: 1\r\nContent-Type: application/json\r\n" + head);
                    page.send(body);
                    page.socket.shutdownOutput();
                    page.socket.getInputStream().readAllBytes();
                } catch (IOException refused) {
                    // The server closed the connection, or awaits the rest of the body.
                }
            }
        }
        assertOneRequestAtMostForEach(HEADS.size() * BODIES.size(), before);
    }

    @Test
    @Tag("N4")
    void noTargetLeadsElsewhere() throws IOException {
        String site = URI.create(ada.site()).getPath();
        for (String target : List.of(
                "http://evil.example" + site + "/circle/home",
                site + "/circle/home/..%2f..%2fv1%2fheadless%2fauth_token",
                site + "/circle//home",
                site + "/circle/ho%0d%0ame",
                site + "/circle/home%20HTTP/1.1%0d%0aHost:%20evil.example",
                site + "/circle/%2e%2e/%2e%2e/v1/headless/auth_token",
                site + "/circle/home%2fx",
                site + "/circle/home%5cx",
                site + "/circle/..;/home",
                site + "/circle/home%00",
                "*",
                "evil.example:443")) {
            int before = circle.audit().calls().size();
            try (RawPage page = RawPage.http1(ada.site(), ada.cookies())) {
                page.send("GET " + target + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nCookie: "
                        + ada.cookies() + "\r\n\r\n");
                page.socket.getInputStream().readAllBytes();
            }
            assertThat(paths(before)).as(target).allMatch(path -> path.endsWith("/home"));
        }
        assertOthersAreServed();
    }

    /** Fields that make another request of HTTP/1.1 where somebody translates them (RFC 9113, 8.2 and 8.3). */
    private static final List<List<String>> FIELDS = List.of(
            List.of("transfer-encoding", "chunked"),
            List.of("content-length", "2"),
            List.of("content-length", "2", "content-length", "70"),
            List.of("x-a", "b\r\nTransfer-Encoding: chunked"),
            List.of("x-a", "b\r\n\r\n" + SMUGGLED),
            List.of("x-a: b\r\nx-c", "d"),
            List.of("connection", "x-circle-auth"),
            List.of(":path", "/chat_rooms"),
            List.of("host", "evil.example"),
            List.of("Content-Type", "text/plain"),
            List.of(":method", "GET / HTTP/1.1\r\nX: "));

    @Test
    @Tag("N6")
    void noRequestIsSmuggledToCircleOverHttp2() throws IOException {
        int before = circle.audit().calls().size();
        for (List<String> fields : FIELDS) {
            sendOverHttp2(POST, fields);
        }
        sendOverHttp2(POST + " HTTP/1.1\r\nHost: x\r\n\r\n" + SMUGGLED, List.of());
        sendOverHttp2(POST + "%0d%0aX:y", List.of());
        assertOneRequestAtMostForEach(FIELDS.size() + 2, before);
    }

    private void sendOverHttp2(String path, List<String> fields) throws IOException {
        try (RawPage page = RawPage.http2(ada.site(), ada.cookies())) {
            page.socket.setSoTimeout(NO_RESPONSE);
            page.raw(path, fields, "0\r\n\r\n" + SMUGGLED);
            page.awaitEndOfRequest();
        } catch (IOException refused) {
            // The server ended the connection, or does not respond.
        }
    }

    /** The paths that clients may have reached: the library's own requests for tokens are POST requests to the Auth API. */
    private static List<String> paths(int before) {
        return circle.audit().calls().stream()
                .skip(before)
                .filter(call -> !(call.method().equals("POST") && call.path().startsWith("/api/v1/headless/")))
                .map(call -> call.path())
                .toList();
    }

    private void assertOneRequestAtMostForEach(int requests, int before) {
        assertOthersAreServed();
        assertThat(paths(before))
                .allMatch(path -> path.endsWith("/reset_new_notifications_count") || path.endsWith("/home"))
                .filteredOn(path -> path.endsWith("_count"))
                .hasSizeBetween(1, requests);
    }

    /** Reads from each of the connections that the proxy may have kept: their next responses are the right ones. */
    private void assertOthersAreServed() {
        for (int i = 0; i < 5; i++) {
            assertThat(grace.get("/circle/home").statusCode()).isEqualTo(200);
        }
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }
}
