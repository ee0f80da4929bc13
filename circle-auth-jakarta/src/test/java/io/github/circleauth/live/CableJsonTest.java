package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of Action Cable, as a client reads and writes them. */
class CableJsonTest {

    private final CableJson json = new CableJson();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"welcome\",\"sid\":\"s\"} | WELCOME |  | ",
                "{\"type\":\"ping\",\"message\":1729855056} | PING |  | ",
                "{\"identifier\":\"{\\\"a\\\":1}\",\"type\":\"confirm_subscription\"} | CONFIRMATION | {\"a\":1} | ",
                "{\"identifier\":\"i\",\"type\":\"reject_subscription\"} | REJECTION | i | ",
                "{\"type\":\"disconnect\",\"reason\":\"remote\",\"reconnect\":true} | DISCONNECT |  | remote",
                "{\"type\":\"disconnect\",\"reason\":\"<script>\"} | DISCONNECT |  | another reason",
                "{\"type\":\"disconnect\"} | DISCONNECT |  | another reason",
                "{\"identifier\":\"i\",\"message\":{\"n\":12345678901234567890,\"event\":\"x\"}} | EVENT | i "
                        + "| {\"n\":12345678901234567890,\"event\":\"x\"}",
                "{\"identifier\":\"i\",\"message\":\"text\"} | EVENT | i | \"text\"",
                "{\"identifier\":\"i\",\"message\":null} | EVENT | i | null",
                "{\"identifier\":\"i\",\"message\":\"\\ud83d \\ude00\\ud83d\\ude00\"} | EVENT | i | \"\\ud83d \\ude00\ud83d\ude00\""
            })
    void aTextOfCirclesIsRead(String text, CableText.Type type, String identifier, String content) {
        assertThat(json.read(text))
                .isEqualTo(new CableText(type, identifier == null ? "" : identifier, content == null ? "" : content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "[]",
                "1",
                "{",
                "{\"type\":\"of a later version\"}",
                "{\"type\":7}",
                "{\"identifier\":7,\"message\":{}}",
                "{\"message\":{}}",
                "{\"identifier\":\"i\"}",
                "{\"identifier\":\"i\",\"message\":1e99999999999}"
            })
    void whatIsNoTextOfTheProtocolIsUnknown(String text) {
        assertThat(json.read(text)).isEqualTo(CableText.UNKNOWN);
    }

    @Test
    void aDeeplyNestedTextIsUnknown() {
        String deep = "{\"identifier\":\"i\",\"message\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThat(json.read(deep)).isEqualTo(CableText.UNKNOWN);
    }

    @Test
    void anIdentifierHasTheMembersOwnIdAndOtherwiseCheckedParameters() {
        assertThat(json.identifier(LiveChannel.notifications(), 1001))
                .isEqualTo("{\"channel\":\"NotificationChannel\",\"community_member_id\":1001}");
        assertThat(json.identifier(LiveChannel.chatRoom("7"), 1001))
                .isEqualTo("{\"channel\":\"Chats::RoomChannel\",\"id\":7}");
        assertThat(json.identifier(LiveChannel.chatRoom("a\"},{\\"), 1001))
                .isEqualTo("{\"channel\":\"Chats::RoomChannel\",\"id\":\"a\\\"},{\\\\\"}");
        assertThat(json.identifier(new LiveChannel("X", true, Map.of("b", "01", "a", "0")), 2))
                .isEqualTo("{\"channel\":\"X\",\"community_member_id\":2,\"a\":0,\"b\":\"01\"}");
    }

    @Test
    void aCommandHasTheIdentifierAsAString() {
        assertThat(json.subscribe("{\"a\":1}"))
                .isEqualTo("{\"command\":\"subscribe\",\"identifier\":\"{\\\"a\\\":1}\"}");
        assertThat(json.unsubscribe("i")).isEqualTo("{\"command\":\"unsubscribe\",\"identifier\":\"i\"}");
    }
}
