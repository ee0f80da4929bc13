package io.github.circleauth.live;

import io.github.circleauth.AccessToken;
import io.github.circleauth.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** The JDK's client against servers whose bytes the test determines. */
@Timeout(60)
abstract class JdkUpstreamTestBase {

    static final String ORIGIN = "https://community.example.com";
    static final AccessToken TOKEN = new AccessToken(Secret.of("canary-of-the-token"), Instant.MAX);

    final HeardTexts listener = new HeardTexts();
    final List<String> responses = new CopyOnWriteArrayList<>();
    final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        threads.shutdownNow();
    }

    RawCable cable(RawCable.Script script) throws Exception {
        RawCable cable = new RawCable(script);
        opened.add(cable);
        return cable;
    }

    JdkUpstream upstream(URI circle) {
        return upstream(new LiveNetwork(
                circle,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20)));
    }

    JdkUpstream upstream(LiveNetwork network) {
        JdkUpstream upstream = new JdkUpstream(
                network, threads, (status, retryAfter, date) -> responses.add(status + " " + retryAfter.orElse("-")));
        opened.add(upstream);
        return upstream;
    }

    static LiveNetwork network(URI circle, SSLContext tls, Optional<URI> proxy, Duration handshakeTimeout) {
        return new LiveNetwork(
                circle, Optional.ofNullable(tls), proxy, Optional.empty(), Duration.ofSeconds(5), handshakeTimeout);
    }

    /** Opens a connection to a server with a script. */
    Upstream.Connection open(RawCable.Script script) throws Exception {
        return upstream(cable(script).uri()).open(TOKEN, ORIGIN, listener);
    }
}
