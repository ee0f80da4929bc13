package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.session.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page is seen by people: it has no secret, and texts from outside do nothing to it. */
class NoSecretOnDiagnosticsPageTest {

    private final DiagnosedApplication application = new DiagnosedApplication();

    private List<String> pages(Exchange... more) throws Exception {
        CircleDiagnosticsServlet servlet = Exchange.servlet(application.diagnostics, "operator");
        List<String> pages = new ArrayList<>();
        pages.add(Exchange.get().sentTo(servlet).text());
        pages.add(Exchange.get().json().sentTo(servlet).text());
        for (Exchange exchange : more) {
            pages.add(exchange.sentTo(servlet).text());
        }
        assertThat(pages).allMatch(page -> page.length() > 500);
        return pages;
    }

    private static Exchange[] askedFor(String kind, String user) {
        return new Exchange[] {
            Exchange.question(kind, user), Exchange.question(kind, user).json()
        };
    }

    @Test
    @Tag("S9")
    void noTokenLeaseTextOrAppTokenIsOnThePage() throws Exception {
        Lease lease = application.signIn("ada", MemberIdentity.verifiedEmail("ada@example.com"));
        application.circle.faults().always("auth_token", Fault.status(401));
        application.signIn(1002);
        List<String> secrets = new ArrayList<>(application.circle.audit().tokens().stream()
                .map(Audit.Token::value)
                .toList());
        secrets.add(application.circle.apiToken());
        secrets.add(lease.seenText());
        assertThat(secrets).hasSize(4).allMatch(secret -> secret.length() > 8);

        List<String> pages = pages(askedFor("community-member-id", "1001"));

        assertThat(pages).hasSize(4).noneMatch(page -> secrets.stream().anyMatch(page::contains));
        assertThat(pages).as("a user's address").noneMatch(page -> page.contains("ada@example.com"));
    }

    @Test
    void aMessageOfCirclesThatEchoesASecretIsNotShown() throws Exception {
        application
                .circle
                .faults()
                .always(
                        "auth_token",
                        new Fault.Status(
                                401,
                                "{\"message\":\"Token " + application.circle.apiToken() + " is bad\"}",
                                Map.of(
                                        "content-type",
                                        "application/json",
                                        "x-request-id",
                                        application.circle.apiToken())));
        application.signIn(1001);

        assertThat(pages(askedFor("user-name", "user-1001")))
                .noneMatch(page -> page.contains(application.circle.apiToken()));
    }

    @Test
    void markupAndInvisibleCharactersInTextsFromOutsideAreShownAsText() throws Exception {
        String hostile = "<script>alert(1)</script>\"' onload=x \u202Egnp.exe\u0007";
        application
                .circle
                .faults()
                .always(
                        "auth_token",
                        new Fault.Status(
                                422,
                                "{\"message\":\"<img src=x onerror=alert(1)> & \\u202E\"}",
                                Map.of("content-type", "application/json")));
        application.signIn(hostile, MemberIdentity.communityMemberId(1001));

        List<String> pages = pages(askedFor("user-name", hostile));

        assertThat(pages)
                .noneMatch(page -> page.contains("<script") && page.startsWith("<!DOCTYPE"))
                .noneMatch(page -> page.contains("<img") && page.startsWith("<!DOCTYPE"))
                .noneMatch(page -> page.contains("\u202E") || page.contains("\u0007"));
        assertThat(pages.get(2))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=x \\u202egnp.exe\\u0007")
                .contains("&lt;img src=x onerror=alert(1)&gt; &amp;");
    }

    @Test
    void markupInTheConfigurationIsShownAsText() throws Exception {
        DiagnosedApplication configured = new DiagnosedApplication(
                new MemoryLedger(),
                List.of(new ConfigurationEntry(
                        "circle.auth.<i>", Optional.of("<u>\u2028"), Optional.of("file:/<s>.properties"), true)),
                100);

        String html = Exchange.get()
                .sentTo(Exchange.servlet(configured.diagnostics, "operator"))
                .text();

        assertThat(html)
                .contains("circle.auth.&lt;i&gt;", "&lt;u&gt;\\u2028", "file:/&lt;s&gt;.properties")
                .doesNotContain("<i>", "<u>", "<s>", "\u2028");
    }
}
