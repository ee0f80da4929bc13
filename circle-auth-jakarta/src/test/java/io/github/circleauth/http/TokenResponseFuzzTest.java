package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.circleauth.Fuzzed;
import io.github.circleauth.MemberTokens;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Arbitrary bodies of responses of the Auth API. */
@Tag("fuzz")
class TokenResponseFuzzTest {

    private static final TokenJson JSON = new TokenJson();
    private static final Map<String, String> HEADERS = Map.of("content-type", "application/json");
    private static final CircleTime TIME = new CircleTime(Samples.CLOCK.instant(), Samples.CLOCK.instant());

    private static CircleResponse response(int status, byte[] body) {
        return new CircleResponse(
                status, HEADERS, List.of(), body.length, new ByteArrayInputStream(body), null, () -> {});
    }

    @FuzzTest(maxDuration = "10m")
    void aBodyIsTokensOrUnreadable(byte[] body) {
        Fuzzed.use(body.length, () -> {
            try {
                MemberTokens tokens = JSON.memberTokens(response(200, body), body, TIME);
                assertThat(tokens.communityMemberId()).isPositive();
                assertThat(BearerToken.isWellFormed(tokens.accessToken().value().reveal()))
                        .isTrue();
                assertThat(BearerToken.isWellFormed(tokens.refreshToken().reveal()))
                        .isTrue();
            } catch (StrictJson.Unreadable declared) {
                assertThat(declared).hasNoCause();
            }
        });
    }

    @FuzzTest(maxDuration = "10m")
    void aBodyOfAFailureBecomesOneShortPrintableLine(byte[] body) {
        Fuzzed.use(body.length, () -> {
            JSON.orphanedTokens(body);
            ErrorEnvelope envelope = JSON.errorEnvelope(response(422, body), body);
            if (envelope != null) {
                envelope.words()
                        .flatMap(words -> Sanitizer.message(words, List.of("secret")))
                        .ifPresent(shown -> assertThat(shown)
                                .hasSizeLessThanOrEqualTo(250)
                                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]|secret"));
            }
        });
    }
}
