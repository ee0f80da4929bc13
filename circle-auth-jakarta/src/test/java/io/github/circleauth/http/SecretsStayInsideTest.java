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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No failure, log line or text form tells a secret or an identity. All of them have "canary" in them. */
class SecretsStayInsideTest {

    private static final List<String> SECRETS = List.of(
            Samples.APP_TOKEN.reveal(), Samples.ACCESS_TOKEN.reveal(), Samples.REFRESH_TOKEN.reveal(), Samples.EMAIL);

    static Stream<CannedResponse> answersThatRepeatSecrets() {
        String all = String.join(" ", SECRETS);
        List<CannedResponse> replies = new ArrayList<>();
        for (int status : new int[] {200, 201, 204, 302, 400, 401, 403, 404, 408, 422, 429, 500, 503}) {
            replies.add(Samples.json(status, Samples.envelope(all)));
            replies.add(Samples.json(status, Samples.envelope(all.toUpperCase(Locale.ROOT))));
            replies.add(Samples.json(status, all));
            replies.add(Samples.reply(status, all, "content-type", all));
            for (String secret : SECRETS) {
                replies.add(Samples.reply(
                        status, Samples.envelope("x"), "content-type", "application/json", "x-request-id", secret));
            }
        }
        return replies.stream();
    }

    /** What a call has sent it knows as a secret, and withholds it wherever Circle repeats it. */
    @ParameterizedTest
    @MethodSource("answersThatRepeatSecrets")
    void failuresTellNothingThatWasSent(CannedResponse reply) {
        HttpCircleAuthClient client = new Canned(reply).client();

        check(() -> client.getMemberAPITokenFromEmail(Samples.EMAIL), Samples.EMAIL);
        check(() -> client.getMemberAPITokenFromCommunityMemberId(1002), Samples.APP_TOKEN.reveal());
        check(() -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN), Samples.REFRESH_TOKEN.reveal());
        check(() -> client.revokeRefreshToken(Samples.REFRESH_TOKEN), Samples.REFRESH_TOKEN.reveal());
        check(() -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN), Samples.ACCESS_TOKEN.reveal());
    }

    static Stream<CannedResponse> brokenSuccesses() {
        String all = String.join(" ", SECRETS);
        List<CannedResponse> replies = new ArrayList<>();
        for (String field : Samples.obtainedFields().keySet()) {
            replies.add(Samples.json(200, Samples.obtainedWith(field, "[" + Samples.quoted(all) + "]")));
            replies.add(Samples.json(200, Samples.obtainedWith(field, Samples.quoted(all))));
            replies.add(Samples.json(200, Samples.obtained().replace(Samples.quoted(field), Samples.quoted(all))));
        }
        replies.add(Samples.json(200, Samples.obtained() + all));
        replies.add(Samples.json(200, Samples.obtained()));
        replies.add(Samples.json(201, Samples.obtained()));
        replies.add(Samples.json(401, Samples.obtained()));
        replies.add(Samples.reply(200, Samples.obtained(), "content-type", "text/html"));
        replies.add(Samples.reply(429, Samples.obtained(), "retry-after", all));
        return replies.stream();
    }

    /** Of what came, nothing is told but an error envelope's message. */
    @ParameterizedTest
    @MethodSource("brokenSuccesses")
    void failuresTellNothingThatCame(CannedResponse reply) {
        HttpCircleAuthClient client = new Canned(reply).client();
        String[] all = SECRETS.toArray(String[]::new);

        assertThat(check(() -> client.getMemberAPITokenFromCommunityMemberId(1002), all))
                .isTrue();
        check(() -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN), all);
        check(() -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN), all);
    }

    @Test
    void P11_aMessageIsCleanedAndCutShort() {
        String dirty = "\\u001b[31mred\\u001b[0m\\r\\nINFO forged \\u202eevil\\u2028x\\u0007 ";
        CannedResponse reply = Samples.json(422, Samples.envelope(dirty + "y".repeat(300)));

        CircleAuthException failure = (CircleAuthException)
                catchThrowable(() -> new Canned(reply).client().getMemberAPITokenFromSSOId("someone"));

        assertThat(failure.circleMessage().orElseThrow())
                .startsWith("redINFO forged evilx yyy")
                .hasSize(200)
                .matches("\\P{Cntrl}*");
        assertThat(failure.getMessage()).matches("\\P{Cntrl}*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\tb", "ä", "\u001b[0m"})
    void aRequestIdThatIsNoneIsLeftOut(String id) {
        assertThat(requestId(id)).isNull();
    }

    @Test
    void aRequestIdHasAtMostAHundredCharacters() {
        assertThat(requestId("a".repeat(100))).isEqualTo("a".repeat(100));
        assertThat(requestId("a".repeat(101))).isNull();
    }

    @Test
    void logLinesTellTheOutcomeAndNoSecret() {
        List<String> lines = new ArrayList<>();
        Logger logger = Logger.getLogger(TokenEndpoint.class.getName());
        Handler handler = new Noting(lines);
        logger.addHandler(handler);
        logger.setLevel(Level.FINE);
        try {
            CannedResponse reply =
                    Samples.reply(200, Samples.obtained(), "content-type", "application/json", "x-request-id", "req-1");
            new Canned(reply).client().getMemberAPITokenFromEmail(Samples.EMAIL);
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(null);
        }
        assertThat(lines).containsExactly("CIRCLE-0090: POST auth_token: 200, x-request-id req-1, in 0 ms");
    }

    @Test
    void nothingThatHoldsASecretPrintsIt() {
        Canned circle = new Canned(Samples.json(200, Samples.obtained()));
        Object tokens = circle.client().getMemberAPITokenFromEmail(Samples.EMAIL);
        TokenRequest request = TokenRequest.obtainFromEmail(Samples.EMAIL);

        for (Object object : List.of(tokens, request, circle.requests.get(0))) {
            assertTellsNone(object.toString(), "canary");
        }
    }

    private static boolean check(Runnable call, String... secrets) {
        Throwable failure = catchThrowable(call::run);
        if (failure == null) {
            return false;
        }
        assertThat(failure).isInstanceOf(CircleAuthException.class).hasNoCause();
        assertTellsNone(everythingIn((CircleAuthException) failure), Samples.APP_TOKEN.reveal());
        assertTellsNone(everythingIn((CircleAuthException) failure), secrets);
        return true;
    }

    private static void assertTellsNone(String text, String... secrets) {
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
        CannedResponse reply = Samples.reply(500, "", "x-request-id", id);
        return ((CircleAuthException)
                        catchThrowable(() -> new Canned(reply).client().getMemberAPITokenFromSSOId("u")))
                .requestId()
                .orElse(null);
    }

    private static final class Noting extends Handler {
        private final List<String> lines;

        Noting(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
