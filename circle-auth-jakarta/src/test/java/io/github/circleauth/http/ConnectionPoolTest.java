package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.http.CircleTransport.NoResponse;
import io.github.circleauth.http.CircleTransport.NoResponse.Stage;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.concurrent.Cancellable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a connection pool sends a request a second time, and how long it waits for a free connection. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // An interrupt ends no read.
class ConnectionPoolTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Deadlines deadlines = new Deadlines();
    private final AtomicInteger attempts = new AtomicInteger();

    @AfterEach
    void close() {
        deadlines.close();
    }

    private static ConnectionPool poolAt(URI uri) {
        return new ConnectionPool(new Network(uri, null, null, LONG, LONG), 1);
    }

    private HttpUriRequestBase request(URI uri) {
        return request(uri, () -> {});
    }

    /** Creates a request that runs a step once it is about to lease a connection. */
    private HttpUriRequestBase request(URI uri, Runnable beforeLease) {
        attempts.incrementAndGet();
        HttpUriRequestBase request = new HttpUriRequestBase("GET", uri.resolve("/x")) {
            @Override
            public void setDependency(Cancellable dependency) {
                super.setDependency(dependency);
                beforeLease.run();
            }
        };
        request.setConfig(ConnectionPool.requestConfig(LONG));
        return request;
    }

    private NoResponse failure(ConnectionPool pool, Supplier<HttpUriRequestBase> requests, Duration deadline) {
        return catchThrowableOfType(NoResponse.class, () -> pool.execute(requests, deadlines.start(deadline)));
    }

    private static URI closedPort() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding("")) {
            return server.uri();
        }
    }

    @Test
    void withoutAConnectionARequestIsRepeatedOnce() throws Exception {
        URI uri = closedPort();
        ConnectionPool pool = poolAt(uri);

        assertThat(failure(pool, () -> request(uri), LONG).stage()).isEqualTo(Stage.UNCONNECTED);

        assertThat(attempts).hasValue(2);
        pool.close();
    }

    @Test
    void onAnInterruptedThreadARequestIsNotRepeated() throws Exception {
        URI uri = closedPort();
        ConnectionPool pool = poolAt(uri);

        NoResponse failure =
                failure(pool, () -> request(uri, () -> Thread.currentThread().interrupt()), LONG);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).hasMessageContaining("the calling thread was interrupted");
        assertThat(attempts).hasValue(1);
        pool.close();
    }

    @Test
    void anInterruptedThreadWaitsForNoConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", "{}"))) {
            ConnectionPool pool = poolAt(server.uri());
            Thread.currentThread().interrupt();

            NoResponse failure = failure(pool, () -> request(server.uri()), LONG);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure).hasMessageContaining("the calling thread was interrupted");
            assertThat(attempts).hasValue(1);
            assertThat(server.connections).hasValue(0);
            pool.close();
        }
    }

    @Test
    void afterTheDeadlineARequestIsNotRepeated() throws Exception {
        try (UnacceptingServer server = new UnacceptingServer()) {
            ConnectionPool pool = poolAt(server.uri());

            NoResponse failure = failure(pool, () -> request(server.uri()), Duration.ofMillis(300));

            assertThat(failure).hasMessageContaining("longer than PT0.3S");
            assertThat(failure.stage()).isEqualTo(Stage.UNCONNECTED);
            assertThat(attempts).hasValue(1);
            pool.close();
        }
    }

    @Test
    void afterThePoolIsClosedARequestIsNotRepeated() throws Exception {
        URI uri = closedPort();
        ConnectionPool pool = poolAt(uri);

        NoResponse failure = failure(pool, () -> request(uri, pool::close), LONG);

        assertThat(failure).hasMessageContaining("this client was closed");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void N11_whenAllConnectionsAreInUseARequestIsNotRepeated() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", "{}"))) {
            ConnectionPool pool = poolAt(server.uri());
            ConnectionPool.Opened open = pool.execute(() -> request(server.uri()), deadlines.start(LONG));

            assertThat(failure(pool, () -> request(server.uri()), LONG).stage()).isEqualTo(Stage.BUSY);

            assertThat(attempts).hasValue(2);
            open.request().cancel();
            pool.close();
        }
    }

    @Test
    void N11_aRequestWaitsAtMost200MillisecondsForAFreeConnection() {
        assertThat(ConnectionPool.requestConfig(LONG).getConnectionRequestTimeout())
                .isEqualTo(org.apache.hc.core5.util.Timeout.ofMilliseconds(200));
    }
}
