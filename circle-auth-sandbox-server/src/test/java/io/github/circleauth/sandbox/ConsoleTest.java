package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConsoleTest {

    @RegisterExtension
    static final SandboxExtension sandbox = new SandboxExtension();

    private final Circle circle = sandbox.circle();
    private final SandboxHttpClient http = new SandboxHttpClient(sandbox.uri());

    @Test
    void itShowsMembersTokensCallsClockAndSwitches() throws Exception {
        InProcessClient client = new InProcessClient(circle);
        String access = client.access("ada@example.com");
        client.revokeAccess(access);
        client.get("home", access);

        HttpResponse<String> page = http.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("<td>Grace Murray</td>", "<tr class=\"revoked\">", "<tr class=\"alive\">")
                .contains("<td>GET /api/headless/v1/home</td><td>401</td>")
                .contains("<td>The access token not found.</td>")
                .contains("moved by PT0S")
                .contains(circle.switches().all().keySet())
                .doesNotContain(access, "<script", circle.apiToken());
        circle.clock().advance(Duration.ofDays(40));
        assertThat(http.get("/").body()).contains("<tr class=\"expired\">", "moved by PT960H");
    }

    @Test
    void aButtonSetsItsSwitchAndRedirectsToTheConsole() throws Exception {
        String button = "<button name=\"jwt\" value=\"hs256\" aria-pressed=\"%s\">hs256</button>";
        assertThat(http.get("/").body()).contains(button.formatted(false));

        HttpResponse<String> response = http.postForm("/_sandbox/switches", "jwt=hs256");

        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(response.headers().firstValue("location")).hasValue("/");
        assertThat(circle.switches().get("jwt")).isEqualTo("hs256");
        assertThat(http.get("/").body()).contains(button.formatted(true));
    }

    @Test
    void untrustedTextIsEscaped() throws Exception {
        circle.people(List.of(new Person(7, "<b>@example.com", "\"s'", "<script>alert(1)</script>", "&")));
        new InProcessClient(circle).request("GET", "<img src=x>", "");

        String page = http.get("/").body();

        assertThat(page)
                .doesNotContain("<script", "<b>", "<img")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&quot;s&#39;", "&lt;img src=x&gt;");
    }

    @Test
    void theStylesheetIsServedAndThePolicyAllowsNothingElse() throws Exception {
        HttpResponse<String> page = http.get("/");
        HttpResponse<String> stylesheet = http.get("/_sandbox/console.css");

        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(stylesheet.headers().firstValue("content-type")).hasValue("text/css; charset=utf-8");
        assertThat(stylesheet.body()).contains("prefers-color-scheme: dark");
    }
}
