package io.github.circleauth.live;

import io.github.circleauth.http.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** Pages without a container, at a time that the test moves. */
abstract class PagesTestBase {

    static final String NOTIFICATIONS = "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001}";
    static final String UNAUTHORIZED = "{\"type\":\"disconnect\",\"reason\":\"unauthorized\",\"reconnect\":false}";
    static final String RESTART = "{\"type\":\"disconnect\",\"reason\":\"server_restart\",\"reconnect\":true}";
    static final String TOO_MANY = "{\"type\":\"disconnect\",\"reason\":\"remote\",\"reconnect\":true}";
    static final String INVALID = "{\"type\":\"disconnect\",\"reason\":\"invalid_request\",\"reconnect\":false}";

    long nanos = Long.MAX_VALUE - 1;
    final Deque<Runnable> tasks = new ArrayDeque<>();
    final Ticker ticker = () -> nanos;
    final Pages pages = new Pages(
            Set.of("NotificationChannel", "ChatRoomChannel", "Chats::RoomChannel"),
            PageLimits.STANDARD,
            ticker,
            () -> Instant.ofEpochSecond(1_729_855_056),
            tasks::add,
            tasks::add,
            tasks::add);
    final FakeLease lease = new FakeLease("lease-1", "ada");
    final FakePage page = new FakePage();

    void move(Duration time) {
        nanos += time.toNanos();
    }

    void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    PageSocket open() {
        PageSocket socket = open(lease, page);
        page.received();
        return socket;
    }

    PageSocket open(PageLease of, PageTransport transport) {
        PageSocket socket = pages.socket(of, transport);
        pages.open(socket, "sid-1");
        return socket;
    }

    static String subscribe(String identifier) {
        return command("subscribe", identifier);
    }

    static String command(String command, String identifier) {
        return "{\"command\":\"" + command + "\",\"identifier\":" + json(identifier) + "}";
    }

    static String confirmed(String identifier) {
        return "{\"identifier\":" + json(identifier) + ",\"type\":\"confirm_subscription\"}";
    }

    static String rejected(String identifier) {
        return "{\"identifier\":" + json(identifier) + ",\"type\":\"reject_subscription\"}";
    }

    static String event(String identifier, String message) {
        return "{\"identifier\":" + json(identifier) + ",\"message\":" + message + "}";
    }

    private static String json(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
