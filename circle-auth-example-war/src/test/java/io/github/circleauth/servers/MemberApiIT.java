package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.SandboxRequest;
import io.github.circleauth.servers.app.CallingCircle;
import io.github.circleauth.servers.app.CircleOverRest;
import io.github.circleauth.servers.app.RestApplication;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Circle's Member API from an application's code and from its pages, with what the server brings. */
class MemberApiIT extends InServer {

    private static final String DEPLOYMENT = "member-api";

    /** Whom {@code GET /community_member} is about. */
    private static final String IS_ADA = "\"id\":" + ADA + ",";

    private static boolean deployed;

    private Visitor ada;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive memberApi() {
        return Wars.war(DEPLOYMENT, Wars.FILTER + Wars.PROXY)
                .addClasses(RestApplication.class, CallingCircle.class, CircleOverRest.class);
    }

    @BeforeEach
    void signIn() {
        if (!deployed) {
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
        ada = new Visitor(DEPLOYMENT);
        ada.steps("session,login:" + ADA);
        ada.steps("token");
    }

    @AfterEach
    void signOut() {
        ada.steps("invalidate");
        awaitNoTokenAlive();
    }

    /** Somebody else revokes the token that is in use, a minute later: Circle takes it no more. */
    private void revokeToken() {
        circle.clock().advance(Duration.ofMinutes(1));
        for (Audit.Token token : alive(ADA)) {
            if (token.kind() == Audit.Kind.ACCESS) {
                circle.handle(SandboxRequest.json(
                                "POST",
                                "/api/v1/headless/access_token/revoke",
                                circle.apiToken(),
                                "{\"access_token\":\"" + token.value() + "\"}"))
                        .delivered();
            }
        }
    }

    private static long renewals() {
        return circle.audit().calls("/auth_token") + circle.audit().calls("/access_token/refresh");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "member-api",
                "rest-client",
                "jax-rs",
                "apache",
                "jdk",
                "managed-executor",
                "own-thread",
                "suspended"
            })
    void eachClientCallsAsTheMemberAndSurvivesARejectedToken(String how) {
        assertThat(ada.body("/rest/circle/" + how)).contains(IS_ADA);
        long before = renewals();
        revokeToken();

        assertThat(ada.body("/rest/circle/" + how)).contains(IS_ADA);

        // A refreshed token may seem no newer, since Circle's clock is read to the second: then one is obtained.
        assertThat(renewals()).isBetween(before + 1, before + 2);
    }

    @Test
    void whatIsSentIsSentAgainWithAnotherToken() {
        revokeToken();

        assertThat(ada.body("/rest/circle/rest-client-post")).isEqualTo("{\"new_notifications_count\":0}");
    }

    @Test
    void onAThreadWithoutTheRequestItSaysWhatToDo() {
        assertThat(ada.body("/rest/circle/without-capture"))
                .satisfiesAnyOf(
                        // Payara's executors take the request along.
                        said -> assertThat(said).contains(IS_ADA),
                        said -> assertThat(said)
                                .startsWith("IllegalStateException: ")
                                .contains("CircleMember.capture()"));
    }

    @Test
    void aPageAsksTheProxyAsItsMember() {
        HttpResponse<String> answer = ada.get("/circle/community_member?x=%C3%A9");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(IS_ADA);
        assertThat(answer.headers().firstValue("cache-control")).hasValue("private, no-store");
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(new Visitor(DEPLOYMENT).get("/circle/home").statusCode()).isEqualTo(401);
    }

    /** Whatever the server makes of them first: none leads anywhere but to a page of the member's, or to none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/circle/../circle/%2e%2e/%2e%2e/v1/headless/auth_token",
                "/circle/..%2f..%2fv1%2fheadless%2fauth_token",
                "/circle/%2e%2e/%2e%2e/v1/headless/auth_token",
                "/circle/home;/../x",
                "/circle;x=y/home",
                "/circle//home",
                "/circle/home%0d%0aX-Y:%20z",
                "/circle/%5c..%5chome",
                "/%63ircle/home",
                "/circle/home%00",
                "/circle/home?a=%0d%0aX-Y:%20z",
                "/circle/http://127.0.0.1/",
                "/circle/home%23x",
                "/circle/home/."
            })
    void hostilePathsLeadNowhere(String path) throws IOException {
        List<Audit.CallRecord> before = circle.audit().calls();

        int status = ada.rawStatus(path);

        assertThat(status).isIn(400, 404);
        assertThat(circle.audit()
                        .calls()
                        .subList(before.size(), circle.audit().calls().size()))
                .noneMatch(call -> call.path().contains("home") || call.path().contains("auth_token"));
    }
}
