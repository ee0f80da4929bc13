package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.SandboxHttpClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlApiTest {

    @RegisterExtension
    static final SandboxExtension sandbox = new SandboxExtension();

    private final Circle circle = sandbox.circle();
    private final SandboxHttpClient http = new SandboxHttpClient(sandbox.uri());

    @Test
    void theAuditMasksTokensUnlessTheirValuesAreRequested() throws Exception {
        JsonObject tokens = json(http.authToken("{\"community_member_id\":1001}"));
        String refresh = tokens.getString("refresh_token");
        String access = tokens.getString("access_token");

        String masked = http.get("/_sandbox/audit").body();
        String unmasked = http.get("/_sandbox/audit?values=true").body();

        assertThat(masked).doesNotContain(refresh, access).contains(refresh.substring(0, 4) + "…");
        assertThat(unmasked).contains(refresh, access);
        JsonObject report = Json.parseObject(masked.getBytes(StandardCharsets.UTF_8));
        assertThat(report.getInt("issued")).isEqualTo(2);
        assertThat(report.getInt("alive")).isEqualTo(2);
        assertThat(report.getInt("calls_made")).isEqualTo(1);
        assertThat(report.getJsonArray("calls").getJsonObject(0).getString("path"))
                .isEqualTo("/api/v1/headless/auth_token");
    }

    @Test
    void theClockCanBeMoved() throws Exception {
        HttpResponse<String> moved = http.postJson("/_sandbox/clock", "{\"advance\":\"PT10M\"}");

        assertThat(moved.statusCode()).isEqualTo(200);
        assertThat(circle.clock().offset()).isEqualTo(Duration.ofMinutes(10));
        assertThat(json(http.get("/_sandbox/clock")).getString("offset")).isEqualTo("PT10M");
    }

    @Test
    void faultsArePlannedAndCleared() throws Exception {
        http.postJson(
                "/_sandbox/faults",
                "{\"operation\":\"auth_token\",\"fault\":\"status\",\"status\":503,\"headers\":{\"a\":\"b\"}}");
        http.postJson("/_sandbox/faults", "{\"operation\":\"*\",\"fault\":\"html\",\"status\":502,\"always\":true}");
        assertThat(http.get("/_sandbox/faults").body()).contains("503", "\"always\":true");

        assertThat(http.authToken("{}").headers().firstValue("a")).hasValue("b");
        assertThat(http.authToken("{}").statusCode()).isEqualTo(502);
        assertThat(http.authToken("{}").statusCode()).isEqualTo(502);
        http.postJson("/_sandbox/faults", "{\"clear\":true}");
        assertThat(http.authToken("{}").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'fault':'too-many-requests','after':'PT5S'|TooManyRequests[retryAfter=PT5S]",
                "'fault':'refusal','refusal':'not-eligible'|Refused[refusal=NOT_ELIGIBLE]",
                "'fault':'lost'|Lost[]",
                "'fault':'another-member'|AnotherMember[]",
                "'fault':'delay','length':'PT5S'|Delay[length=PT5S]",
                "'fault':'reset'|Reset[]",
                "'fault':'cut','bytes':20|Cut[bytes=20]",
                "'fault':'drip','from':'status-line','pause':'PT1S'|Drip[from=STATUS_LINE, pause=PT1S]",
                "'fault':'content-type','type':'text/plain'|ContentType[type=text/plain]",
                "'fault':'malformed'|Malformed[]",
                "'fault':'huge-body','spaces':1000|HugeBody[spaces=1000]",
                "'fault':'gzip-bomb','spaces':1000|GzipBomb[spaces=1000]",
                "'fault':'more-headers','count':2,'length':3|MoreHeaders[count=2, length=3]"
            })
    void everyFaultHasAName(String fields, String fault) throws Exception {
        http.postJson("/_sandbox/faults", ("{'operation':'auth_token'," + fields + "}").replace('\'', '"'));

        assertThat(circle.faults().planned())
                .singleElement()
                .extracting(planned -> planned.fault().toString())
                .isEqualTo(fault);
    }

    @Test
    void gatesAreClosedAndReleased() throws Exception {
        http.postJson("/_sandbox/gates", "{\"hold\":\"auth_token\"}");
        http.postJson("/_sandbox/gates", "{\"hold_answer\":\"access_token/refresh\"}");
        assertThat(http.get("/_sandbox/gates").body())
                .isEqualTo("[{\"operation\":\"auth_token\",\"holds\":\"calls\",\"waiting\":0},"
                        + "{\"operation\":\"access_token/refresh\",\"holds\":\"answers\",\"waiting\":0}]");

        http.postJson("/_sandbox/gates", "{\"release\":\"auth_token\"}");
        assertThat(circle.gates().closed())
                .singleElement()
                .extracting(Gate::operation)
                .isEqualTo("access_token/refresh");
        http.postJson("/_sandbox/gates", "{\"release\":\"*\"}");
        assertThat(circle.gates().closed()).isEmpty();
    }

    @Test
    void switchesAreSet() throws Exception {
        http.postJson("/_sandbox/switches", "{\"jwt\":\"hs256\",\"early-refresh\":\"same\"}");

        assertThat(circle.switches().get("jwt")).isEqualTo("hs256");
        assertThat(json(http.get("/_sandbox/switches")).getString("early-refresh"))
                .isEqualTo("same");
    }

    @Test
    void aResetClearsTheAudit() throws Exception {
        http.authToken("{}");

        http.postJson("/_sandbox/reset", "");

        assertThat(circle.audit().calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "clock|{'advance':'soon'}|clock: 'advance' must be an ISO-8601 duration such as PT10M",
                "clock|{}|clock: 'advance' is missing; it must be a non-empty string",
                "clock|{|The body is not a JSON object.",
                "switches|{'jwt':'none'}|The switch 'jwt' can't be 'none', only rs256 or hs256",
                "faults|{'operation':'*','fault':'flood'}|There is no fault 'flood', only " + FaultParser.KINDS,
                "faults|{'operation':'*','fault':'cut','bytes':-1}"
                        + "|faults: 'bytes' must be a whole number from 0 to 2147483647",
                "faults|{'operation':'*','fault':'drip','from':'tail','pause':'PT1S'}"
                        + "|There is no phase 'tail', only STATUS_LINE, HEADERS, BODY",
                "faults|{'operation':'*','fault':'status','status':7}"
                        + "|faults: 'status' must be a status from 200 to 599",
                "gates|{}|gates: 'release' is missing; it must be a non-empty string"
            })
    void anInvalidRequestIsExplainedInOneSentence(String subject, String body, String sentence) throws Exception {
        HttpResponse<String> response = http.postJson("/_sandbox/" + subject, body.replace('\'', '"'));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).getString("message")).isEqualTo(sentence);
    }

    @Test
    void anUnknownPathIsNotFound() throws Exception {
        assertThat(http.get("/_sandbox/nothing").statusCode()).isEqualTo(404);
        assertThat(http.postJson("/_sandbox/audit", "{}").statusCode()).isEqualTo(404);
        assertThat(http.postJson("/", "{}").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1"})
    void aPageOfAnotherOriginCanChangeNothing(String origin) throws Exception {
        HttpResponse<String> response =
                http.post("/_sandbox/clock", "application/x-www-form-urlencoded", "advance=PT1H", "Origin", origin);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(circle.clock().offset()).isZero();
    }

    @Test
    void aPageOfTheSameOriginCanChangeTheState() throws Exception {
        http.post(
                "/_sandbox/clock",
                "application/x-www-form-urlencoded",
                "advance=PT1H",
                "Origin",
                sandbox.uri().toString());

        assertThat(circle.clock().offset()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9720,200",
        "localhost,200",
        "[::1]:80,200",
        "evil.example,403",
        "evil.example:9720,403",
        "127.0.0.1.evil.example,403"
    })
    void aHostThatIsNotLoopbackIsRefused(String host, int status) {
        ControlApi control = new ControlApi(circle, ListenAddress.LOOPBACK);

        for (String path : new String[] {"/", "/_sandbox/audit"}) {
            SandboxRequest request = new SandboxRequest("GET", path, null, Map.of("Host", host), new byte[0]);
            assertThat(control.handle(request).status()).isEqualTo(status);
        }
        assertThat(control.handle(new SandboxRequest("GET", "/", null, Map.of(), new byte[0]))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void anEndlessBodyIsNotRead() throws Exception {
        HttpResponse<String> response = http.postJson("/_sandbox/faults", "{\"a\":\"" + "x".repeat(1 << 20) + "\"}");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("The body is longer than 1048576 bytes.");
        assertThat(http.get("/_sandbox/clock").statusCode()).isEqualTo(200);
    }

    @Test
    void anEndlessHeadIsNotRead() throws Exception {
        try (RawConnection connection = new RawConnection(sandbox.sandbox())) {
            connection.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nx: " + "x".repeat(1 << 17));

            assertThat(connection.rest()).doesNotContain("200 OK");
        } catch (IOException reset) {
            // The server closed the connection while bytes were on their way.
        }
        assertThat(http.get("/_sandbox/clock").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"operation\":\"*\",\"fault\":\"content-type\",\"type\":\"a/b\\r\\nx: y\"}",
                "{\"operation\":\"*\",\"fault\":\"status\",\"status\":200,\"headers\":{\"x\":\"y\\r\\n\\r\\nz\"}}",
                "{\"operation\":\"*\",\"fault\":\"status\",\"status\":200,\"headers\":{\"x: y\\r\\nz\":\"y\"}}",
                "{\"operation\":\"*\",\"fault\":\"more-headers\",\"count\":2000000000,\"length\":2000000000}"
            })
    void aFaultMakesNoOtherHeadersThanItSays(String fault) throws Exception {
        assertThat(http.postJson("/_sandbox/faults", fault).statusCode()).isEqualTo(400);
        assertThat(http.get("/_sandbox/faults").body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P365000000000D", "P40000D", "-P40000D", "PT9223372036854775807S"})
    void aClockThatWouldLeaveTheCalendarIsNotMoved(String far) throws Exception {
        assertThat(http.postJson("/_sandbox/clock", "{\"advance\":\"" + far + "\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(circle.clock().offset()).isZero();
        assertThat(http.authToken("{\"community_member_id\":1001}").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void aPageOfAnotherSiteChangesNothingThoughItsBrowserSendsNoOrigin(String site) throws Exception {
        assertThat(http.post("/_sandbox/reset", "text/plain", "", "Sec-Fetch-Site", site)
                        .statusCode())
                .isEqualTo(403);
        assertThat(http.post("/_sandbox/reset", "text/plain", "", "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anotherSitesPageCannotReadTheState() throws Exception {
        HttpResponse<String> audit = http.get("/_sandbox/audit?values=true");

        assertThat(audit.headers().firstValue("cross-origin-resource-policy")).contains("same-origin");
        assertThat(audit.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(audit.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void aStrayPercentInAQueryIsNoError() throws Exception {
        String access = json(http.authToken("{\"community_member_id\":1001}")).getString("access_token");

        assertThat(http.get("/_sandbox/audit?values=x").statusCode()).isEqualTo(200);
        assertThat(circle.handle(SandboxRequest.get("/api/headless/v1/home?page=%zz", access))
                        .status())
                .isEqualTo(200);
    }
}
