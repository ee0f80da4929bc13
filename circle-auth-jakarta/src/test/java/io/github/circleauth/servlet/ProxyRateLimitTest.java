package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Sandbox;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages that send more requests than the rate limit allows, and the other users. */
class ProxyRateLimitTest {

    private Sandbox sandbox;
    private OneApplication application;
    private Page page;

    @BeforeEach
    void open() throws Exception {
        application = OneApplication.limited(100, circle -> {
            sandbox = Sandbox.start(circle, 0);
            return sandbox.uri();
        });
        page = new Page(application, new CircleProxyServlet(), Map.of());
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private StubResponse read() throws Exception {
        return page.send(page.request("GET", "/home"));
    }

    private int readsUntilRefused() throws Exception {
        int reads = 0;
        while (read().status == 200) {
            reads++;
        }
        return reads;
    }

    private static void assertRefused(StubResponse response, String retryAfter) {
        assertThat(response.status).isEqualTo(429);
        assertThat(response.headers)
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Retry-After", retryAfter);
        assertThat(response.text()).contains("\"reason\":\"rate-limited\"", "\"title\":\"Too Many Requests\"");
    }

    @Test
    void oneMembersPagesAreRefusedBeyondAQuarterOfTheShareAndEverybodyElseGoesOn() throws Exception {
        assertThat(readsUntilRefused()).isEqualTo(20);
        application.circle.clock().advance(Duration.ofMillis(1_500));

        for (int i = 0; i < 1_600; i++) {
            assertRefused(read(), "299");
        }

        assertThat(application.signedIn(1002).accessToken()).isNotNull();
        assertThat(application.memberAccess().api(application.signedIn(1003)).get("/home"))
                .isNotNull();
        assertThat(application.circle.audit().calls("/home")).isEqualTo(21);
    }

    @Test
    void theQuarterIsFreeAgainWhenItsRequestsLeaveTheWindow() throws Exception {
        readsUntilRefused();
        application.circle.clock().advance(Duration.ofMinutes(5));

        assertThat(readsUntilRefused()).isEqualTo(20);
    }

    @Test
    void aMemberWithTwoSessionsHasOneQuarter() throws Exception {
        readsUntilRefused();
        Page another = new Page(application, new CircleProxyServlet(), Map.of());

        assertThat(another.send(another.request("GET", "/home")).status).isEqualTo(429);
    }

    @Test
    void a429OfCircleToAPagePausesReadsAndSignInsAndASignInEndsItAMinuteLater() throws Exception {
        application.circle.switches().set("too-many-requests", "seconds");
        application.circle.faults().next("home", Fault.tooManyRequests(Duration.ofMinutes(15)));
        assertThat(read().status).isEqualTo(503);

        assertRefused(read(), "900");
        application.signedIn(1002);
        assertThat(application.circle.audit().calls("/auth_token")).isEqualTo(1);

        application.circle.clock().advance(Duration.ofMinutes(1));
        assertRefused(read(), "840");
        assertThat(application.signedIn(1003).accessToken()).isNotNull();
        assertThat(read().status).isEqualTo(200);
    }

    @Test
    void readsOfMemberApiBeyondTheShareAreUnavailableAndASignInIsNot() {
        var api = application.memberAccess().api(application.signedIn(1001));
        int reads = 0;
        CircleUnavailableException refused = null;
        while (refused == null) {
            try {
                api.get("/home");
                reads++;
            } catch (CircleUnavailableException unavailable) {
                refused = unavailable;
            }
        }

        assertThat(reads).isEqualTo(80);
        assertThat(refused.retryAfter()).contains(Duration.ofMinutes(5));
        assertThat(application.signedIn(1002).accessToken()).isNotNull();
    }
}
