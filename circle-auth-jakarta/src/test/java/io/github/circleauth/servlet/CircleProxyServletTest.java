package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy's rules for requests of the site's own pages. */
class CircleProxyServletTest extends CircleProxyTestBase {

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
        assertProblem(page.send(page.changingRequest("POST", "/cookies")), 403, "not-allowed");
        assertProblem(page.send(page.changingRequest("PUT", "/home")), 403, "not-allowed");
        assertProblem(page.send(page.changingRequest("TRACE", "/home")), 403, "not-allowed");
        assertThat(memberCalls()).isZero();

        assertThat(page.send(page.changingRequest("POST", "/notifications/reset_new_notifications_count")).status)
                .isEqualTo(200);
    }

    @Test
    void byDefaultAllReadsAreAllowedAndNothingElse() throws Exception {
        Page usual = pageWith(Map.of());

        assertThat(usual.send(usual.request("GET", "/spaces/11/posts")).status).isEqualTo(200);
        assertProblem(usual.send(usual.changingRequest("DELETE", "/cookies")), 403, "not-allowed");
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
        assertProblem(page.send(page.request("GET", path)), 400, "bad-path");
        assertThat(memberCalls()).isZero();
    }

    /** Pages whose links pass through {@code encodeURL} send it until the browser has returned a cookie. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/site/circle/community_member;jsessionid=5vHq-x_A.node1",
                "/site/circle/community_member;jsessionid=A0!-12+b~c*?a=b",
                "/site/circle/community_member;jsessionid=0000xyz:-1",
                "/site/circle/community_member;JSESSIONID=1",
                "/site/circle/community_member;SITE_SESSION=1",
                "/site/circle/community_member;site_session=1",
                "/site/circle;jsessionid=1/community_member",
                "/site;jsessionid=1/circle/community_member",
                "/site/circle/community_member;jsessionid="
            })
    void theSessionIdInAUrlIsLeftOut(String uri) throws Exception {
        assertThat(page.send(new PageRequest("GET", uri, "1001", page.session)).status)
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home;jsessionid=1;a=b",
                "/home;jsessionid=%2e%2e",
                "/home;jsessionid=a=b",
                "/home;jsessionid",
                "/home;xjsessionid=1",
                "/home;jsessionid=1;/..",
                "/..;jsessionid=1/home"
            })
    void anyOtherPathParameterIsRefused(String path) throws Exception {
        assertProblem(page.send(page.request("GET", path)), 400, "bad-path");
        assertThat(memberCalls()).isZero();
    }

    @Test
    void aPathThatEncodesTheMappingIsRefused() throws Exception {
        PageRequest request = new PageRequest("GET", "/site/%63ircle/home", "1001", page.session);

        assertProblem(page.send(request), 400, "bad-path");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,,,200", "GET,same-origin,,200", "GET,none,,200", "GET,cross-site,,403", "GET,same-site,1,403",
        "POST,,1,200", "POST,same-origin,1,200", "POST,same-origin,,403", "POST,,,403", "POST,cross-site,1,403",
        "POST,same-site,1,403"
    })
    @Tag("I6")
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
            assertProblem(response, 403, "cross-site");
            assertThat(memberCalls()).isZero();
        } else {
            assertThat(response.status).isEqualTo(status);
        }
    }

    @Test
    void aRequestWithoutAMemberGetsTheReason() throws Exception {
        assertProblem(page.send(new PageRequest("GET", "/site/circle/home", null, null)), 401, "not-signed-in");
        assertProblem(page.send(new PageRequest("GET", "/site/circle/home", "1001", null)), 403, "no-session");
        assertProblem(
                page.send(new PageRequest("GET", "/site/circle/home", "4711", application.session("s2"))),
                403,
                "not-a-member");
        page.session.end(application.server.listener);
        assertProblem(page.send(new PageRequest("GET", "/site/circle/home", null, null)), 401, "not-signed-in");
        assertThat(memberCalls()).isZero();
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
