package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.CableClient.identifier;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CableFaultsTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration PING = Duration.ofSeconds(3);
    private static final String NOTIFICATIONS = identifier("NotificationChannel", 1001);
    private static final String UNAUTHORIZED =
            "{\"type\":\"disconnect\",\"reason\":\"unauthorized\",\"reconnect\":false}";

    private final Circle circle = Circle.builder()
            .clock(InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z")))
            .build();
    private final Sandbox sandbox = Sandbox.start(circle, 0);
    private final InProcessClient client = new InProcessClient(circle);
    private final Cable cable = sandbox.cable();
    private final String token = client.access("ada@example.com");

    @AfterEach
    void close() {
        sandbox.close();
    }

    private CableClient ada() {
        CableClient ada = CableClient.connect(sandbox.uri(), token);
        assertThat(ada.next().getString("type")).isEqualTo("welcome");
        return ada;
    }

    private CableConnection connection() {
        return cable.connections(1001).get(0);
    }

    @Test
    void aDisconnectSaysItsReasonAndWhetherToReconnect() {
        for (DisconnectReason reason : DisconnectReason.values()) {
            try (CableClient ada = ada()) {
                connection().disconnect(reason);

                boolean reconnect = reason == DisconnectReason.SERVER_RESTART || reason == DisconnectReason.REMOTE;
                assertThat(ada.next())
                        .hasToString("{\"type\":\"disconnect\",\"reason\":\""
                                + reason.name().toLowerCase(Locale.ROOT) + "\",\"reconnect\":" + reconnect + "}");
                assertThat(ada.closeCode()).isEqualTo(1000);
                assertThat(cable.connections()).isEmpty();
            }
        }
    }

    @Test
    void aDroppedConnectionIsClosedWithoutAWord() {
        try (CableClient ada = ada()) {
            cable.dropAll();

            assertThat(cable.connections()).isEmpty();
            assertThat(ada.closeCode()).isEqualTo(1006);
        }
    }

    @Test
    void aStalledConnectionGetsAllItMissedButPingsWhenItResumes() {
        try (CableClient ada = ada()) {
            ada.subscribe(NOTIFICATIONS);
            connection().stall();
            circle.clock().advance(PING);
            circle.clock().advance(PING);
            cable.event(1001, "NotificationChannel", "newNotification", "{\"id\":7}");
            ada.seesNothing();
            connection().resume();

            assertThat(ada.next().getJsonObject("message").getInt("id")).isEqualTo(7);
            circle.clock().advance(PING);
            assertThat(ada.next().getString("type")).isEqualTo("ping");
        }
    }

    @Test
    void pingsCanStopWhileEventsGoOn() {
        try (CableClient ada = ada()) {
            ada.subscribe(NOTIFICATIONS);
            connection().stopPings();
            circle.clock().advance(PING);
            ada.seesNothing();
            cable.event(1001, "NotificationChannel", "newNotification", "{\"id\":7}");

            assertThat(ada.next().getJsonObject("message").getInt("id")).isEqualTo(7);
        }
    }

    @Test
    void aSlowConnectionGetsEachMessageSoMuchLaterThanTheOneBefore() {
        try (CableClient ada = ada()) {
            ada.subscribe(NOTIFICATIONS);
            connection().slow(Duration.ofSeconds(1));
            connection().stopPings();
            for (int id = 1; id <= 2; id++) {
                cable.event(1001, "NotificationChannel", "newNotification", "{\"id\":" + id + "}");
            }
            ada.seesNothing();
            circle.clock().advance(Duration.ofSeconds(1));
            assertThat(ada.next().getJsonObject("message").getInt("id")).isEqualTo(1);
            ada.seesNothing();
            ada.command("subscribe", identifier("ChatRoomChannel", 1001));
            cable.awaitSubscriptions(2, LONG);
            circle.clock().advance(Duration.ofSeconds(1));
            assertThat(ada.next().getJsonObject("message").getInt("id")).isEqualTo(2);
            circle.clock().advance(Duration.ofSeconds(1));
            assertThat(ada.next().getString("type")).isEqualTo("confirm_subscription");
        }
    }

    @Test
    void aConnectionCanBeginWithAFault() {
        circle.faults().next("cable", CableFault.noWelcome());
        try (CableClient ada = CableClient.connect(sandbox.uri(), token)) {
            ada.seesNothing();
            assertThat(ada.subscribe(NOTIFICATIONS)).isEqualTo("confirm_subscription");
        }
        circle.faults().next("cable", CableFault.noPings());
        try (CableClient ada = ada()) {
            circle.clock().advance(PING);
            ada.seesNothing();
            assertThat(ada.subscribe(NOTIFICATIONS)).isEqualTo("confirm_subscription");
        }
        circle.faults().next("cable", CableFault.slow(Duration.ofSeconds(1)));
        try (CableClient ada = CableClient.connect(sandbox.uri(), token)) {
            ada.seesNothing();
            circle.clock().advance(Duration.ofSeconds(1));
            assertThat(ada.next().getString("type")).isEqualTo("welcome");
        }
    }

    @Test
    void anExpiredTokenLeavesItsConnectionOpenUnlessTheSwitchSaysOtherwise() {
        try (CableClient ada = ada()) {
            circle.clock().advance(Duration.ofHours(1));
            assertThat(ada.next().getString("type")).isEqualTo("ping");
            circle.switches().set("cable-cut-at-expiry", "disconnect");
            circle.clock().advance(PING);

            assertThat(ada.nextButPings()).hasToString(UNAUTHORIZED);
            assertThat(ada.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void aRevokedTokenLeavesItsConnectionOpenUnlessTheSwitchSaysOtherwise() {
        try (CableClient ada = ada()) {
            client.revokeAccess(token);
            circle.clock().advance(PING);
            assertThat(ada.next().getString("type")).isEqualTo("ping");
            circle.switches().set("cable-cut-at-revocation", "close");
            circle.clock().advance(PING);

            assertThat(ada.closeCode()).isEqualTo(1000);
            cable.awaitConnections(0, LONG);
        }
    }

    @Test
    void aRevocationCutsAtOnce() {
        circle.switches().set("cable-cut-at-revocation", "disconnect");
        try (CableClient ada = ada()) {
            client.revokeAccess(token);

            assertThat(ada.next()).hasToString(UNAUTHORIZED);
        }
    }
}
