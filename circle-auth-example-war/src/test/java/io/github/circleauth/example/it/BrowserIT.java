package io.github.circleauth.example.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Fault;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

/** The example's pages in a real browser. */
class BrowserIT extends BrowserTestBase {

    private static final String POST = "/community/post/13/2003";
    private static final String DIAGNOSTICS = "/circle-diagnostics";
    private static final String POST_WITH_MARKUP = "/community/post/12/2016";

    @Deployment(testable = false)
    static WebArchive example() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("it.war")));
    }

    private static List<String> titles() {
        return chromium.all("#posts h3").stream().map(WebElement::getText).toList();
    }

    @Test
    void theFeedGrowsToItsEndAndHasTheSelectedOrder() {
        chromium.view(1280, "light").signIn("ada");
        assertThat(chromium.text("h1")).isEqualTo("Ada Byron");
        assertThat(titles()).hasSize(10).startsWith("Say hello here");

        chromium.click("[data-more]");
        chromium.await(page -> titles().size() == 20);
        chromium.click("[data-more]");
        chromium.await(page -> titles().size() == 24);

        assertThat(titles()).doesNotHaveDuplicates();
        assertThat(chromium.find("[data-more]").isDisplayed()).isFalse();
        chromium.open("/community?page=3");
        assertThat(titles()).hasSize(4).endsWith("Ten uses for a bicycle tube");
        chromium.click(".sorts a:last-child");
        chromium.await(page -> page.getCurrentUrl().endsWith("sort=alphabetical"));
        assertThat(titles()).hasSize(10).isSorted();
    }

    @Test
    void aPostAddedByTheScriptEqualsTheServersPost() {
        chromium.view(1280, "light").signIn("ada");
        chromium.click("[data-more]");
        chromium.await(page -> titles().size() == 20);
        String addedByScript =
                String.valueOf(chromium.run("return document.querySelectorAll('#posts article')[12].outerHTML"));

        chromium.open("/community?page=2");

        String ofServer =
                String.valueOf(chromium.run("return document.querySelectorAll('#posts article')[2].outerHTML"));
        assertThat(comparable(addedByScript)).isEqualTo(comparable(ofServer));
    }

    /** Removes ages and white space. */
    private static String comparable(String article) {
        return article.replaceAll("<time[^>]*>[0-9]+", "<time>").replaceAll("\\s+", "");
    }

    @Test
    void aLikeIsCountedAtOnceAndPersists() {
        chromium.view(1280, "dark").signIn("ada");
        chromium.open(POST);
        assertThat(chromium.text("[data-likes]")).isEqualTo("10 likes");

        chromium.click("[data-like]");
        chromium.awaitText("[data-likes]", "11 likes");
        chromium.open(POST);
        assertThat(chromium.text("[data-likes]")).isEqualTo("11 likes");
        assertThat(chromium.find("[data-like]").getDomAttribute("aria-pressed")).isEqualTo("true");

        chromium.click("[data-like]");
        chromium.awaitText("[data-likes]", "10 likes");
        chromium.open(POST);
        assertThat(chromium.text("[data-likes]")).isEqualTo("10 likes");
    }

    @Test
    void withoutScriptsFormsLikeAndComment() {
        SiteClient ada = new SiteClient(site()).signIn("ada");

        assertThat(ada.submit(POST, Map.of("action", "like")).statusCode()).isEqualTo(303);
        assertThat(ada.get(POST).body()).contains("11 likes");
        assertThat(ada.submit(POST, Map.of("action", "unlike")).statusCode()).isEqualTo(303);
        assertThat(ada.get(POST).body()).contains("10 likes");
        assertThat(ada.post(POST, Map.of("action", "like")).statusCode()).isEqualTo(403);
        assertThat(ada.get(POST).body()).contains("10 likes");

        assertThat(ada.submit(POST, Map.of("action", "comment", "text", "<b>Aloud</b> & twice"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(ada.get(POST).body()).contains("&lt;b&gt;Aloud&lt;/b&gt; &amp; twice");
        assertThat(ada.get("/community/post/14/2004").statusCode()).isEqualTo(404);
        assertThat(ada.get("/community/post/14/x").statusCode()).isEqualTo(404);
        ada.signOut();
    }

    @Test
    void theBadgeShowsNewNotificationsAndDisappearsWhenAllAreRead() {
        chromium.view(380, "light").signIn("grace");
        chromium.awaitText("[data-badge] [data-count]", "3");

        SiteClient ada = new SiteClient(site()).signIn("ada");
        ada.submit("/community/post/12/2005", Map.of("action", "comment", "text", "It is still good."));

        chromium.comeBack();
        chromium.awaitText("[data-badge] [data-count]", "4");
        chromium.open("/community/notifications");
        assertThat(chromium.text(".notifications li")).contains("Ada Byron commented on Which solder for old radios?");
        chromium.click(".notifications button");
        chromium.await(
                page -> chromium.all(".notifications li:first-child.unread").isEmpty());
        assertThat(chromium.all(".notifications .unread")).isNotEmpty();
        chromium.click(".heading button");
        chromium.await(page -> chromium.all(".notifications .unread").isEmpty());
        assertThat(chromium.find("[data-badge]").isDisplayed()).isFalse();

        ada.submit("/community/post/12/2005", Map.of("action", "comment", "text", "I tried it."));
        ada.signOut();
        chromium.comeBack();
        chromium.awaitText("[data-badge] [data-count]", "1");
    }

    @Test
    void aTabThatNobodySeesSendsNothing() {
        chromium.view(1280, "light").signIn("ada");
        chromium.open("/community/events");
        chromium.run("const sends = window.fetch; window.sent = 0;"
                + "window.fetch = (...request) => { window.sent++; return sends(...request); };");

        becomes("hidden");
        assertThat(chromium.run("return window.sent")).isEqualTo(0L);
        becomes("visible");
        assertThat(chromium.run("return window.sent")).isEqualTo(1L);
    }

    private static void becomes(String state) {
        chromium.run(
                "Object.defineProperty(document, 'visibilityState', {value: arguments[0], configurable: true})", state);
        chromium.comeBack();
    }

    @Test
    void aTokenThatExpiresWhileAPageIsOpenIsRenewedWithoutANotice() {
        chromium.view(1280, "light").signIn("ada");
        chromium.open(POST);
        long before = circle.audit().calls("access_token/refresh");
        circle.clock().advance(Duration.ofHours(2));

        chromium.click("[data-like]");
        chromium.awaitText("[data-likes]", "11 likes");

        assertThat(circle.audit().calls("access_token/refresh") - before).isEqualTo(1);
        assertThat(chromium.find("#unreachable").isDisplayed()).isFalse();
        assertThat(chromium.find("#signed-out").isDisplayed()).isFalse();
        chromium.open("/community/events");
        assertThat(chromium.text("h1")).isEqualTo("Events");
    }

    @Test
    void afterASignOutInOneTabTheOtherTabShowsIt() {
        expectedOnConsole.add("401 (Unauthorized)");
        chromium.view(1280, "light").signIn("ada");
        chromium.open("/community/events");
        String first = chromium.driver().getWindowHandle();
        chromium.driver().switchTo().newWindow(WindowType.TAB);
        chromium.open("/community");
        chromium.signOut();
        chromium.driver().close();
        chromium.driver().switchTo().window(first);

        chromium.comeBack();
        chromium.await(page -> chromium.find("#signed-out").isDisplayed());

        assertThat(chromium.text("#signed-out")).contains("You have been signed out");
        assertThat(chromium.accessibilityViolations()).isEmpty();
        chromium.click("#signed-out a");
        chromium.await(page -> page.getCurrentUrl().endsWith("/login"));
    }

    @Test
    void aUserWhoIsNotAMemberSeesWhatToDo() {
        chromium.view(380, "light").signIn("linus");

        assertThat(chromium.text("h1")).isEqualTo("You are signed in, but not a member yet");
        assertThat(chromium.accessibilityViolations()).isEmpty();
        chromium.screenshot("not-a-member-380-light");
        chromium.open("/community/events");
        assertThat(chromium.text("h1")).isEqualTo("You are signed in, but not a member yet");
    }

    @Test
    void whileCircleIsUnavailableThePagesSaySoAndLaterReloadThemselves() {
        expectedOnConsole.add("503 (Service Unavailable)");
        chromium.view(1280, "light").signIn("ada");
        chromium.open(POST);
        circle.faults().always("*", new Fault.Status(503, "{}", Map.of()));

        chromium.comeBack();
        chromium.await(page -> chromium.find("#unreachable").isDisplayed());
        chromium.click("[data-like]");
        chromium.open("/community/events");
        assertThat(chromium.text("h1")).isEqualTo("The community is unavailable");
        assertThat(chromium.text("[data-unavailable] .notice")).contains("Circle does not respond");
        assertThat(chromium.accessibilityViolations()).isEmpty();
        chromium.screenshot("unavailable-1280-light");
        circle.faults().clear();

        chromium.comeBack();
        chromium.awaitText("h1", "Events");
        chromium.open(POST);
        assertThat(chromium.text("[data-likes]")).isEqualTo("10 likes");
    }

    @Test
    void markupInMembersTextsIsShownAsText() {
        chromium.view(1280, "light").signIn("ada");
        chromium.click("[data-more]");
        chromium.await(page -> titles().size() == 20);
        assertThat(titles()).contains("Does <b>this</b> box eat markup?");
        chromium.open(POST_WITH_MARKUP);

        assertThat(chromium.text("h1")).isEqualTo("Does <b>this</b> box eat markup?");
        assertThat(chromium.text(".post .body")).contains("<script>document.title");
        assertThat(chromium.text(".comments .body")).contains("<svg onload=");
        assertThat(chromium.all("main script, main img, main svg, main b, [href^=javascript]"))
                .isEmpty();
        assertThat(chromium.driver().getTitle()).isEqualTo("Does <b>this</b> box eat markup?");
    }

    @Test
    void theDiagnosticsPageIsForOperators() {
        expectedOnConsole.add("403 (Forbidden)");
        chromium.view(1280, "light").open(DIAGNOSTICS);
        assertThat(chromium.driver().getCurrentUrl()).endsWith("/login");

        chromium.signIn("grace");
        chromium.open(DIAGNOSTICS);
        assertThat(chromium.all("#circle")).isEmpty();
        chromium.open("/community");
    }
}
