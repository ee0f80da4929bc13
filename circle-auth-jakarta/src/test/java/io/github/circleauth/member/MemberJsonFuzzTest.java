package io.github.circleauth.member;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.Fuzzed;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Arbitrary bodies of responses of the Member API. */
@Tag("fuzz")
class MemberJsonFuzzTest {

    private static final MemberJson JSON = new MemberJson();

    /** A type of an application's. */
    public record Post(
            long id, String name, double score, boolean liked, Instant createdAt, Body body, List<Post> replies) {}

    /** A nested one. */
    public record Body(String plainText, Map<String, Integer> counts) {}

    private static <T> void read(byte[] body, Class<T> type) {
        try {
            JSON.read(body, type, () -> {
                throw new CircleProtocolException("unreadable", null);
            });
        } catch (CircleProtocolException declared) {
            // The one failure that a caller has to expect.
        }
    }

    @FuzzTest(maxDuration = "10m")
    void aBodyHasTheTypeOrIsUnreadable(byte[] body) {
        Fuzzed.use(body.length, () -> {
            read(body, JsonValue.class);
            read(body, Post.class);
            read(body, Map.class);
            read(body, Post[].class);
        });
    }

    @FuzzTest(maxDuration = "10m")
    void aBodyIsAListingOrUnreadable(byte[] body) {
        Fuzzed.use(body.length, () -> {
            try {
                JsonValue json = JSON.read(body, JsonValue.class, () -> {
                    throw new CircleProtocolException("unreadable", null);
                });
                ListingPage page = ListingPage.first(MemberTarget.of("/posts", Map.of()));
                page.records(json).forEach(each -> JSON.read(each, Post.class, "records[0]"));
                page.next(json);
            } catch (CircleProtocolException declared) {
                // The one failure that a caller has to expect.
            }
        });
    }
}
