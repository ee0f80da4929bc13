package io.github.circleauth.example.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Audit;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example's live pages: the server relays Circle's events to the unmodified client of Action Cable in browsers. */
class LiveBrowserIT extends LiveBrowserTestBase {

    private static final String POST_OF_GRACE = "/community/post/12/2005";
    private static final String COUNT = "[data-badge] [data-count]";

    private static int newNotifications(Chromium browser) {
        return Integer.parseInt(String.valueOf(browser.find(COUNT).getDomProperty("textContent")));
    }

    private static void comment(String text) {
        SiteClient other = new SiteClient(SITE).signIn("ada");
        assertThat(other.submit(POST_OF_GRACE, Map.of("action", "comment", "text", text))
                        .statusCode())
                .isEqualTo(303);
        other.signOut();
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "type", "event-and-data"})
    void theBadgeAndANewCommentArriveByThemselvesWhereverCirclePutsAnEventsName(String place) {
        circle.switches().set("cable-event-name", place);
        grace.signIn("grace");
        open(grace, POST_OF_GRACE);
        int before = newNotifications(grace);

        comment("<b>By</b> itself.");

        grace.awaitText(COUNT, String.valueOf(before + 1));
        grace.awaitText("#comment-list", "<b>By</b> itself.");
        int comments = grace.all("#comment-list article").size();
        assertThat(grace.text("[data-comments]")).isEqualTo(comments + " comments");
        grace.open(POST_OF_GRACE);
        assertThat(grace.all("#comment-list article")).hasSize(comments);
    }

    @Test
    void aNewPostArrivesByItself() {
        grace.signIn("grace");
        awaitLive(grace);
        int before = grace.all("#posts article").size();

        SiteClient author = new SiteClient(SITE).signIn("ada");
        author.submit("/community/space/12", Map.of("title", "A lathe to give away", "text", "It is heavy."));

        grace.awaitText("#posts article:first-child h3", "A lathe to give away");
        assertThat(grace.all("#posts article")).hasSize(before + 1);
        author.signOut();
    }

    @Test
    void aTabThatNobodySeesReadsNothingUntilSomebodySeesIt() {
        grace.signIn("grace");
        open(grace, POST_OF_GRACE);
        int before = newNotifications(grace);
        grace.run("const sends = window.fetch; window.sent = 0;"
                + "window.fetch = (...request) => { window.sent++; return sends(...request); };");
        becomes("hidden");

        comment("Unseen.");
        grace.await(page -> newNotifications(grace) == before + 1);
        assertThat(grace.run("return window.sent")).isEqualTo(0L);
        becomes("visible");
        grace.awaitText("#comment-list", "Unseen.");
        assertThat(grace.run("return window.sent")).isEqualTo(1L);
    }

    private static void becomes(String state) {
        grace.run(
                "Object.defineProperty(document, 'visibilityState', {value: arguments[0], configurable: true})", state);
        grace.comeBack();
    }

    @Test
    void twoBrowsersChat() {
        String room = openRoom(ada, "ada");
        grace.signIn("grace");
        open(grace, "/community/chat");
        String unread = "[data-room=\"" + room.substring(room.lastIndexOf('/') + 1) + "\"] [data-part=unread]";

        say(ada, "Is <i>anybody</i> here?");
        ada.awaitText("#messages article.own:last-of-type", "Is <i>anybody</i> here?");
        grace.await(page -> grace.find(unread).isDisplayed());
        open(grace, room);
        grace.awaitText("#messages", "Is <i>anybody</i> here?");

        say(grace, "I am.");
        ada.awaitText("#messages article:not(.own):last-of-type", "I am.");
        say(ada, "Good.");
        grace.awaitText("#messages article:not(.own):last-of-type", "Good.");
        assertThat(ada.find("textarea").getDomProperty("value")).isEmpty();
        assertThat(sockets(ada)).isEqualTo(1);
        assertThat(grace.find(unread).isDisplayed()).isFalse();
        open(grace, "/community/chat");
        assertThat(grace.find(unread).isDisplayed()).isFalse();
    }

    @Test
    void withoutScriptsAndWithWebSocketsBlockedMessagesAreSentByTheForm() {
        try (Chromium blocked = new Chromium(SITE).before("delete window.WebSocket")) {
            blocked.signIn("ada");
            blocked.open("/community/chat").click("#rooms a");
            blocked.await(page -> !blocked.all("#messages").isEmpty());
            String room =
                    blocked.driver().getCurrentUrl().substring(SITE.toString().length());
            say(blocked, "By the form.");
            blocked.awaitText("#messages", "By the form.");
            blocked.signOut();
            SiteClient scriptless = new SiteClient(SITE).signIn("grace");
            assertThat(scriptless.get(room).body()).contains("By the form.", "Mark as read");
            scriptless.submit(room, Map.of("action", "read"));
            assertThat(scriptless
                            .submit(room, Map.of("action", "send", "text", "<b>Plain</b>\nHTML"))
                            .statusCode())
                    .isEqualTo(303);
            assertThat(scriptless
                            .post(room, Map.of("action", "send", "text", "x"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(scriptless.get(room).body()).contains("&lt;b&gt;Plain&lt;/b&gt;");
            scriptless.signOut();
        }
    }

    @Test
    void aConnectionOutlivesFiveTokens() {
        circle.accessTokenLife(Duration.ofSeconds(4));
        circle.switches().set("cable-cut-at-expiry", "disconnect");
        grace.signIn("grace");
        open(grace, POST_OF_GRACE);
        int before = newNotifications(grace);

        await().atMost(Duration.ofMinutes(2)).until(() -> expired() >= 5);
        awaitSubscribed();
        comment("After five tokens.");

        grace.awaitText(COUNT, String.valueOf(before + 1));
        grace.awaitText("#comment-list", "After five tokens.");
        assertThat(sockets(grace)).isEqualTo(1);
        assertThat(texts(grace)).noneMatch(text -> text.contains("\"disconnect\""));
    }

    private static void awaitSubscribed() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !circle.cable().subscriptions(GRACE).isEmpty());
    }

    private static long expired() {
        return circle.audit().tokens().stream()
                .filter(token -> token.kind() == Audit.Kind.ACCESS && token.communityMemberId() == GRACE)
                .filter(token -> token.expired(circle.clock().instant()))
                .count();
    }

    @Test
    void aRestartOfCircleIsNotSeen() {
        grace.signIn("grace");
        open(grace, POST_OF_GRACE);
        int before = newNotifications(grace);

        restartCircle();
        awaitSubscribed();
        comment("After the restart.");

        grace.awaitText(COUNT, String.valueOf(before + 1));
        assertThat(sockets(grace)).isEqualTo(1);
    }

    @Test
    void aSignOutInAnotherTabEndsTheConnectionAndThePageStaysAway() {
        grace.signIn("grace");
        open(grace, "/community/events");
        signOutInAnotherTab(grace);

        await().atMost(Duration.ofSeconds(2)).until(() -> openSockets(grace) == 0);
        grace.await(page -> grace.find("#signed-out").isDisplayed());
        grace.await(page -> texts(grace).stream().anyMatch(UNAUTHORIZED::equals));
        long before = sockets(grace);
        grace.comeBack();
        await().during(Duration.ofSeconds(3)).until(() -> sockets(grace) == before);
        assertThat(circle.cable().connections()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"actioncable", "anycable"})
    void thePageOfTheDocsReceivesEventsUntilTheUserSignsOut(String client) {
        ada.signIn("ada");
        // The page has its script in itself, which the example's policy forbids.
        ada.driver().executeCdpCommand("Page.setBypassCSP", Map.of("enabled", true));
        ada.open("/client/" + client + ".html");
        ada.driver().executeCdpCommand("Page.setBypassCSP", Map.of("enabled", false));
        ada.await(page -> texts(ada).stream().anyMatch(text -> text.contains("confirm_subscription")));
        assertThat(ada.text("#count")).isEqualTo("0");

        circle.cable().message(ADA, "NotificationChannel", "{\"new_notifications_count\":7}");
        ada.awaitText("#count", "7");
        circle.cable().message(ADA, "NotificationChannel", "{\"event\":\"newNotification\"}");
        ada.awaitText("#count", "!");

        signOutInAnotherTab(ada);
        await().atMost(Duration.ofSeconds(2)).until(() -> openSockets(ada) == 0);
        ada.await(page -> texts(ada).stream().anyMatch(UNAUTHORIZED::equals));
        long before = sockets(ada);
        ada.comeBack();
        await().during(Duration.ofSeconds(2)).until(() -> sockets(ada) == before);
    }

    @Test
    void anOpenPageDoesNotKeepItsSession() {
        grace.signIn("grace");
        open(grace, "/community/events");
        // The second request notes the timeout.
        grace.run(
                "return fetch(arguments[0] + '/test/timeout', {method: 'POST', body: new URLSearchParams({seconds: 5})})"
                        + ".then(() => fetch(arguments[0] + '/api/me')).then(response => response.status)",
                SITE.toString());

        await().atMost(Duration.ofSeconds(12)).until(() -> openSockets(grace) == 0);
        grace.await(page -> grace.find("#signed-out").isDisplayed());
        assertThat(circle.cable().connections()).isEmpty();
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
    }
}
