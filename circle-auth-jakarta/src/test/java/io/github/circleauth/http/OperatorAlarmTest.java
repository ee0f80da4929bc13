package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.Logged;
import io.github.circleauth.http.CircleTransport.NoResponse;
import io.github.circleauth.http.TokenRequest.Operation;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's log lines, from a client that an application uses directly. */
class OperatorAlarmTest {

    private static final String APP_TOKEN = "Your account could not be authenticated.";
    private static final CannedResponse OBTAINED = Samples.json(200, Samples.obtained());
    private static final CannedResponse REFRESHED = Samples.json(200, Samples.refreshed());
    private static final CannedResponse REVOKED = Samples.response(204, "");

    private final ManualTicker ticker = new ManualTicker();
    private final Logged log = Logged.byAll();
    private CannedResponse next = OBTAINED;
    private final HttpCircleAuthClient client = new HttpCircleAuthClient(new CannedTransport(next)
            .builder()
            .ticker(ticker)
            .transport(request -> next.to(request))
            .build());

    @AfterEach
    void close() {
        log.close();
        client.close();
    }

    private static CannedResponse json(int status, String message) {
        return Samples.json(status, Samples.envelope(message));
    }

    private void execute(Operation operation, CannedResponse response) {
        next = response;
        switch (operation) {
            case OBTAIN -> client.getMemberAPITokenFromEmail(Samples.EMAIL);
            case REFRESH -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN);
            case REVOKE_ACCESS -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            case REVOKE_REFRESH -> client.revokeRefreshToken(Samples.REFRESH_TOKEN);
        }
    }

    private CircleAuthException fails(Operation operation, CannedResponse response) {
        return catchThrowableOfType(CircleAuthException.class, () -> execute(operation, response));
    }

    private void obtainFails(CannedResponse response) {
        assertThat(fails(Operation.OBTAIN, response)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | Your account could not be authenticated.",
                "401 | Your account could not be authenticated",
                "401 | Bad credentials",
                "403 | You are not authorized to access this resource.",
                "403 | Your community isn't eligible for headless API access.",
                "400 | Bad request.",
                "405 | Method not allowed.",
                "410 | Gone.",
                "415 | Unsupported media type.",
                "422 | Something new.",
                "422 | There was an error creating the token. Please contact support."
            })
    void aRefusalThatIsNotPlainlyTheMembersIsOneErrorWithStatusAndCirclesWords(int status, String message) {
        for (int i = 0; i < 3; i++) {
            obtainFails(json(status, message));
        }

        assertThat(log.alarms())
                .singleElement()
                .asString()
                .startsWith("CIRCLE-0043: Circle refuses this application: ")
                .contains("POST auth_token", "(status " + status + ",", "\"" + message + "\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 302, 308, 400, 401, 403, 404, 405, 410, 415, 422})
    void soIsAnyOtherResponse(int status) {
        for (String body : new String[] {"{\"error\":\"nope\"}", "{}", "{\"message\":7}", "<html>", ""}) {
            try (Logged ofThis = Logged.byAll()) {
                obtainFails(Samples.response(status, body, "content-type", "application/json"));
                obtainFails(Samples.response(status, body, "content-type", "application/json"));

                assertThat(ofThis.alarms()).as(body).singleElement().asString().contains("(status " + status + ",");
            }
            execute(Operation.OBTAIN, OBTAINED);
        }
    }

    @Test
    void anErrorFieldIsShownInPlaceOfTheMessageAndCleaned() {
        obtainFails(Samples.json(401, "{\"error\":\"invalid\\u001b[31m\\ntoken app.CANARY\"}"));

        assertThat(log.alarms()).singleElement().asString().contains("\"invalidtoken app.CANARY\"");

        execute(Operation.OBTAIN, OBTAINED);
        obtainFails(Samples.json(401, "{\"error\":\"" + Samples.APP_TOKEN.reveal() + "\"}"));
        assertThat(log.alarms()).hasSize(2);
        assertThat(log.alarms().get(1)).doesNotContain(Samples.APP_TOKEN.reveal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Community member not found. Please provide a valid SSO User ID, community member ID, or email.",
                "Community member not found.",
                "There is nobody with this address."
            })
    void aMemberThatCircleDoesNotKnowIsNoAlarm(String message) {
        obtainFails(json(404, message));

        assertThat(log.alarms()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 520})
    void aRequestToComeBackLaterIsNoAlarm(int status) {
        obtainFails(json(status, APP_TOKEN));

        assertThat(log.alarms()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 422})
    void aRefusedRefreshTokenIsNoAlarmWhateverTheWords(int status) {
        for (CannedResponse response :
                new CannedResponse[] {json(status, "Something."), Samples.response(status, "")}) {
            assertThat(fails(Operation.REFRESH, response)).isNotNull();
        }
        assertThat(log.alarms()).isEmpty();
    }

    @Test
    @Tag("S14")
    void oneAppTokenIsOneErrorForAllRequestsAndOneLineWhenItIsAcceptedAgain() {
        for (Operation operation : Operation.values()) {
            assertThat(fails(operation, json(401, APP_TOKEN))).isNotNull();
            assertThat(fails(operation, json(403, "No."))).isNotNull();
        }
        assertThat(log.alarms()).hasSize(1);

        execute(Operation.REVOKE_ACCESS, REVOKED);
        execute(Operation.REFRESH, REFRESHED);
        assertThat(log.at(Level.INFO)).as("an obtain is still refused").isEmpty();
        execute(Operation.OBTAIN, OBTAINED);
        execute(Operation.OBTAIN, OBTAINED);
        assertThat(log.at(Level.INFO))
                .containsExactly(
                        "CIRCLE-0044: Circle accepts the app token again. Since the line about the failure, 7 more"
                                + " were left out.");

        obtainFails(json(401, APP_TOKEN));
        assertThat(log.alarms()).as("at the next outage").hasSize(2);
    }

    @Test
    void aStormOfRefusalsIsOneErrorAndACountInTheLineOfItsEnd() {
        for (int i = 0; i < 1_000; i++) {
            obtainFails(json(401, APP_TOKEN));
            ticker.move(Duration.ofMinutes(1));
        }
        assertThat(log.alarms()).hasSize(1);

        execute(Operation.OBTAIN, OBTAINED);
        assertThat(log.at(Level.INFO)).singleElement().asString().endsWith(", 999 more were left out.");

        obtainFails(json(401, APP_TOKEN));
        assertThat(log.alarms()).last().asString().as("of the next outage").doesNotContain("left out");
    }

    @Test
    void anOutageThatBeginsWhenTheLinesAreUsedUpIsLoggedWithinAnHour() {
        for (int i = 0; i < 6; i++) {
            obtainFails(json(401, APP_TOKEN));
            execute(Operation.OBTAIN, OBTAINED);
        }
        obtainFails(json(401, APP_TOKEN));
        assertThat(log.alarms()).hasSize(6);

        ticker.move(Duration.ofHours(1));
        obtainFails(json(401, APP_TOKEN));
        assertThat(log.alarms())
                .hasSize(7)
                .last()
                .asString()
                .endsWith(" Since the last such line, 1 more were left out.");
    }

    @Test
    void anObtainShowsThatTheAppTokenIsAcceptedThoughAnotherRequestWasTheLastToBeRefused() {
        assertThat(fails(Operation.REVOKE_ACCESS, json(403, "No."))).isNotNull();
        execute(Operation.OBTAIN, OBTAINED);

        assertThat(log.at(Level.INFO)).containsExactly("CIRCLE-0044: Circle accepts the app token again.");
        obtainFails(json(403, "No."));
        assertThat(log.alarms()).hasSize(2);
    }

    @Test
    void anUnknown401OfARevocationIsAnErrorButNotWhileTheAppTokenIsKnownToBeRefused() {
        assertThat(fails(Operation.REVOKE_REFRESH, json(401, "Too old."))).isNotNull();
        assertThat(fails(Operation.REVOKE_ACCESS, json(401, "Too old."))).isNotNull();
        assertThat(log.alarms())
                .singleElement()
                .asString()
                .contains("refresh_token/revoke", "\"Too old.\"", "tried again until they expire");

        execute(Operation.REVOKE_ACCESS, REVOKED);
        obtainFails(json(401, "No."));
        assertThat(fails(Operation.REVOKE_REFRESH, json(401, "No."))).isNotNull();
        assertThat(log.alarms()).hasSize(2);
    }

    @Test
    void aWrongAddressNamesTheKeyOfTheAddressAndNotOfTheToken() {
        obtainFails(Samples.response(404, "<html>", "content-type", "text/html"));

        assertThat(log.alarms())
                .singleElement()
                .asString()
                .contains("circle.auth.base-url")
                .doesNotContain("api-token");
        execute(Operation.OBTAIN, OBTAINED);
        assertThat(log.at(Level.INFO))
                .containsExactly("CIRCLE-0044: Circle accepts this application's requests again.");
    }

    @Test
    void aHeadThatCanNotBeReadIsAnErrorToo() {
        try (CircleHttp http = new CannedTransport(OBTAINED)
                .builder()
                .transport(request -> {
                    throw new NoResponse(NoResponse.Stage.UNREADABLE, "too many headers");
                })
                .build()) {
            for (int i = 0; i < 2; i++) {
                assertThat(catchThrowableOfType(
                                CircleAuthException.class,
                                () -> new HttpCircleAuthClient(http).getMemberAPITokenFromSSOId("u")))
                        .isInstanceOf(CircleProtocolException.class);
            }
        }
        assertThat(log.alarms()).singleElement().asString().contains("too many headers");
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void aRefusalOfOneMemberAmongOthersSuccessesIsLoggedAFewTimesAnHour() {
        for (int i = 0; i < 100; i++) {
            obtainFails(json(422, "Record invalid"));
            execute(Operation.OBTAIN, OBTAINED);
        }
        assertThat(log.alarms()).hasSize(6);
        assertThat(log.at(Level.INFO)).hasSize(6);

        obtainFails(json(401, APP_TOKEN));
        assertThat(log.alarms()).as("another meaning").hasSize(7);
        execute(Operation.OBTAIN, OBTAINED);
        ticker.move(Duration.ofHours(1));
        obtainFails(json(422, "Record invalid"));
        assertThat(log.alarms())
                .as("after an hour")
                .hasSize(8)
                .last()
                .asString()
                .endsWith(" Since the last such line, 94 more were left out.");
    }
}
