package io.github.circleauth.http;

import io.github.circleauth.http.NoReply.Stage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Connections to Circle for one kind of call, so that a thousand revocations leave a sign-in its connection, and how a
 * request is sent over one of them. Most of HttpClient's conveniences are switched off here: it would follow redirects
 * with secrets, repeat what must not be repeated, and read without end.
 */
final class Lane {

    private static final Duration LEASE_LIMIT = Duration.ofMillis(200);
    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(8 * 1024)
            .setMaxHeaderCount(100)
            .build();

    private final URI baseUrl;
    private final HttpHost circle;
    private final PoolingHttpClientConnectionManager pool;
    private final CloseableHttpClient client;
    private volatile boolean closed;

    /** A request that was sent, and the head of its answer. Cancelling the request cuts off what is still to come. */
    record Opened(HttpUriRequestBase request, ClassicHttpResponse response) {}

    Lane(URI baseUrl, int connections, Duration connectTimeout, Duration handshakeTimeout) {
        this.baseUrl = baseUrl;
        this.circle = HttpHost.create(baseUrl);
        this.pool = pool(connections, connectTimeout, handshakeTimeout);
        this.client = client(pool);
    }

    /** Returns the settings of a request to whose answer's next byte nobody waits longer than this. */
    static RequestConfig patience(Duration time) {
        return RequestConfig.custom()
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setConnectionRequestTimeout(timeout(LEASE_LIMIT))
                .setResponseTimeout(timeout(time))
                .build();
    }

    /**
     * Sends, and once more if not even a connection was made.
     *
     * @param requests makes the request, anew for the second try
     * @throws NoReply if the answer's head did not come
     */
    Opened open(Supplier<HttpUriRequestBase> requests, Deadlines.Watch watch) throws NoReply {
        return open(requests, watch, true);
    }

    private Opened open(Supplier<HttpUriRequestBase> requests, Deadlines.Watch watch, boolean mayRepeat)
            throws NoReply {
        HttpUriRequestBase request = requests.get();
        Progress progress = new Progress();
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(Progress.NAME, progress);
        watch.over(request::cancel);
        try {
            return new Opened(request, client.executeOpen(circle, request, context));
        } catch (IOException | RuntimeException failure) {
            request.cancel();
            if (mayRepeat && progress.stage == Stage.UNCONNECTED && isWorthRepeating(failure, watch)) {
                return open(requests, watch, false);
            }
            throw noReply(failure, progress.stage, watch);
        }
    }

    private boolean isWorthRepeating(Exception failure, Deadlines.Watch watch) {
        return failure instanceof IOException
                && !(failure instanceof ConnectionRequestTimeoutException)
                && !(failure instanceof RequestFailedException)
                && !watch.isOver()
                && !closed
                && !Thread.currentThread().isInterrupted();
    }

    /** Returns what it means that a call came only so far. */
    NoReply noReply(Exception failure, Stage stage, Deadlines.Watch watch) {
        String here = " (" + baseUrl + ")";
        if (closed) {
            return new NoReply(stage, "this client was closed");
        }
        if (failure instanceof ConnectionRequestTimeoutException) {
            return new NoReply(Stage.BUSY, Stage.BUSY.what() + here);
        }
        if (watch.isOver()) {
            return new NoReply(stage, "it took longer than " + watch.time() + here);
        }
        // Broken HTTP counts as no whole answer: HttpClient can't tell a head that was cut off from one that is
        // nonsense.
        Stage last = stage == Stage.SENT && failure instanceof MessageConstraintException ? Stage.UNREADABLE : stage;
        return new NoReply(last, describe(failure, last) + here);
    }

    private static String describe(Exception failure, Stage stage) {
        if (Thread.currentThread().isInterrupted()) {
            return "the calling thread was interrupted";
        }
        String what = stage.what() + ", " + failure.getClass().getSimpleName();
        if (stage != Stage.UNSENT) {
            return what;
        }
        // Here the network's own text is told: it names the certificate's fault, and no secret has been on the way.
        return Printable.message(what + ": " + failure.getMessage(), List.of()).orElse(what);
    }

    void closeIdle() {
        pool.closeExpired();
        pool.closeIdle(TimeValue.ofSeconds(30));
    }

    /** Ends all connections, those in use too. */
    void close() {
        closed = true;
        client.close(CloseMode.IMMEDIATE);
    }

    private static PoolingHttpClientConnectionManager pool(
            int connections, Duration connectTimeout, Duration handshakeTimeout) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(connections)
                .setMaxConnPerRoute(connections)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(BOUNDS)
                        .build())
                .setTlsSocketStrategy(notingTls(DefaultClientTlsStrategy.createDefault()))
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(timeout(handshakeTimeout))
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout(connectTimeout))
                        .setTimeToLive(TimeValue.ofMinutes(1))
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .build())
                .build();
    }

    private static CloseableHttpClient client(PoolingHttpClientConnectionManager pool) {
        return HttpClients.custom()
                .setConnectionManager(pool)
                .setRequestExecutor(new NotingExecutor())
                .setUserAgent("circle-auth-jakarta")
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .disableContentCompression()
                .build();
    }

    private static TlsSocketStrategy notingTls(TlsSocketStrategy real) {
        return (socket, target, port, attachment, context) -> {
            Progress.note(context, Stage.UNSENT);
            return real.upgrade(socket, target, port, attachment, context);
        };
    }

    private static Timeout timeout(Duration time) {
        return Timeout.ofMilliseconds(Math.max(1, time.toMillis()));
    }

    /** How far one attempt has come. */
    private static final class Progress {

        private static final String NAME = "circle-auth.progress";

        private Stage stage = Stage.UNCONNECTED;

        static void note(HttpContext context, Stage stage) {
            ((Progress) context.getAttribute(NAME)).stage = stage;
        }
    }

    /** Notes the moment from which on the request may have been sent. */
    private static final class NotingExecutor extends HttpRequestExecutor {

        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                @Nullable HttpResponseInformationCallback interim,
                HttpContext context)
                throws IOException, HttpException {
            boolean isUsed = connection.getEndpointDetails().getRequestCount() > 0;
            if (isUsed && connection.isDataAvailable(Timeout.ofMilliseconds(1))) {
                // Left over from the answer before: read as this request's, it could be somebody else's token.
                throw new IOException("unasked bytes");
            }
            Progress.note(context, Stage.SENT);
            return super.execute(request, connection, interim, context);
        }
    }
}
