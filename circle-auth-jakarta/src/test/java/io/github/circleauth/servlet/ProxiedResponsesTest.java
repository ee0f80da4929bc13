package io.github.circleauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import io.github.circleauth.sandbox.SandboxRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Responses to the requests of the site's own pages through the proxy: the sandbox's and the proxy's own. */
class ProxiedResponsesTest extends CircleProxyTestBase {

    @Test
    @Tag("S11")
    void aPageReadsAsItsMemberAndCachesKeepNothing() throws Exception {
        StubResponse response = page.send(page.request("GET", "/community_member?a=b%20c"));

        assertThat(response.status).isEqualTo(200);
        assertThat(response.text()).contains("\"id\":1001,");
        assertThat(response.headers)
                .containsEntry("Content-Type", "application/json")
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

        assertProblem(response, 503, "unavailable");
        assertThat(response.headers).containsKey("Retry-After");
        assertThat(memberCalls()).isEqualTo(2);
    }

    @Test
    void twoHundredRejectionsAtOnceCostOneRenewal() throws Exception {
        application.circle.clock().advance(Duration.ofMinutes(1)); // A new token must expire later than the old one.
        application.circle.faults().always("home", Fault.refusal(Refusal.ACCESS_TOKEN_INVALID));
        long before = application.tokenRequests();

        for (int i = 0; i < 200; i++) {
            assertProblem(page.send(page.request("GET", "/home")), 503, "unavailable");
        }

        assertThat(application.tokenRequests()).isEqualTo(before + 1);
        assertThat(memberCalls()).isEqualTo(201);
    }

    @Test
    void a401InOtherWordsIsPassedBackAfterOneRenewal() throws Exception {
        application.circle.clock().advance(Duration.ofMinutes(1)); // A new token must expire later than the old one.
        String body = "{\"error\":\"not for you\"}";
        application
                .circle
                .faults()
                .always("home", new Fault.Status(401, body, Map.of("content-type", "application/json")));
        long before = application.tokenRequests();

        StubResponse response = page.send(page.request("GET", "/home"));

        assertThat(response.status).isEqualTo(401);
        assertThat(response.text()).isEqualTo(body);
        assertThat(application.tokenRequests()).isEqualTo(before + 1);
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
        assertProblem(tooMany, 503, "unavailable");
        assertThat(tooMany.headers).containsEntry("Retry-After", "90");
        application.circle.clock().advance(Duration.ofSeconds(90));

        for (Fault fault : List.of(
                Fault.status(408),
                Fault.status(425),
                Fault.status(500),
                Fault.html(502),
                Fault.reset(),
                Fault.lost())) {
            application.circle.faults().next("home", fault);
            StubResponse away = page.send(page.request("GET", "/home"));
            assertProblem(away, 503, "unavailable");
            assertThat(away.headers).containsEntry("Retry-After", "5");
        }
    }

    @Test
    void onlyJsonReachesTheSitesOrigin() throws Exception {
        for (Fault fault : List.of(
                Fault.html(200), Fault.html(403), Fault.contentType("text/html"), Fault.contentType("image/svg+xml"))) {
            application.circle.faults().next("home", fault);
            StubResponse response = page.send(page.request("GET", "/home"));
            assertProblem(response, 502, "unusable");
            assertThat(response.text()).doesNotContain("<");
        }
    }
}
