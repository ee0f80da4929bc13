package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.circleauth.Fuzzed;
import io.github.circleauth.http.StrictJson.Unreadable;
import jakarta.json.Json;
import jakarta.json.stream.JsonParserFactory;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** Texts of the live channel, from Circle and from pages. */
@Tag("fuzz")
class CableFuzzTest {

    private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());
    private static final CableJson JSON = new CableJson();
    private static final PageChannels CHANNELS =
            new PageChannels(PARSERS, Set.of("NotificationChannel", "Chats::RoomChannel"));

    @FuzzTest(maxDuration = "10m")
    void aTextOfCirclesIsOneOfTheProtocolOrUnknown(@NotNull String text) {
        Fuzzed.use(text.length(), () -> {
            CableText read = JSON.read(text);
            if (read.type() == CableText.Type.DISCONNECT) {
                assertThat(read.content()).matches("[a-z_ ]+");
            }
        });
    }

    @FuzzTest(maxDuration = "10m")
    void aTextOfAPagesIsACommandOrUnreadable(@NotNull String text) {
        Fuzzed.use(text.length(), () -> {
            try {
                assertHarmless(PageCommand.parse(PARSERS, text).identifier());
            } catch (Unreadable declared) {
                assertThat(declared).hasNoCause();
            }
        });
    }

    @FuzzTest(maxDuration = "10m")
    void anIdentifierOfAPagesIsAnAllowedChannelOrNone(@NotNull String identifier) {
        Fuzzed.use(identifier.length(), () -> assertHarmless(identifier));
    }

    /** A page's subscription reaches Circle as an allowed channel of the one member, or not at all. */
    private static void assertHarmless(String identifier) {
        CHANNELS.parse(identifier).ifPresent(requested -> {
            String sent = JSON.identifier(requested.channel(), 1001);
            assertThat(CHANNELS.parse(sent)).hasValueSatisfying(own -> {
                assertThat(own.channel()).isEqualTo(requested.channel());
                assertThat(own.memberId().orElse(1001)).isEqualTo(1001);
            });
        });
    }
}
