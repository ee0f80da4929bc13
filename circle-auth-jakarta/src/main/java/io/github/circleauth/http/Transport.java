package io.github.circleauth.http;

import io.github.circleauth.http.NoReply.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
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
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The network, by HttpClient 5; nothing else of the library knows it. Most of its conveniences are switched off here: it
 * would follow redirects with secrets, repeat what must not be repeated, and read without end.
 */
final class Transport implements Exchange {

    private static final int CONNECTIONS = 8;
    private static final int REVOKING_CONNECTIONS = 2;
    private static final Duration LEASE_LIMIT = Duration.ofMillis(200);
    private static final int LONGEST_BODY = 64 * 1024;
    private static final List<String> WANTED_HEADERS =
            List.of("date", "content-type", "content-encoding", "retry-after", "x-request-id");

    private final HttpHost circle;
    private final URI baseUrl;
    private final Deadlines deadlines = new Deadlines();
    private final Lane calls;
    private final Lane revocations;
    private volatile boolean closed;

    Transport(URI baseUrl, Duration connectTimeout, Duration callTimeout) {
        TellingLoggers.warn();
        this.baseUrl = baseUrl;
        this.circle = HttpHost.create(baseUrl);
        this.calls = Lane.of(CONNECTIONS, connectTimeout, callTimeout);
        this.revocations = Lane.of(REVOKING_CONNECTIONS, connectTimeout, callTimeout);
    }

    @Override
    public RawReply send(RawCall call) throws NoReply {
        try (Deadlines.Watch watch = deadlines.start(call.time())) {
            return send(call, watch, true);
        } catch (RejectedExecutionException afterClose) {
            throw new NoReply(Stage.UNCONNECTED, "this client is closed");
        }
    }

    @Override
    public void closeIdle() {
        calls.closeIdle();
        revocations.closeIdle();
    }

    @Override
    public void close() {
        closed = true;
        calls.client.close(CloseMode.IMMEDIATE);
        revocations.client.close(CloseMode.IMMEDIATE);
        deadlines.close();
    }

    /** Sends, and once more if not even a connection was made. */
    private RawReply send(RawCall call, Deadlines.Watch watch, boolean mayRepeat) throws NoReply {
        Progress progress = new Progress();
        try {
            return sendOnce(call, watch, progress);
        } catch (IOException | RuntimeException failure) {
            if (mayRepeat && progress.stage == Stage.UNCONNECTED && isWorthRepeating(failure, watch)) {
                return send(call, watch, false);
            }
            throw noReply(failure, call, progress.stage, watch);
        }
    }

    private RawReply sendOnce(RawCall call, Deadlines.Watch watch, Progress progress) throws IOException {
        HttpUriRequestBase request = request(call);
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(Progress.NAME, progress);
        watch.over(request::cancel);
        try {
            Lane lane = call.operation().isRevocation() ? revocations : calls;
            return read(lane.client.executeOpen(circle, request, context));
        } finally {
            // Does nothing after an answer that was read to its end: its connection is back in the pool. Any other is
            // cut off here, since closing it politely would read on.
            request.cancel();
        }
    }

    private HttpUriRequestBase request(RawCall call) {
        HttpUriRequestBase request = new HttpUriRequestBase(
                call.operation().method(), baseUrl.resolve(call.operation().path()));
        request.setHeader("Authorization", "Bearer " + call.bearer().reveal());
        request.setHeader("Accept", "application/json");
        byte[] body = call.body().reveal().getBytes(StandardCharsets.UTF_8);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        request.setConfig(RequestConfig.custom()
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setConnectionRequestTimeout(timeout(LEASE_LIMIT))
                .setResponseTimeout(timeout(call.time()))
                .build());
        return request;
    }

    private static RawReply read(ClassicHttpResponse response) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String name : WANTED_HEADERS) {
            if (response.countHeaders(name) == 1) {
                headers.put(name, response.getFirstHeader(name).getValue());
            }
        }
        boolean redirect = response.getCode() >= 300 && response.getCode() < 400;
        return new RawReply(response.getCode(), headers, redirect ? null : body(response.getEntity()));
    }

    private static byte @Nullable [] body(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        if (entity.getContentLength() > LONGEST_BODY) {
            return null;
        }
        // Not closed: closing would read the rest, however long. HttpClient's own reader cuts off silently.
        @SuppressWarnings("resource")
        InputStream content = entity.getContent();
        byte[] body = content.readNBytes(LONGEST_BODY + 1);
        return body.length > LONGEST_BODY ? null : body;
    }

    private boolean isWorthRepeating(Exception failure, Deadlines.Watch watch) {
        return failure instanceof IOException
                && !(failure instanceof ConnectionRequestTimeoutException)
                && !(failure instanceof RequestFailedException)
                && !watch.isOver()
                && !closed
                && !Thread.currentThread().isInterrupted();
    }

    private NoReply noReply(Exception failure, RawCall call, Stage stage, Deadlines.Watch watch) {
        String here = " (" + baseUrl + ")";
        if (closed) {
            return new NoReply(stage, "this client was closed");
        }
        if (failure instanceof ConnectionRequestTimeoutException) {
            return new NoReply(Stage.BUSY, Stage.BUSY.what() + here);
        }
        if (watch.isOver()) {
            return new NoReply(stage, "it took longer than " + call.time() + here);
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

    /** Connections for one kind of call, so that a thousand revocations leave a sign-in its connection. */
    private record Lane(CloseableHttpClient client, PoolingHttpClientConnectionManager pool) {

        private static final Http1Config BOUNDS = Http1Config.custom()
                .setMaxLineLength(8 * 1024)
                .setMaxHeaderCount(100)
                .build();

        static Lane of(int connections, Duration connectTimeout, Duration callTimeout) {
            PoolingHttpClientConnectionManager pool = PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(connections)
                    .setMaxConnPerRoute(connections)
                    .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                            .http1Config(BOUNDS)
                            .build())
                    .setTlsSocketStrategy(notingTls(DefaultClientTlsStrategy.createDefault()))
                    .setDefaultTlsConfig(TlsConfig.custom()
                            .setHandshakeTimeout(timeout(callTimeout))
                            .build())
                    .setDefaultConnectionConfig(ConnectionConfig.custom()
                            .setConnectTimeout(timeout(connectTimeout))
                            .setTimeToLive(TimeValue.ofMinutes(1))
                            .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                            .build())
                    .build();
            return new Lane(client(pool), pool);
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

        void closeIdle() {
            pool.closeExpired();
            pool.closeIdle(TimeValue.ofSeconds(30));
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
