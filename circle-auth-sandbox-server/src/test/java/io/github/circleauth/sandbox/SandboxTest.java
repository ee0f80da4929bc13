package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.SandboxHttpClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SandboxTest {

    private static final String ADA = "{\"community_member_id\":1001}";

    private final Sandbox sandbox = Sandbox.start();
    private final SandboxHttpClient http = new SandboxHttpClient(sandbox.uri());

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void itListensOnlyOnTheLoopbackAddress() throws Exception {
        assertThat(sandbox.uri()).hasScheme("http").hasHost("127.0.0.1");
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(each.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertThatExceptionOfType(IOException.class)
                            .as(address.toString())
                            .isThrownBy(() -> new Socket(address, sandbox.uri().getPort()).close());
                }
            }
        }
    }

    @Test
    void aResponseReachesTheClientWithItsHeaders() throws Exception {
        HttpResponse<String> response = http.authToken(ADA);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().allValues("content-type")).containsExactly("application/json; charset=utf-8");
        assertThat(response.headers().allValues("date")).hasSize(1);
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        assertThat(json(response).getInt("community_member_id")).isEqualTo(1001);
    }

    @Test
    void aResponseCountsAsDeliveredAsSoonAsItIsRead() throws Exception {
        for (int i = 1; i <= 50; i++) {
            http.authToken(ADA);

            assertThat(sandbox.audit().tokens()).hasSize(i + 1).allMatch(Audit.Token::delivered);
        }
    }

    @Test
    void aLostResponseClosesTheConnectionAndIsNotDelivered() throws Exception {
        sandbox.circle().faults().next("auth_token", Fault.lost());

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> http.authToken(ADA));
        assertThat(sandbox.audit().tokens()).hasSize(2).noneMatch(Audit.Token::delivered);
        assertThat(http.authToken(ADA).statusCode()).isEqualTo(200);
    }

    @Test
    void aConnectionIsKeptForEveryStatus() throws Exception {
        String request = "POST /api/v1/headless/auth_token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n";
        sandbox.circle().faults().next("auth_token", Fault.status(503));
        sandbox.circle().faults().next("auth_token", Fault.status(400));
        try (RawConnection connection = new RawConnection(sandbox)) {
            for (int status : List.of(503, 400, 401)) {
                connection.send(request);
                String head = connection.head();
                assertThat(head).startsWith("HTTP/1.1 " + status);
                connection.body(head);
            }
        }
    }

    @Test
    void a204HasNoBody() throws Exception {
        String access = json(http.authToken(ADA)).getString("access_token");

        HttpResponse<String> revoked = http.post(
                "/api/v1/headless/access_token/revoke",
                "application/json",
                InProcessClient.field("access_token", access),
                "Authorization",
                "Bearer sandbox-app-token");

        assertThat(revoked.statusCode()).isEqualTo(204);
        assertThat(revoked.body()).isEmpty();
        assertThat(revoked.headers().firstValue("content-length")).isEmpty();
    }

    @Test
    void aQueryReachesTheMemberApi() throws Exception {
        String access = json(http.authToken(ADA)).getString("access_token");

        HttpResponse<String> home = http.get("/api/headless/v1/home?per_page=2", "Authorization", "Bearer " + access);

        assertThat(home.body()).contains("\"per_page\":2");
    }

    @Test
    void aPortInUseIsReportedInOneSentence() {
        int port = sandbox.uri().getPort();

        assertThatIllegalStateException()
                .isThrownBy(() -> Sandbox.start(Circle.builder().build(), port))
                .withMessage("The sandbox can't listen on port " + port
                        + ": it is in use or not allowed. Choose another, or 0.");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void itsThreadsAreDaemonsAndEndWhenItIsClosed() throws Exception {
        Gate gate = sandbox.circle().gates().hold("auth_token");
        CompletableFuture<Throwable> held = new CompletableFuture<>();
        Thread client = new Thread(() -> {
            try {
                http.authToken(ADA);
            } catch (IOException | InterruptedException e) {
                held.complete(e);
            }
        });
        client.start();
        gate.awaitWaiting(1, Duration.ofSeconds(10));
        http.get("/_sandbox/clock");
        List<Thread> threads = sandboxThreads();
        assertThat(threads).hasSizeGreaterThanOrEqualTo(3).allMatch(Thread::isDaemon);

        sandbox.close();

        assertThat(threads).noneMatch(Thread::isAlive);
        assertThat(held.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        client.join();
    }

    private static List<Thread> sandboxThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("circle-auth-sandbox-"))
                .toList();
    }
}
