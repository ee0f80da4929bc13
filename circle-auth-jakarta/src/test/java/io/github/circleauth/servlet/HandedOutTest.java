package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.circleauth.sandbox.Fault;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two servlets that hand credentials of Circle's to the browser, where an application maps them. */
class HandedOutTest {

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);

    private Page tokens() throws ServletException {
        return new Page(application, new CircleTokenServlet(), Map.of());
    }

    private String token(Page page) {
        return application
                .member(new StubRequest("1001", page.session))
                .accessToken()
                .value()
                .reveal();
    }

    @Test
    @Tag("S11")
    void theResponseHasTheAccessTokenAndTheSecondsForWhichItIsServedAlone() throws Exception {
        Page page = tokens();

        StubResponse response = page.send(page.changingRequest("POST", ""));

        assertThat(response.text()).isEqualTo("{\"access_token\":\"" + token(page) + "\",\"expires_in\":3570}");
        assertThat(response.headers)
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Vary", "Cookie")
                .containsEntry("Content-Type", "application/json");
    }

    /** The simulated Circle's clock is months from this machine's. */
    @Test
    @Tag("P8")
    void theSecondsAreThoseThatTheTokenLivesWhateverTheClockSays() throws Exception {
        Page page = tokens();
        page.send(page.changingRequest("POST", ""));

        application.circle.clock().advance(Duration.ofMinutes(10));

        assertThat(page.send(page.changingRequest("POST", "")).text()).endsWith(",\"expires_in\":2970}");
    }

    @Test
    @Tag("S10")
    @Tag("I6")
    void otherSitesAndAnonymousRequestsGetNoToken() throws Exception {
        Page page = tokens();

        for (PageRequest request : List.of(
                page.request("POST", ""),
                page.request("POST", "").with("X-Circle-Auth", "1").with("Sec-Fetch-Site", "cross-site"),
                page.request("POST", "").with("X-Circle-Auth", "1").with("Sec-Fetch-Site", "same-site"))) {
            StubResponse response = page.send(request);
            assertThat(response.status).isEqualTo(403);
            assertThat(response.text()).contains("cross-site").doesNotContain("access_token");
        }
        StubResponse anonymous =
                page.send(new PageRequest("POST", "/site/circle", null, null).with("X-Circle-Auth", "1"));
        assertThat(anonymous.status).isEqualTo(401);
    }

    @Test
    void withoutATokenTheResponseHasTheReason() throws Exception {
        application.circle.faults().always("*", Fault.status(503));
        Page page = tokens();

        StubResponse response = page.send(page.changingRequest("POST", ""));

        assertThat(response.status).isEqualTo(503);
        assertThat(response.text()).contains("\"reason\":\"unavailable\"");
    }

    private static Page embedding(HttpServer circle, Servlet servlet) throws ServletException {
        URI uri = URI.create("http://127.0.0.1:" + circle.getAddress().getPort());
        return new Page(OneApplication.online(ours -> uri), servlet, Map.of("domain", "example.com"));
    }

    @Test
    void circlesCookiesAreRemovedEvenWithoutCircleAndAfterTheSignOut() throws Exception {
        HttpServer circle = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Page page = embedding(circle, new CircleCookiesServlet());
        circle.stop(0);

        StubResponse away = page.send(page.changingRequest("DELETE", ""));
        assertThat(away.status).isEqualTo(503);
        assertThat(away.cookies).hasSize(3).allMatch(cookie -> cookie.endsWith("; Max-Age=0"));

        StubResponse anonymous =
                page.send(new PageRequest("DELETE", "/site/circle", null, null).with("X-Circle-Auth", "1"));
        assertThat(anonymous.status).isEqualTo(401);
        assertThat(anonymous.cookies).isEqualTo(away.cookies);
    }

    @Test
    void circlesCookiesAreSetWithOurAttributesAndRemovedAgain() throws Exception {
        HttpServer circle = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        circle.createContext("/api/headless/v1/cookies", exchange -> {
            for (String cookie : List.of(
                    "_circle_session=abc%20d; Domain=app.circle.so; Path=/x",
                    "remember_user_token=efg; SameSite=None",
                    "JSESSIONID=stolen; Path=/",
                    "_circle_session=\"quo ted\"; Path=/")) {
                exchange.getResponseHeaders().add("Set-Cookie", cookie);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        circle.start();
        try {
            Page page = embedding(circle, new CircleCookiesServlet());
            String rules = "; Domain=example.com; Path=/; Secure; HttpOnly; SameSite=Lax";

            StubResponse set = page.send(page.changingRequest("POST", ""));
            assertThat(set.status).isEqualTo(204);
            assertThat(set.cookies)
                    .containsExactly("_circle_session=abc%20d" + rules, "remember_user_token=efg" + rules);

            StubResponse ended = page.send(page.changingRequest("DELETE", ""));
            assertThat(ended.cookies)
                    .containsExactly(
                            "remember_user_token=" + rules + "; Max-Age=0",
                            "user_session_identifier=" + rules + "; Max-Age=0",
                            "_circle_session=" + rules + "; Max-Age=0");

            assertThat(page.send(page.request("POST", "")).status).isEqualTo(403);
        } finally {
            circle.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "com", "http://example.com", "Example.com", "example.com; Secure", ".example.com"})
    void aMalformedDomainFailsTheDeployment(String domain) {
        assertThatThrownBy(() -> new Page(application, new CircleCookiesServlet(), Map.of("domain", domain)))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("init-param domain of the servlet circle (CircleCookiesServlet)");
    }
}
