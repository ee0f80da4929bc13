package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.CableClient.identifier;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CableControlTest {

    @RegisterExtension
    static final SandboxExtension sandbox = new SandboxExtension();

    private final SandboxHttpClient http = new SandboxHttpClient(sandbox.uri());

    private static CableClient connect(String email) {
        CableClient client = CableClient.connect(sandbox.uri(), new InProcessClient(sandbox.circle()).access(email));
        client.next();
        return client;
    }

    private HttpResponse<String> post(String json) throws Exception {
        return http.post("/_sandbox/cable", "application/json", json);
    }

    @Test
    void theStateShowsConnectionsAndSubscriptions() throws Exception {
        try (CableClient ada = connect("ada@example.com")) {
            ada.subscribe(identifier("NotificationChannel", 1001));

            HttpResponse<String> sent = post(
                    "{\"action\":\"event\",\"community_member_id\":\"1001\","
                            + "\"channel\":\"NotificationChannel\",\"event\":\"newNotification\",\"fields\":\"{\\\"id\\\":7}\"}");

            assertThat(ada.nextButPings().getJsonObject("message").getInt("id")).isEqualTo(7);
            assertThat(sent.statusCode()).isEqualTo(200);
            assertThat(http.get("/_sandbox/cable").body())
                    .contains("\"community_member_id\":1001,\"since\":\"", "\"events_sent\":1")
                    .contains("[\"{\\\"channel\\\":\\\"NotificationChannel\\\",\\\"community_member_id\\\":1001}\"]");
        }
    }

    @Test
    void anActionNamesAConnectionOrAMemberOrConcernsAll() throws Exception {
        try (CableClient ada = connect("ada@example.com");
                CableClient grace = connect("grace@example.com");
                CableClient hedy = connect("hedy@example.com")) {
            long hedys = sandbox.cable().connections(1003).get(0).id();

            post("{\"action\":\"disconnect\",\"reason\":\"server_restart\",\"community_member_id\":\"1002\"}");
            assertThat(grace.nextButPings().getString("reason")).isEqualTo("server_restart");
            post("{\"action\":\"drop\",\"connection\":\"" + hedys + "\"}");
            assertThat(hedy.closeCode()).isEqualTo(1006);
            assertThat(sandbox.cable().connections()).hasSize(1);
            post("{\"action\":\"drop\"}");
            sandbox.cable().awaitConnections(0, Duration.ofSeconds(20));
            assertThat(ada.closeCode()).isEqualTo(1006);
        }
    }

    @Test
    void aConnectionIsStalledSlowedAndResumed() throws Exception {
        try (CableClient ada = connect("ada@example.com")) {
            ada.subscribe(identifier("NotificationChannel", 1001));
            post("{\"action\":\"stall\"}");
            post("{\"action\":\"stop-pings\"}");
            post("{\"action\":\"slow\",\"pace\":\"PT0S\"}");
            post("{\"action\":\"message\",\"channel\":\"NotificationChannel\",\"message\":\"{\\\"id\\\":8}\"}");
            post("{\"action\":\"resume\"}");

            assertThat(ada.nextButPings().getJsonObject("message").getInt("id")).isEqualTo(8);
        }
    }

    @Test
    void theConsoleShowsConnectionsAndItsButtonsDisturbThem() throws Exception {
        assertThat(http.get("/").body()).contains("No connections to /cable.");
        try (CableClient ada = connect("ada@example.com")) {
            ada.subscribe(identifier("NotificationChannel", 1001));
            long id = sandbox.cable().connections().get(0).id();

            assertThat(http.get("/").body())
                    .contains(
                            "<td>" + id + "</td><td>1001</td>", "{&quot;channel&quot;:&quot;NotificationChannel&quot;,")
                    .contains("<button name=\"reason\" value=\"server_restart\">server restart</button>");
            HttpResponse<String> sent = http.postForm(
                    "/_sandbox/cable",
                    "action=event&community_member_id=1001&channel=NotificationChannel&event=newNotification"
                            + "&fields=%7B%22id%22%3A9%7D");
            assertThat(sent.statusCode()).isEqualTo(303);
            assertThat(ada.nextButPings().getJsonObject("message").getInt("id")).isEqualTo(9);

            http.postForm("/_sandbox/faults", "operation=cable&fault=no-pings");
            http.postForm("/_sandbox/cable", "action=disconnect&reason=remote&connection=" + id);

            assertThat(ada.nextButPings().getString("reason")).isEqualTo("remote");
            assertThat(sandbox.circle().faults().planned()).hasSize(1);
        }
    }

    @Test
    void aClientsIdentifierIsEscapedInTheConsole() throws Exception {
        try (CableClient ada = connect("ada@example.com")) {
            ada.subscribe("{\"channel\":\"NotificationChannel\",\"community_member_id\":1001,\"x\":\"<script>\"}");

            assertThat(http.get("/").body()).contains("&lt;script&gt;").doesNotContain("<script");
        }
    }

    @Test
    void aHandshakeFaultIsPlannedLikeAnyOther() throws Exception {
        http.post("/_sandbox/faults", "application/json", "{\"operation\":\"cable\",\"fault\":\"no-welcome\"}");
        http.post("/_sandbox/faults", "application/json", "{\"operation\":\"cable\",\"fault\":\"no-pings\"}");
        http.post(
                "/_sandbox/faults",
                "application/json",
                "{\"operation\":\"cable\",\"fault\":\"slow\",\"pace\":\"PT1S\"}");

        assertThat(http.get("/_sandbox/faults").body())
                .contains("\"fault\":\"NoWelcome[]\"", "\"fault\":\"NoPings[]\"", "\"fault\":\"Slow[pace=PT1S]\"");
    }

    @Test
    void aWrongActionIsToldInASentence() throws Exception {
        assertThat(post("{\"action\":\"explode\"}").body())
                .contains("There is no action 'explode', only event, message,");
        assertThat(post("{\"action\":\"disconnect\",\"reason\":\"boredom\"}").body())
                .contains("'boredom', only UNAUTHORIZED, INVALID_REQUEST, SERVER_RESTART, REMOTE");
        assertThat(post("{\"action\":\"slow\",\"pace\":\"-PT1S\"}").statusCode())
                .isEqualTo(400);
        assertThat(post("{\"action\":\"message\",\"channel\":\"NotificationChannel\",\"message\":\"[]\"}")
                        .statusCode())
                .isEqualTo(400);
    }
}
