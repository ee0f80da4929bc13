package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The access check of the diagnostics page, and its format. */
class CircleDiagnosticsServletTest {

    private final DiagnosedApplication application = new DiagnosedApplication();
    private final CircleDiagnosticsServlet servlet;

    CircleDiagnosticsServletTest() throws ServletException {
        servlet = Exchange.servlet(application.diagnostics, "operator");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "*", "**"})
    void withoutARoleOfItsOwnItDoesNotStart(String role) {
        assertThatThrownBy(() -> Exchange.servlet(application.diagnostics, role))
                .isInstanceOf(ServletException.class)
                .hasMessageContainingAll("init-param role", "the servlet diagnostics", "such as operator");
    }

    @Test
    void withoutTheParameterItDoesNotStart() {
        assertThatThrownBy(() -> Exchange.servlet(application.diagnostics, null))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("is missing");
    }

    @Test
    void anOperatorGetsHtmlThatNobodyCachesOrFrames() throws Exception {
        Exchange page = Exchange.get().sentTo(servlet);

        assertThat(page.status).isEqualTo(200);
        assertThat(page.headers)
                .containsEntry("Content-Type", "text/html;charset=UTF-8")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Frame-Options", "DENY")
                .containsEntry("X-Content-Type-Options", "nosniff");
        assertThat(page.headers.get("Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'", "style-src 'sha256-")
                .doesNotContain("script-src", "unsafe-inline");
        assertThat(page.text())
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .doesNotContain("<script", " style=", "src=", "href=")
                .doesNotContainPattern("<[^>]* on\\w+=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST"})
    void aUserWithoutTheRoleGets403(String method) throws Exception {
        Exchange refused = new Exchange(method).withRole("reader").sentTo(servlet);

        assertThat(refused.status).isEqualTo(403);
        assertThat(refused.text()).isEmpty();
    }

    @Test
    void anAnonymousRequestIsTheContainersLogins() throws Exception {
        Exchange redirected = Exchange.get()
                .anonymous(exchange -> {
                    exchange.status = 303;
                    return false;
                })
                .sentTo(servlet);

        assertThat(redirected.status).isEqualTo(303);
        assertThat(redirected.text()).isEmpty();
    }

    @Test
    void aLoginThatSignsTheOperatorInAtOnceLetsThePagePass() throws Exception {
        Exchange signedIn = Exchange.get()
                .anonymous(exchange -> {
                    exchange.loggedIn("ada");
                    return true;
                })
                .sentTo(servlet);

        assertThat(signedIn.status).isEqualTo(200);
        assertThat(signedIn.text()).contains("circle-auth diagnostics");
    }

    @Test
    void anApplicationWithoutALoginRefusesAnonymousRequestsWhateverItsContainerDoes() throws Exception {
        List<Exchange.Login> containers = List.of(exchange -> false, exchange -> true, exchange -> {
            throw new ServletException("no login");
        });
        for (Exchange.Login container : containers) {
            Exchange refused = Exchange.get().anonymous(container).sentTo(servlet);

            assertThat(refused.status).isEqualTo(403);
            assertThat(refused.text()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get"})
    void otherMethodsAreNotAllowed(String method) throws Exception {
        Exchange refused = new Exchange(method).sentTo(servlet);

        assertThat(refused.status).isEqualTo(405);
        assertThat(refused.headers).containsEntry("Allow", "GET, HEAD, POST");
        assertThat(refused.text()).isEmpty();
    }

    @Test
    void thereIsNothingBelowThePage() throws Exception {
        assertThat(Exchange.get().below("/leases").sentTo(servlet).status).isEqualTo(404);
        assertThat(Exchange.get().below("/").sentTo(servlet).status).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html;charset=UTF-8",
                "*/* | text/html;charset=UTF-8",
                "application/json | application/json",
                "application/json, text/plain, */* | application/json",
                "APPLICATION/JSON;q=0.5 | application/json",
                "text/html;q=0.4, application/json;q=0.5 | application/json",
                "text/html, application/json | text/html;charset=UTF-8",
                "application/json;q=0 | text/html;charset=UTF-8",
                "application/problem+json | text/html;charset=UTF-8",
                ";;,;q=, | text/html;charset=UTF-8"
            })
    void theAcceptHeaderChoosesTheFormat(String accept, String mediaType) throws Exception {
        assertThat(Exchange.get().header("Accept", accept).sentTo(servlet).headers)
                .containsEntry("Content-Type", mediaType)
                .containsEntry("Vary", "Accept, Cookie");
    }

    @Test
    void theQueryChoosesTheFormatBeforeTheHeader() throws Exception {
        assertThat(Exchange.get().query("format=json").sentTo(servlet).object()).containsKey("leases");
        assertThat(Exchange.get().json().query("format=html").sentTo(servlet).text())
                .startsWith("<!DOCTYPE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "format=xml",
                "format=json&format=html",
                "format=",
                "%zz",
                "user=ada@example.com",
                "us%65r=ada@example.com",
                "x=1&kind=user-name"
            })
    void aQueryThatCanNotBeUsedIsNotRepeated(String query) throws Exception {
        Exchange refused = Exchange.get().query(query).sentTo(servlet);

        assertThat(refused.status).isEqualTo(400);
        assertThat(refused.text()).contains("<p class=\"attention\">").doesNotContain("example.com", "xml");
    }

    @Test
    @Tag("I6")
    void aFormOfAnotherSiteIsRefusedAndALinkFromAnotherSiteIsNot() throws Exception {
        Exchange form = Exchange.question("user-name", "ada")
                .header("Sec-Fetch-Site", "cross-site")
                .sentTo(servlet);

        assertThat(form.status).isEqualTo(403);
        assertThat(Exchange.get().header("Sec-Fetch-Site", "cross-site").sentTo(servlet).status)
                .isEqualTo(200);
    }

    @Test
    void aFormMustNameOneUser() throws Exception {
        for (Exchange form : List.of(
                new Exchange("POST"),
                new Exchange("POST").parameter("user", "ada"),
                Exchange.question("name", "ada"),
                Exchange.question("user-name", " "),
                Exchange.question("user-name", "a".repeat(321)),
                Exchange.question("community-member-id", "-1"),
                Exchange.question("verified-email", "a b@example.com"),
                Exchange.question("user-name", "ada").parameter("user", "ada", "grace"),
                Exchange.question("user-name", "ada").parameter("kind", "user-name", "user-name"))) {
            Exchange refused = form.json().sentTo(servlet);

            assertThat(refused.status).isEqualTo(400);
            assertThat(refused.object().getJsonObject("user").getString("problem"))
                    .endsWith(".")
                    .doesNotContain("example.com");
        }
    }

    @Test
    void anApplicationWithoutTheLibraryHasASentence() throws Exception {
        CircleDiagnosticsServlet alone = Exchange.servlet(null, "operator");

        assertThat(Exchange.get().sentTo(alone).text()).contains("is not switched on");
        Exchange json = Exchange.get().json().sentTo(alone);
        assertThat(json.status).isEqualTo(503);
        assertThat(json.object().getString("problem")).contains("is not switched on");
    }

    @Test
    void aServletThatIsMappedTwiceServesBothPlacesEachWithItsRole() throws Exception {
        CircleDiagnosticsServlet other = Exchange.servlet(application.diagnostics, " support ");

        assertThat(Exchange.get().withRole("support").sentTo(other).status).isEqualTo(200);
        assertThat(Exchange.get().withRole("support").sentTo(servlet).status).isEqualTo(403);
    }
}
