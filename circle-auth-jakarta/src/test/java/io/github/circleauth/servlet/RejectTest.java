package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code circle.auth.on-failure=reject}: under the reject paths, the filter rejects a signed-in request without a token. */
class RejectTest {

    private final OneApplication application = new OneApplication(OneApplication.options(true, false));
    private final StubSession session = application.session("s1");
    private final AtomicInteger served = new AtomicInteger();

    private StubResponse serve(StubRequest request) {
        return application.serve(request, passed -> served.incrementAndGet());
    }

    @Test
    void aMemberWithATokenPasses() {
        assertThat(serve(new StubRequest("1001", session)).status).isEqualTo(200);
        assertThat(served).hasValue(1);
    }

    @Test
    void anonymousRequestsAlwaysPass() {
        application.circle.faults().always("*", Fault.status(503));

        assertThat(serve(new StubRequest(null, null)).status).isEqualTo(200);
        assertThat(serve(new StubRequest(null, session)).status).isEqualTo(200);
        assertThat(served).hasValue(2);
    }

    @Test
    @Tag("C6")
    void withoutCircleTheResponseIs503WithAProblemAndRetryAfter() {
        application.circle.switches().set("too-many-requests", "seconds");
        application.circle.faults().always("*", Fault.tooManyRequests(Duration.ofSeconds(90)));

        StubResponse response = serve(new StubRequest("1001", session));

        assertThat(response.status).isEqualTo(503);
        assertThat(response.headers)
                .containsEntry("Retry-After", "90")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Content-Length", Integer.toString(response.body.size()));
        assertThat(response.text())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                        + "\"detail\":\"The community can't be reached at the moment.\",\"reason\":\"unavailable\"}");
        assertThat(served).hasValue(0);
    }

    @Test
    void anUnreadableResponseOfCircleIs503Unavailable() {
        application.circle.faults().always("auth_token", Fault.html(200));

        StubResponse response = serve(new StubRequest("1001", session));

        assertThat(response.status).isEqualTo(503);
        assertThat(response.headers).containsEntry("Retry-After", "5");
        assertThat(response.text()).contains("\"reason\":\"unavailable\"");
    }

    @Test
    void aRefusedAppTokenIs503RefusedWithoutCirclesMessage() {
        application.circle.faults().always("auth_token", Fault.refusal(Refusal.APP_TOKEN));

        StubResponse response = serve(new StubRequest("1001", session));

        assertThat(response.status).isEqualTo(503);
        assertThat(response.text()).contains("\"reason\":\"refused\"").doesNotContain("authenticated");
    }

    @Test
    void aUserWhoIsNoMemberGets403() {
        StubResponse response = serve(new StubRequest("4711", session));

        assertThat(response.status).isEqualTo(403);
        assertThat(response.headers).doesNotContainKey("Retry-After");
        assertThat(response.text())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,\"detail\":\"The signed-in"
                        + " user is not a member of the community.\",\"reason\":\"not-a-member\"}");
        assertThat(served).hasValue(0);
    }

    @Test
    void aSignedInRequestWithoutASessionGets403() {
        StubResponse response = serve(new StubRequest("1001", null));

        assertThat(response.status).isEqualTo(403);
        assertThat(response.text()).contains("\"reason\":\"no-session\"");
    }

    private StubRequest at(String servletPath, @Nullable String pathInfo) {
        StubRequest request = new StubRequest("1001", session);
        request.servletPath = servletPath;
        request.pathInfo = pathInfo;
        return request;
    }

    @ParameterizedTest
    @CsvSource({"/logout,", "/login,", "/error.jsp,", "/app.css,", "/assets, /app/page", "'', /logout", "/application,"
    })
    void elsewhereARequestWithoutATokenPassesSoThatUsersCanSignOut(String servletPath, @Nullable String pathInfo) {
        application.circle.faults().always("*", Fault.status(503));

        assertThat(serve(at(servletPath, pathInfo)).status).isEqualTo(200);
        assertThat(served).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"/app,", "/app, /", "/app, /page", "/app/page.jsp,", "'', /app/page"})
    void underTheRejectPathsTheServletsMappingMakesNoDifference(String servletPath, @Nullable String pathInfo) {
        application.circle.faults().always("*", Fault.status(503));

        assertThat(serve(at(servletPath, pathInfo)).status).isEqualTo(503);
        assertThat(served).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(names = "REQUEST", mode = EnumSource.Mode.EXCLUDE)
    void aForwardAnErrorPageAndEveryOtherDispatchPasses(DispatcherType type) {
        application.circle.faults().always("*", Fault.status(503));
        StubRequest request = new StubRequest("1001", session);
        request.dispatcherType = type;

        assertThat(serve(request).status).isEqualTo(200);
        assertThat(served).hasValue(1);
    }

    @Test
    void aSessionWhoseLeaseEndedOnAnotherServerGetsANewOneAndPasses() {
        OneApplication lazy = new OneApplication(
                new CircleAuthRuntime.Options(false, UrlPatterns.parse("/app/*"), false, Duration.ZERO));
        StubSession session2 = lazy.session("s2");
        lazy.serve(new StubRequest("1001", session2));
        lazy.serve(new StubRequest("1001", session2));
        // Another server of the cluster ended it: this one has the lease text, and finds the end in the ledger.
        lazy.leases.end(
                (String) session2.attributes.get(SessionAttributes.LEASE_ID), null, LeaseEnded.Reason.SESSION_ENDED);

        assertThat(lazy.serve(new StubRequest("1001", session2)).status).isEqualTo(200);
        assertThat(lazy.obtains()).isEqualTo(2);
    }
}
