package io.github.circleauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.sandbox.SandboxRequest;
import jakarta.servlet.ServletException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of the site's own pages through the proxy, to the sandbox. */
class CircleProxyServletTest {

    private static final String RULES = "GET /**, POST /notifications/reset_new_notifications_count, DELETE /cookies";

    private Sandbox sandbox;
    private OneApplication application;
    private Page page;

    @BeforeEach
    void open() throws Exception {
        application = OneApplication.online(circle -> {
            sandbox = Sandbox.start(circle, 0);
            return sandbox.uri();
        });
        page = pageWith(Map.of("allow", RULES));
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Page pageWith(Map<String, String> parameters) throws ServletException {
        return new Page(application, new CircleProxyServlet(), parameters);
    }

    private long memberCalls() {
        return application.circle.audit().calls().stream()
                .filter(call -> call.path().startsWith("/api/headless/v1/"))
                .count();
    }

    private void isProblem(StubResponse response, int status, String reason) {
        assertThat(response.status).isEqualTo(status);
        assertThat(response.headers)
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(response.text()).contains("\"reason\":\"" + reason + "\"");
    }

    @Test
    void aPageReadsAsItsMemberAndCachesKeepNothing() throws Exception {
        StubResponse response = page.send(page.request("GET", "/community_member?a=b%20c"));

        assertThat(response.status).isEqualTo(200);
        assertThat(response.text()).contains("\"id\":1001,");
        assertThat(response.headers)
                .containsEntry("Content-Type", "application/json; charset=utf-8")
                .containsEntry("Cache-Control", "private, no-store")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Content-Length", Integer.toString(response.body.size()));
        assertThat(response.headers.toString() + response.text()).doesNotContain(tokens());
    }

    private String[] tokens() {
        return application.circle.audit().tokens().stream()
                .map(Audit.Token::value)
                .toArray(String[]::new);
    }

    @Test
    void circlesCookiesDoNotReachThePage() throws Exception {
        StubResponse response = page.send(page.changingRequest("DELETE", "/cookies"));

        assertThat(response.status).isEqualTo(200);
        assertThat(response.cookies).isEmpty();
        assertThat(response.headers).doesNotContainKey("Set-Cookie").doesNotContainKey("set-cookie");
    }

    @Test
    void thePagesOwnHeadersDoNotReachCircle() throws Exception {
        PageRequest request = page.request("GET", "/community_member")
                .with("Authorization", "Basic cGFnZQ==")
                .with("Cookie", "JSESSIONID=secret")
                .with("X-Sandbox-Expect-Member", "4711");

        assertThat(page.send(request).status).isEqualTo(200);
        assertThat(application.circle.audit().usesForAnotherMember()).isZero();
    }

    @Test
    void onlyAllowedRequestsArePassedOn() throws Exception {
        isProblem(page.send(page.changingRequest("POST", "/cookies")), 403, "not-allowed");
        isProblem(page.send(page.changingRequest("PUT", "/home")), 403, "not-allowed");
        isProblem(page.send(page.changingRequest("TRACE", "/home")), 403, "not-allowed");
        assertThat(memberCalls()).isZero();

        assertThat(page.send(page.changingRequest("POST", "/notifications/reset_new_notifications_count")).status)
                .isEqualTo(200);
    }

    @Test
    void byDefaultAllReadsAreAllowedAndNothingElse() throws Exception {
        Page usual = pageWith(Map.of());

        assertThat(usual.send(usual.request("GET", "/spaces/11/posts")).status).isEqualTo(200);
        isProblem(usual.send(usual.changingRequest("DELETE", "/cookies")), 403, "not-allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//home",
                "/home/",
                "/../v1/home",
                "/./home",
                "/home/..",
                "/a/../../../v1/headless/auth_token",
                "/%2e%2e/home",
                "/home%2f..",
                "/home;a=b",
                "/home;/..",
                "/ho%0d%0ame",
                "/home\\..",
                "http://evil.example/",
                "/@evil.example",
                "/home#x",
                "/hö",
                "/home?a=%0d%0aX:y",
                "/home?a b",
                "/home?%zz",
                "/home?a=<",
                "/home?a=%7f",
                "/.",
                "/..",
                "/...;"
            })
    void anAmbiguousPathIsRefused(String path) throws Exception {
        isProblem(page.send(page.request("GET", path)), 400, "bad-path");
        assertThat(memberCalls()).isZero();
    }

    @Test
    void aPathThatEncodesTheMappingIsRefused() throws Exception {
        PageRequest request = new PageRequest("GET", "/site/%63ircle/home", "1001", page.session);

        isProblem(page.send(request), 400, "bad-path");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,,,200", "GET,same-origin,,200", "GET,none,,200", "GET,cross-site,,403", "GET,same-site,1,403",
        "POST,,1,200", "POST,same-origin,1,200", "POST,same-origin,,403", "POST,,,403", "POST,cross-site,1,403",
        "POST,same-site,1,403"
    })
    void onlyTheSitesOwnPagesAreServed(String method, String site, String header, int status) throws Exception {
        PageRequest request =
                page.request(method, method.equals("GET") ? "/home" : "/notifications/reset_new_notifications_count");
        if (site != null) {
            request.with("Sec-Fetch-Site", site);
        }
        if (header != null) {
            request.with("X-Circle-Auth", header);
        }

        StubResponse response = page.send(request);

        if (status == 403) {
            isProblem(response, 403, "cross-site");
            assertThat(memberCalls()).isZero();
        } else {
            assertThat(response.status).isEqualTo(status);
        }
    }

    @Test
    void aRequestWithoutAMemberGetsTheReason() throws Exception {
        isProblem(page.send(new PageRequest("GET", "/site/circle/home", null, null)), 401, "not-signed-in");
        isProblem(page.send(new PageRequest("GET", "/site/circle/home", "1001", null)), 403, "no-session");
        isProblem(
                page.send(new PageRequest("GET", "/site/circle/home", "4711", application.session("s2"))),
                403,
                "not-a-member");
        page.session.end(application.server.listener);
        isProblem(page.send(new PageRequest("GET", "/site/circle/home", null, null)), 401, "not-signed-in");
        assertThat(memberCalls()).isZero();
    }

    @Test
    void aSessionWhoseLeaseEndedOnAnotherServerIsServedWithNewTokens() throws Exception {
        Row row = LedgerRows.of(page.application.ledger).get(0);
        page.application.ledger.end(
                row.leaseId(), List.of(), page.application.circle.clock().instant());
        page.application.circle.clock().advance(Duration.ofHours(1));

        assertThat(page.send(page.request("GET", "/community_member")).status).isEqualTo(200);
    }

    @Test
    void aRejectedTokenIsRenewedWithinTheRequest() throws Exception {
        revokeToken();
        long before = application.tokenRequests();

        StubResponse response = page.send(page.changingRequest("POST", "/notifications/reset_new_notifications_count")
                .with("{\"a\":1}".getBytes(UTF_8)));

        assertThat(response.status).isEqualTo(200);
        assertThat(application.tokenRequests()).isEqualTo(before + 1);
    }

    private void revokeToken() {
        application.circle.clock().advance(Duration.ofMinutes(1)); // A new token must expire later than the old one.
        String token = application
                .member(page.request("GET", "/"))
                .accessToken()
                .value()
                .reveal();
        application
                .circle
                .handle(SandboxRequest.json(
                        "POST",
                        "/api/v1/headless/access_token/revoke",
                        application.circle.apiToken(),
                        "{\"access_token\":\"" + token + "\"}"))
                .delivered();
    }

    @Test
    void aSecondRejectionIsA503ForThePage() throws Exception {
        application.circle.faults().always("home", Fault.refusal(Refusal.ACCESS_TOKEN_INVALID));

        StubResponse response = page.send(page.request("GET", "/home"));

        isProblem(response, 503, "unavailable");
        assertThat(response.headers).containsKey("Retry-After");
        assertThat(memberCalls()).isEqualTo(2);
    }

    @Test
    void circlesRefusalsArePassedBack() throws Exception {
        StubResponse denied = page.send(page.request("GET", "/spaces/14/posts"));
        assertThat(denied.status).isEqualTo(401);
        assertThat(denied.text()).isEqualTo("{\"message\":\"You cannot perform this action.\"}");

        StubResponse unknown = page.send(page.request("GET", "/spaces/99/posts"));
        assertThat(unknown.status).isEqualTo(404);
        assertThat(unknown.text()).contains("Space not found.");
    }

    @Test
    void withoutCircleThePageGetsA503WithRetryAfter() throws Exception {
        application.circle.switches().set("too-many-requests", "seconds");
        application.circle.faults().next("home", Fault.tooManyRequests(Duration.ofSeconds(90)));
        StubResponse tooMany = page.send(page.request("GET", "/home"));
        isProblem(tooMany, 503, "unavailable");
        assertThat(tooMany.headers).containsEntry("Retry-After", "90");

        for (Fault fault : List.of(
                Fault.status(408),
                Fault.status(425),
                Fault.status(500),
                Fault.html(502),
                Fault.reset(),
                Fault.lost())) {
            application.circle.faults().next("home", fault);
            StubResponse away = page.send(page.request("GET", "/home"));
            isProblem(away, 503, "unavailable");
            assertThat(away.headers).containsEntry("Retry-After", "5");
        }
    }

    @Test
    void onlyJsonReachesTheSitesOrigin() throws Exception {
        for (Fault fault : List.of(
                Fault.html(200), Fault.html(403), Fault.contentType("text/html"), Fault.contentType("image/svg+xml"))) {
            application.circle.faults().next("home", fault);
            StubResponse response = page.send(page.request("GET", "/home"));
            isProblem(response, 502, "unusable");
            assertThat(response.text()).doesNotContain("<");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "allow|GET home|\"GET home\" is not a rule",
                "allow|get /home|\"get /home\" is not a rule",
                "allow|GET /**/x|\"GET /**/x\" is not a rule",
                "allow|,|It contains no rule",
                "deadline|soon|ISO-8601 duration",
                "deadline|PT0S|ISO-8601 duration",
                "max-request-bytes|ten|whole number",
                "max-response-bytes|-1|whole number"
            })
    void aWrongParameterFailsTheDeploymentWithItsNameAndFault(String name, String value, String why) {
        assertThatThrownBy(() -> pageWith(Map.of(name, value)))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("init-param " + name + " of the servlet circle (CircleProxyServlet)")
                .hasMessageContaining(why);
    }
}
