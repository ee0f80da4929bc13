package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.DocsPage;
import io.github.circleauth.Logged;
import io.github.circleauth.servlet.OneApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kind of failure for each error response of the Member API, and the limit of its bodies. */
class MemberErrorsTest {

    private static final int MAX_BODY = 8 * 1024 * 1024;

    private HttpServer circle;
    private OneApplication application;
    private MemberApi api;
    private int status = 200;
    private String body = "";
    private boolean withLength = true;

    /** The length of the body according to the head, if it is another one. */
    private int announced;

    @BeforeEach
    void open() throws IOException {
        circle = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        circle.createContext("/api/headless/v1/home", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(
                    status, announced > 0 ? announced : !withLength ? 0 : bytes.length == 0 ? -1 : bytes.length);
            try (exchange) {
                exchange.getResponseBody().write(bytes);
            }
        });
        circle.start();
        URI uri = URI.create("http://127.0.0.1:" + circle.getAddress().getPort());
        application = OneApplication.online(ignored -> uri);
        api = application.memberAccess().api(application.signedIn(MemberFixture.ADA));
    }

    @AfterEach
    void close() {
        circle.stop(0);
    }

    private CircleAuthException failure() {
        return catchThrowableOfType(CircleAuthException.class, () -> api.get("/home"));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 520, 599})
    void aStatusThatMeansLaterIsUnavailableWhateverTheMessage(int later) {
        status = later;
        body = "{\"message\":\"You cannot perform this action.\"}";

        assertThat(failure()).isInstanceOf(CircleUnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | You cannot perform this action. | PERMISSION_DENIED",
                "401 | Community does not eligible for headless API access. | PLAN",
                "401 | Community member associated with the access token not found. | MEMBER_UNKNOWN",
                "401 | Something new. | OTHER",
                "400 | You cannot perform this action. | OTHER",
                "403 | You cannot perform this action. | OTHER",
                "404 | Space not found. | OTHER",
                "422 | The access token is expired. | OTHER"
            })
    void aRefusalHasTheReasonOfItsStatusAndMessage(int refused, String message, String reason) {
        status = refused;
        body = "{\"message\":\"" + message + "\"}";

        assertThat(failure())
                .isInstanceOfSatisfying(
                        CircleRefusedException.class,
                        failure -> assertThat(failure.reason()).hasToString(reason));
    }

    @Test
    void eachLineOfTheDocumentedTableIsTrue() {
        List<MatchResult> lines = Pattern.compile(
                        "(?m)^\\| ([^|]+) \\| ([^|]+) \\| ((?:one renewal, then )?(?:refused: \\w+|unavailable|protocol)) \\|$")
                .matcher(DocsPage.named("reliability.md").text())
                .results()
                .filter(line -> !line.group().startsWith("| any |"))
                .toList();
        assertThat(lines).hasSize(10);
        for (MatchResult line : lines) {
            for (int each : statuses(line.group(1))) {
                application.circle.clock().advance(Duration.ofMinutes(3)); // Ends the back-off after a rejection.
                status = each;
                String message = line.group(2).startsWith("`") ? line.group(2).split("`")[1] : "Something new.";
                body = "{\"message\":\"" + message + "\"}";
                assertLeadsTo(line.group(3));
            }
        }
    }

    private static List<Integer> statuses(String cell) {
        return switch (cell) {
            case "other 4xx" -> List.of(400, 403, 404, 422);
            case "any other" -> List.of(301, 302);
            default ->
                Stream.of(cell.replace("xx", "03").split(", "))
                        .map(Integer::valueOf)
                        .toList();
        };
    }

    private void assertLeadsTo(String outcome) {
        long before = application.tokenRequests();
        CircleAuthException failure = failure();
        String kind = failure instanceof CircleRefusedException refused
                ? "refused: " + refused.reason()
                : failure instanceof CircleUnavailableException ? "unavailable" : "protocol";
        boolean isRenewed = application.tokenRequests() > before;

        assertThat((isRenewed ? "one renewal, then " : "") + kind)
                .as("%s %s", status, body)
                .isEqualTo(outcome);
    }

    @Test
    void whyCircleCanNotBeReachedIsInTheFailureAndOnceInTheLog() {
        String address = "http://127.0.0.1:" + circle.getAddress().getPort();
        circle.stop(0);

        try (Logged log = Logged.byAll()) {
            assertThat(failure())
                    .isInstanceOf(CircleUnavailableException.class)
                    .hasMessageContainingAll("the connection was refused", address);
            failure();

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("the connection was refused", address)
                    .doesNotContain("/home");
        }
    }

    @Test
    void whyABodyBreaksOffIsInTheFailureAndOnceInTheLog() {
        announced = 100;
        body = "{";

        try (Logged log = Logged.byAll()) {
            for (int i = 0; i < 3; i++) {
                assertThat(failure())
                        .isInstanceOf(CircleUnavailableException.class)
                        .hasMessageContainingAll("broke off", "closed before the response was complete", "127.0.0.1:");
            }
            assertThat(log.warnings()).hasSize(1);
            assertThat(log.at(Level.INFO)).isEmpty();

            announced = 0;
            body = "{}";
            api.get("/home");
            assertThat(log.at(Level.INFO))
                    .containsExactly(
                            "CIRCLE-0095: Circle responds again. Since the line about the failure, 2 more were left out.");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 302, 304})
    @Tag("N3")
    void aRedirectCanNotBeUsed(int redirect) {
        status = redirect;

        assertThat(failure()).isInstanceOf(CircleProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyOf8MibIsReadAndALongerOneIsNot(boolean contentLength) {
        withLength = contentLength;
        body = "\"" + "x".repeat(MAX_BODY - 2) + "\"";
        assertThat(api.get("/home").toString()).hasSize(MAX_BODY);

        body += " ";
        assertThat(failure())
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("longer than 8388608 bytes");
    }
}
