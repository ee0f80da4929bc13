package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Sandbox;
import jakarta.servlet.ServletException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of the proxy, from a page of a member to the sandbox. */
abstract class CircleProxyTestBase {

    private static final String RULES = "GET /**, POST /notifications/reset_new_notifications_count, DELETE /cookies";

    private Sandbox sandbox;
    OneApplication application;
    Page page;

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

    Page pageWith(Map<String, String> parameters) throws ServletException {
        return new Page(application, new CircleProxyServlet(), parameters);
    }

    long memberCalls() {
        return application.circle.audit().calls().stream()
                .filter(call -> call.path().startsWith("/api/headless/v1/"))
                .count();
    }

    void assertProblem(StubResponse response, int status, String reason) {
        assertThat(response.status).isEqualTo(status);
        assertThat(response.headers)
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(response.text()).contains("\"reason\":\"" + reason + "\"");
    }
}
