package ${package};

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.SandboxExtension;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The application in WildFly, which Maven starts ("mvn verify -Pserver"); the sandbox is in the test itself. */
class SignInIT {

    private static final String APPLICATION = "http://localhost:8080/${artifactId}";

    @RegisterExtension
    static final SandboxExtension sandbox = new SandboxExtension(
                    () -> Circle.builder().apiToken("sandbox").build())
            .port(9720);

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    @Test
    void adaSignsInSeesHerFeedAndSignsOut() throws Exception {
        assertThat(get("/feed")).contains("j_security_check");
        assertThat(post("/j_security_check", "j_username=ada%40example.com&j_password=ada"))
                .contains("Hello, Ada", "A hinge that doesn't squeak");
        assertThat(sandbox.audit().alive()).hasSize(2);

        assertThat(post("/logout", "")).contains("Our community");
        sandbox.audit().awaitNoneAlive(Duration.ofSeconds(10));
    }

    @Test
    void anotherSitesPageSignsNobodyOut() throws Exception {
        get("/feed");
        post("/j_security_check", "j_username=ada%40example.com&j_password=ada");

        send(form("/logout", "").header("Sec-Fetch-Site", "cross-site").build());

        assertThat(get("/feed")).contains("Hello, Ada");
        post("/logout", "");
        sandbox.audit().awaitNoneAlive(Duration.ofSeconds(10));
    }

    @Test
    void linusIsToldThatHeIsNoMember() throws Exception {
        get("/feed");
        assertThat(post("/j_security_check", "j_username=linus%40example.com&j_password=linus"))
                .contains("not a member");
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        get("/feed");
        assertThat(post("/j_security_check", "j_username=ada%40example.com&j_password=linus"))
                .contains("is wrong");
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(APPLICATION + path)).build());
    }

    private String post(String path, String form) throws IOException, InterruptedException {
        return send(form(path, form).build());
    }

    private static HttpRequest.Builder form(String path, String form) {
        return HttpRequest.newBuilder(URI.create(APPLICATION + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        return browser.send(request, ofString()).body();
    }
}
