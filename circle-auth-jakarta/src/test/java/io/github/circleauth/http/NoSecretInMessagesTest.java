package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.circleauth.CircleAuthException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No failure, log line or {@code toString} contains a secret or an identity. Each of them contains "canary". */
class NoSecretInMessagesTest {

    private static final List<String> SECRETS = List.of(
            Samples.APP_TOKEN.reveal(), Samples.ACCESS_TOKEN.reveal(), Samples.REFRESH_TOKEN.reveal(), Samples.EMAIL);

    static Stream<CannedResponse> responsesThatRepeatSecrets() {
        String all = String.join(" ", SECRETS);
        List<CannedResponse> responses = new ArrayList<>();
        for (int status : new int[] {200, 201, 204, 302, 400, 401, 403, 404, 408, 422, 429, 500, 503}) {
            responses.add(Samples.json(status, Samples.envelope(all)));
            responses.add(Samples.json(status, Samples.envelope(all.toUpperCase(Locale.ROOT))));
            responses.add(Samples.json(status, all));
            responses.add(Samples.response(status, all, "content-type", all));
            for (String secret : SECRETS) {
                responses.add(Samples.response(
                        status, Samples.envelope("x"), "content-type", "application/json", "x-request-id", secret));
            }
        }
        return responses.stream();
    }

    /** The values that a request has sent are secrets, and left out of messages if Circle repeats them. */
    @ParameterizedTest
    @MethodSource("responsesThatRepeatSecrets")
    void failuresContainNoSecretOfTheRequest(CannedResponse response) {
        HttpCircleAuthClient client = new CannedTransport(response).client();

        check(() -> client.getMemberAPITokenFromEmail(Samples.EMAIL), Samples.EMAIL);
        check(() -> client.getMemberAPITokenFromCommunityMemberId(1002), Samples.APP_TOKEN.reveal());
        check(() -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN), Samples.REFRESH_TOKEN.reveal());
        check(() -> client.revokeRefreshToken(Samples.REFRESH_TOKEN), Samples.REFRESH_TOKEN.reveal());
        check(() -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN), Samples.ACCESS_TOKEN.reveal());
    }

    static Stream<CannedResponse> brokenSuccesses() {
        String all = String.join(" ", SECRETS);
        List<CannedResponse> responses = new ArrayList<>();
        for (String field : Samples.obtainedFields().keySet()) {
            responses.add(Samples.json(200, Samples.obtainedWith(field, "[" + Samples.quoted(all) + "]")));
            responses.add(Samples.json(200, Samples.obtainedWith(field, Samples.quoted(all))));
            responses.add(Samples.json(200, Samples.obtained().replace(Samples.quoted(field), Samples.quoted(all))));
        }
        responses.add(Samples.json(200, Samples.obtained() + all));
        responses.add(Samples.json(200, Samples.obtained()));
        responses.add(Samples.json(201, Samples.obtained()));
        responses.add(Samples.json(401, Samples.obtained()));
        responses.add(Samples.response(200, Samples.obtained(), "content-type", "text/html"));
        responses.add(Samples.response(429, Samples.obtained(), "retry-after", all));
        return responses.stream();
    }

    /** Of a response, only an error envelope's message appears in failures. */
    @ParameterizedTest
    @MethodSource("brokenSuccesses")
    @Tag("S4")
    void failuresContainNoSecretOfTheResponse(CannedResponse response) {
        HttpCircleAuthClient client = new CannedTransport(response).client();
        String[] all = SECRETS.toArray(String[]::new);

        assertThat(check(() -> client.getMemberAPITokenFromCommunityMemberId(1002), all))
                .isTrue();
        check(() -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN), all);
        check(() -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN), all);
    }

    @Test
    void P11_aMessageIsSanitizedAndTruncated() {
        String dirty = "\\u001b[31mred\\u001b[0m\\r\\nINFO forged \\u202eevil\\u2028x\\u0007 ";
        CannedResponse response = Samples.json(422, Samples.envelope(dirty + "y".repeat(300)));

        CircleAuthException failure = (CircleAuthException)
                catchThrowable(() -> new CannedTransport(response).client().getMemberAPITokenFromSSOId("someone"));

        assertThat(failure.circleMessage().orElseThrow())
                .startsWith("redINFO forged evilx yyy")
                .hasSize(200)
                .matches("\\P{Cntrl}*");
        assertThat(failure.getMessage()).matches("\\P{Cntrl}*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\tb", "ä", "\u001b[0m"})
    void aRequestIdWithOtherCharactersIsLeftOut(String id) {
        assertThat(requestId(id)).isNull();
    }

    @Test
    void aRequestIdHasAtMostAHundredCharacters() {
        assertThat(requestId("a".repeat(100))).isEqualTo("a".repeat(100));
        assertThat(requestId("a".repeat(101))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"req-1, ', x-request-id req-1'", "id-of-canary@example.com, ''"})
    @Tag("S1")
    void logLinesHaveTheOutcomeAndNoSecret(String requestId, String logged) {
        List<String> lines = new ArrayList<>();
        Logger logger = Logger.getLogger(TokenEndpoint.class.getName());
        Handler handler = new Recording(lines);
        logger.addHandler(handler);
        logger.setLevel(Level.FINE);
        try {
            CannedResponse response = Samples.response(
                    200, Samples.obtained(), "content-type", "application/json", "x-request-id", requestId);
            new CannedTransport(response).client().getMemberAPITokenFromEmail(Samples.EMAIL);
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(null);
        }
        assertThat(lines).containsExactly("CIRCLE-0090: POST auth_token: 200" + logged + ", in 0 ms");
    }

    @Test
    @Tag("S3")
    void objectsWithASecretDoNotPrintIt() {
        CannedTransport circle = new CannedTransport(Samples.json(200, Samples.obtained()));
        Object tokens = circle.client().getMemberAPITokenFromEmail(Samples.EMAIL);
        TokenRequest request = TokenRequest.obtainFromEmail(Samples.EMAIL);

        for (Object object : List.of(tokens, request, circle.requests.get(0))) {
            assertContainsNone(object.toString(), "canary");
        }
    }

    private static boolean check(Runnable request, String... secrets) {
        Throwable failure = catchThrowable(request::run);
        if (failure == null) {
            return false;
        }
        assertThat(failure).isInstanceOf(CircleAuthException.class).hasNoCause();
        assertContainsNone(everythingIn((CircleAuthException) failure), Samples.APP_TOKEN.reveal());
        assertContainsNone(everythingIn((CircleAuthException) failure), secrets);
        return true;
    }

    private static void assertContainsNone(String text, String... secrets) {
        for (String secret : secrets) {
            assertThat(text).doesNotContainIgnoringCase(secret);
        }
    }

    private static String everythingIn(CircleAuthException failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text + " " + failure.circleMessage() + " " + failure.requestId();
    }

    private static String requestId(String id) {
        CannedResponse response = Samples.response(500, "", "x-request-id", id);
        return ((CircleAuthException) catchThrowable(
                        () -> new CannedTransport(response).client().getMemberAPITokenFromSSOId("u")))
                .requestId()
                .orElse(null);
    }

    private static final class Recording extends Handler {
        private final List<String> lines;

        Recording(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord logged) {
            lines.add(logged.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
