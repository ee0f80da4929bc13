package io.github.circleauth.example.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example's pages in a narrow and a wide window, light and dark: they fit the window and are accessible. */
class PageLayoutIT extends LiveBrowserTestBase {

    private static final String WINDOWS = """
            380, light
            380, dark
            1280, light
            1280, dark
            """;

    @ParameterizedTest
    @CsvSource(textBlock = WINDOWS)
    void thePagesOfTheCommunity(int width, String scheme) {
        ada.view(width, scheme).open("/");
        check("home", width, scheme);
        ada.open("/login");
        check("login", width, scheme);
        ada.signIn("ada");
        for (String page : List.of(
                "/community",
                "/community/post/13/2003",
                "/community/space/12",
                "/community/events",
                "/community/members?search=e",
                "/community/notifications")) {
            ada.open(page);
            check(page.replaceAll("^/community/?|[?/].*", ""), width, scheme);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = WINDOWS)
    void theChat(int width, String scheme) {
        ada.view(width, scheme);
        openRoom(ada, "ada");
        say(ada, "The kettle is on.");
        ada.awaitText("#messages", "The kettle is on.");
        check("chat-room", width, scheme);
        open(ada, "/community/chat");
        check("chat", width, scheme);
    }

    @ParameterizedTest
    @CsvSource(textBlock = WINDOWS)
    void theDiagnosticsPageWhichAnswersWhyAUserHasNoToken(int width, String scheme) {
        ada.view(width, scheme).signIn("ada");
        ada.open("/circle-diagnostics");
        assertThat(ada.text("#circle")).contains("CLOSED");
        check("diagnostics", width, scheme);

        ada.find("#who").sendKeys("ada@example.com");
        ada.click("#user button");
        ada.awaitText("#answer", "1 lease");
        assertThat(ada.text("#answer")).contains("FRESH", "1001");
        assertThat(ada.driver().getCurrentUrl()).endsWith("/circle-diagnostics");
        check("diagnostics-user", width, scheme);
        ada.open("/community");
    }

    private static void check(String page, int width, String scheme) {
        ada.screenshot((page.isEmpty() ? "feed" : page) + "-" + width + "-" + scheme);
        assertThat(ada.accessibilityViolations())
                .as("%s at %d, %s", page, width, scheme)
                .isEmpty();
        assertThat((Long) ada.run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
    }
}
