package io.github.circleauth.http;

import io.github.circleauth.CircleAuthClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** A client behind a proxy whose bytes the test determines. */
@Timeout(60)
abstract class RefusingProxyTestBase {

    static final String NAME = "app.circle.invalid";
    static final String TARGET = NAME + ":443";
    static final Duration LONG = Duration.ofSeconds(30);
    static final MemberRequest HOME = new MemberRequest("GET", "/home", Map.of(), null);
    static final String NO_MEMBER = "{\"success\":false,\"message\":\"Member not found\"}";

    static CertificateAuthority authority;

    final AtomicInteger tokenReads = new AtomicInteger();

    @BeforeAll
    static void createAuthority() throws Exception {
        authority = new CertificateAuthority("private");
    }

    static ScriptedServer.Script refusing(String response) {
        return connection -> {
            connection.readRequest();
            connection.send(response);
            connection.readRequest();
        };
    }

    static String status(String status) {
        return ScriptedServer.json(status, NO_MEMBER);
    }

    static String refused(int status) {
        return "the proxy refused to connect to " + TARGET + ", with status " + status;
    }

    static ScriptedServer.Script endless() {
        return connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n");
            while (true) {
                connection.send("CANARY".repeat(1000));
            }
        };
    }

    CircleHttpBuilder through(ScriptedServer proxy) throws Exception {
        return proxy.builder()
                .apiToken(() -> {
                    tokenReads.incrementAndGet();
                    return Samples.APP_TOKEN;
                })
                .baseUrl(URI.create("https://" + NAME))
                .sslContext(authority.client())
                .proxy(proxy.uri());
    }

    static List<Runnable> requests(CircleHttp http) {
        CircleAuthClient tokens = http.tokenEndpoint(RequestPriority.AWAITED);
        return List.of(
                () -> tokens.getMemberAPITokenFromCommunityMemberId(1001),
                () -> tokens.getMemberAPITokenFromEmail(Samples.EMAIL),
                () -> tokens.getMemberAPITokenFromSSOId("u"),
                () -> tokens.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN),
                () -> tokens.revokeRefreshToken(Samples.REFRESH_TOKEN),
                () -> tokens.revokeMemberAPIToken(Samples.ACCESS_TOKEN),
                () -> http.send(HOME, Samples.ACCESS_TOKEN, LONG).close(),
                () -> http.sendForPage(HOME, Samples.ACCESS_TOKEN, LONG, 1001).close());
    }
}
