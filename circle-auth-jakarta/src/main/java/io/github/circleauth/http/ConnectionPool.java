package io.github.circleauth.http;

import io.github.circleauth.http.CircleTransport.NoResponse;
import io.github.circleauth.http.CircleTransport.NoResponse.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one pool, and how a request is sent over one of them. Most conveniences of HttpClient are off: it would
 * follow redirects with secrets, repeat requests that must not be repeated, and read without a limit.
 */
final class ConnectionPool {

    private static final Duration CONNECTION_REQUEST_TIMEOUT = Duration.ofMillis(200);
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);
    private static final Http1Config HEADER_LIMITS = Http1Config.custom()
            .setMaxLineLength(8 * 1024)
            .setMaxHeaderCount(100)
            .build();

    private final Network network;
    private final HttpHost circle;
    private final PoolingHttpClientConnectionManager pool;
    private final CloseableHttpClient client;
    private volatile boolean closed;

    /** A request that was sent, and the head of its response. Cancelling the request cuts off the rest of the response. */
    record Opened(HttpUriRequestBase request, ClassicHttpResponse response) {}

    /** The body of a request could not be sent completely, for a reason of its own: no fault of Circle's or the network's. */
    static final class BrokenUpload extends IOException {

        private static final long serialVersionUID = 1L;

        BrokenUpload(String message) {
            super(message);
        }
    }

    ConnectionPool(Network network, int connections) {
        this.network = network;
        this.circle = HttpHost.create(network.circle());
        this.pool = pool(network, connections);
        this.client = client(network, pool);
    }

    /** Returns a request configuration with this response timeout (of the socket: for the next byte). */
    static RequestConfig requestConfig(Duration responseTimeout) {
        return RequestConfig.custom()
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setConnectionRequestTimeout(timeout(CONNECTION_REQUEST_TIMEOUT))
                .setResponseTimeout(timeout(responseTimeout))
                .build();
    }

    /**
     * Sends a request, and a second time if not even a connection was made.
     *
     * @param requests creates the request, anew for the second attempt
     * @throws NoResponse if the head of the response did not arrive
     */
    Opened execute(Supplier<HttpUriRequestBase> requests, Deadlines.Deadline deadline) throws NoResponse {
        return execute(requests, deadline, true);
    }

    private Opened execute(Supplier<HttpUriRequestBase> requests, Deadlines.Deadline deadline, boolean mayRepeat)
            throws NoResponse {
        HttpUriRequestBase request = requests.get();
        HttpClientContext context = HttpClientContext.create();
        RequestProgress progress = RequestProgress.of(context);
        deadline.guard(request::cancel);
        try {
            return new Opened(request, client.executeOpen(circle, request, context));
        } catch (IOException | RuntimeException failure) {
            request.cancel();
            if (mayRepeat && progress.stage() == Stage.UNCONNECTED && isWorthRepeating(failure, deadline)) {
                return execute(requests, deadline, false);
            }
            throw noResponse(failure, progress.stage(), deadline);
        } catch (Error failure) { // As of a trust manager of the application's. HttpClient would keep the connection.
            request.cancel();
            throw failure;
        }
    }

    private boolean isWorthRepeating(Exception failure, Deadlines.Deadline deadline) {
        return failure instanceof IOException
                && !(failure instanceof ConnectionRequestTimeoutException)
                && !(failure instanceof RequestFailedException)
                && !deadline.isOver()
                && !closed
                && !Thread.currentThread().isInterrupted();
    }

    /** Maps a failure at a stage to our own exception. */
    NoResponse noResponse(Exception failure, Stage stage, Deadlines.Deadline deadline) {
        String at = NetworkFailure.at(network, stage);
        if (closed) {
            return NoResponse.ofOurs(stage, "this client was closed");
        }
        if (failure instanceof ConnectionRequestTimeoutException) {
            return new NoResponse(Stage.BUSY, Stage.BUSY.description() + at);
        }
        if (failure instanceof BrokenUpload) {
            return NoResponse.ofOurs(stage, failure.getMessage() + at);
        }
        if (deadline.isOver()) {
            return new NoResponse(stage, NetworkFailure.tookTooLong(deadline.time(), stage, network) + at);
        }
        if (Thread.currentThread().isInterrupted()) {
            return NoResponse.ofOurs(stage, "the calling thread was interrupted" + at);
        }
        // Other broken HTTP counts as an incomplete response: HttpClient can't tell a head that was cut off from an
        // invalid one.
        Stage last = stage == Stage.SENT && failure instanceof MessageConstraintException ? Stage.UNREADABLE : stage;
        return new NoResponse(last, NetworkFailure.describe(failure, last, network) + at);
    }

    void closeIdle() {
        pool.closeExpired();
        pool.closeIdle(IDLE);
    }

    /** Closes all connections, those in use included. */
    void close() {
        closed = true;
        client.close(CloseMode.IMMEDIATE);
    }

    private static PoolingHttpClientConnectionManager pool(Network network, int connections) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(connections)
                .setMaxConnPerRoute(connections)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(HEADER_LIMITS)
                        .responseOutOfOrderStrategy(ConnectionPool::respondsEarly)
                        .build())
                .setTlsSocketStrategy(RequestProgress.recording(tls(network.tls())))
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(timeout(network.handshakeTimeout()))
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout(network.connectTimeout()))
                        .setTimeToLive(TimeValue.ofMinutes(1))
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .build())
                .build();
    }

    /** Returns the TLS of a context. Host names are checked even if the application's context doesn't. */
    private static TlsSocketStrategy tls(@Nullable SSLContext context) {
        return context == null
                ? DefaultClientTlsStrategy.createDefault()
                : new DefaultClientTlsStrategy(
                        context, HostnameVerificationPolicy.BOTH, HttpsSupport.getDefaultHostnameVerifier());
    }

    private static CloseableHttpClient client(Network network, PoolingHttpClientConnectionManager pool) {
        OutboundProxy proxy = network.proxy();
        return HttpClients.custom()
                .setConnectionManager(pool)
                .setRequestExecutor(new RequestProgress.Executor(
                        new ProxyTunnel(proxy == null ? null : proxy.authorization(), network.circle())))
                .setConnectionReuseStrategy(new UnambiguousEnd())
                .setUserAgent("circle-auth-jakarta")
                .setRoutePlanner(
                        proxy == null
                                ? new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE)
                                : new DefaultProxyRoutePlanner(HttpHost.create(proxy.address())))
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .disableContentCompression()
                .build();
    }

    /**
     * Returns whether the response begins before the request's body has been sent. HttpClient then sends no more of the body,
     * and doesn't reuse the connection. Looking takes a millisecond, so it is done each time the number of bytes has doubled.
     */
    private static boolean respondsEarly(
            ClassicHttpRequest request, HttpClientConnection connection, InputStream in, long sent, long next)
            throws IOException {
        return Long.highestOneBit(sent) != Long.highestOneBit(sent + next)
                && connection.isDataAvailable(Timeout.ofMilliseconds(1));
    }

    /** Reuses a connection only if there is no doubt where the response ended. */
    private static final class UnambiguousEnd extends DefaultClientConnectionReuseStrategy {

        @Override
        public boolean keepAlive(HttpRequest request, HttpResponse response, HttpContext context) {
            boolean hasTwoLengths =
                    response.containsHeader("transfer-encoding") && response.containsHeader("content-length");
            return !hasTwoLengths && super.keepAlive(request, response, context);
        }
    }

    private static Timeout timeout(Duration time) {
        return Timeout.ofMilliseconds(Math.max(1, time.toMillis()));
    }
}
