package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleAuthException;
import jakarta.json.Json;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of an error response appears in failures, whatever its text is. */
class ErrorEnvelopeTest {

    /** Text that attacks log files and terminals. */
    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\u001b[2J",
            "\u001b]0;title\u0007",
            "\u009b31m",
            "\u0000",
            "\u0085",
            "\u2028",
            "\u202e",
            "\u200b",
            "\ufeff",
            "\ud800",
            "\udc00",
            "😀",
            "${jndi:x}",
            "{0}",
            "%s",
            "a",
            " ",
            "Refresh token not found.");

    private static CircleAuthException failure(HttpCircleAuthClient client) {
        return catchThrowableOfType(CircleAuthException.class, () -> client.getMemberAPITokenFromSSOId("someone"));
    }

    private static String anyMessage(Random random) {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(1, 200); pieces > 0; pieces--) {
            text.append(
                    random.nextInt(4) == 0
                            ? String.valueOf((char) random.nextInt(0x10000))
                            : PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    @Test
    void P11_anyMessageBecomesOneShortLineOfPrintableCharacters() {
        Random random = new Random(11);
        List<CannedResponse> responses = Stream.generate(() -> anyMessage(random))
                .limit(1_000)
                .map(text -> Samples.json(422, "{\"message\":" + Json.createValue(text) + "}"))
                .toList();
        HttpCircleAuthClient client = new CannedTransport(responses.toArray(CannedResponse[]::new)).client();
        int shown = 0;
        for (int i = 0; i < responses.size(); i++) {
            CircleAuthException failure = failure(client);

            assertThat(failure.getMessage()).hasSizeLessThan(400).matches(ErrorEnvelopeTest::isPrintable);
            shown += failure.circleMessage().isPresent() ? 1 : 0;
            assertThat(failure.circleMessage().orElse("")).hasSizeLessThanOrEqualTo(200);
        }
        assertThat(shown).isGreaterThan(900);
    }

    private static boolean isPrintable(String text) {
        return text.codePoints().noneMatch(one -> switch (Character.getType(one)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 422, 503})
    void P11_aMessageOfFiveMegabytesIsNotRead(int status) throws Exception {
        String body = Samples.envelope("Refresh token not found." + "x".repeat(5_000_000));
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json(status + " No", body));
                HttpCircleAuthClient client = server.client()) {
            CircleAuthException failure = failure(client);

            assertThat(failure.circleMessage()).isEmpty();
            assertThat(failure).hasMessageContaining("a body that was not read").hasMessageNotContaining("xxx");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 401, 403, 404, 422, 500, 502, 520})
    void P11_aPageIsNotQuoted(int status) {
        String page = "<html><title>Error CANARY</title><body>Your account could not be authenticated.</body></html>";
        for (String type : List.of("text/html", "application/json")) {
            CannedResponse response = Samples.response(status, page, "content-type", type);

            CircleAuthException failure = failure(new CannedTransport(response).client());

            assertThat(failure.circleMessage()).isEmpty();
            assertThat(failure)
                    .hasMessageNotContainingAny("CANARY", "<", "authenticated")
                    .hasNoCause();
        }
    }
}
