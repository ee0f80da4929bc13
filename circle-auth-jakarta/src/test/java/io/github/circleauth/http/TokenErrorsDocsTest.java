package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.DocsPage;
import io.github.circleauth.Logged;
import io.github.circleauth.http.TokenRequest.Operation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documented table of the Auth API's error responses is the one in the code, and each of its lines is true. */
class TokenErrorsDocsTest {

    private static final Map<Set<Operation>, String> REQUESTS = Map.of(
            EnumSet.allOf(Operation.class), "any",
            EnumSet.of(Operation.OBTAIN), "obtain",
            EnumSet.of(Operation.REFRESH), "refresh",
            EnumSet.of(Operation.REVOKE_ACCESS), "revoke access token",
            EnumSet.of(Operation.REVOKE_REFRESH), "revoke refresh token",
            EnumSet.of(Operation.REVOKE_ACCESS, Operation.REVOKE_REFRESH), "revoke");

    private static final Pattern LINE =
            Pattern.compile("(?m)^\\| ((?:any|obtain|refresh|revoke)[^|]*) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");

    private final String docs = DocsPage.named("reliability.md").text();

    @Test
    void theDocumentationHasTheTableOfTheCode() {
        String table = TokenErrors.ROWS.stream()
                .map(row -> "| " + REQUESTS.get(row.operations()) + " | " + row.statuses() + " | " + body(row.body())
                        + " | " + row.meaning() + " |\n")
                .reduce("", String::concat);

        assertThat(docs).contains(table);
    }

    private static String body(String body) {
        boolean kind = body.equals("anything") || body.startsWith("JSON") || body.equals("no JSON");
        return kind ? body : "`" + body + "`";
    }

    @Test
    void eachDocumentedLineIsTrue() {
        List<MatchResult> lines = LINE.matcher(docs).results().toList();
        assertThat(lines).hasSize(TokenErrors.ROWS.size());
        for (MatchResult line : lines) {
            for (Operation operation : operations(line.group(1))) {
                for (int status : statuses(line.group(2))) {
                    if (isDecidedByAnEarlierLine(operation, status, line)) {
                        continue;
                    }
                    for (CannedResponse response : responses(status, line.group(3))) {
                        assertLeadsTo(operation, response, line);
                    }
                }
            }
        }
    }

    private static boolean isDecidedByAnEarlierLine(Operation operation, int status, MatchResult line) {
        return operation == Operation.REFRESH
                && line.group(1).equals("any")
                && (status == 422
                        || line.group(3).equals("no JSON")
                        || (status / 100 == 4 && line.group(2).equals("any other")));
    }

    private static Set<Operation> operations(String request) {
        return REQUESTS.entrySet().stream()
                .filter(named -> named.getValue().equals(request))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static List<Integer> statuses(String cell) {
        return switch (cell) {
            case "other 4xx" -> List.of(400, 405, 410, 415);
            case "any other" -> List.of(201, 301, 302, 304, 400, 405, 415);
            default ->
                Pattern.compile("\\d(?:\\d\\d|xx)")
                        .matcher(cell)
                        .results()
                        .map(status -> Integer.parseInt(status.group().replace("xx", "03")))
                        .toList();
        };
    }

    private static List<CannedResponse> responses(int status, String body) {
        CannedResponse envelope = Samples.json(status, Samples.envelope("Something new."));
        CannedResponse withoutMessage = Samples.json(status, "{\"error\":\"x\"}");
        CannedResponse page = Samples.response(status, "<html>", "content-type", "text/html");
        return switch (body) {
            case "anything" ->
                status / 100 == 4 && status != 400 && status != 405 && status != 415
                        ? List.of(envelope, withoutMessage, page)
                        : List.of(page);
            case "JSON" -> List.of(envelope);
            case "JSON without `message`" -> List.of(withoutMessage);
            case "no JSON" -> List.of(page);
            default -> List.of(Samples.json(status, Samples.envelope(body.replace("`", ""))));
        };
    }

    private static void assertLeadsTo(Operation operation, CannedResponse response, MatchResult line) {
        String outcome = line.group(4);
        List<String> alarms = new ArrayList<>();
        Throwable failure;
        try (HttpCircleAuthClient client = new CannedTransport(response).client();
                Logged log = Logged.byAll()) {
            failure = catchThrowable(() -> execute(client, operation));
            alarms.addAll(log.alarms());
        }
        String kind;
        if (failure instanceof CircleRefusedException refused) {
            kind = "refused: " + refused.reason();
        } else if (failure instanceof CircleUnavailableException) {
            kind = "unavailable";
        } else if (failure instanceof CircleProtocolException) {
            kind = "protocol";
        } else {
            assertThat(failure).isNull();
            kind = "success: the token is unusable already";
        }
        assertThat(outcome)
                .as("%s, %s: %s", operation, response.status(), line.group())
                .startsWith(kind);
        assertThat(alarms)
                .as("%s, %s: %s", operation, response.status(), line.group())
                .hasSize(outcome.endsWith("`ERROR`") ? 1 : 0);
    }

    private static void execute(HttpCircleAuthClient client, Operation operation) {
        switch (operation) {
            case OBTAIN -> client.getMemberAPITokenFromEmail(Samples.EMAIL);
            case REFRESH -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN);
            case REVOKE_ACCESS -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            case REVOKE_REFRESH -> client.revokeRefreshToken(Samples.REFRESH_TOKEN);
        }
    }
}
