package io.github.circleauth.http;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.http.CircleTransport.NoResponse.Stage;
import io.github.circleauth.http.ConnectionPool.BrokenUpload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.URI;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.slf4j.LoggerFactory;

/** The transport over Apache HttpClient 5. Bodies are streamed both ways; each request has one deadline for both. */
final class HttpTransport implements CircleTransport {

    private static final System.Logger LOG = System.getLogger(HttpTransport.class.getName());

    /** HttpClient's loggers that write headers and bodies, and so the app token and members' tokens. */
    private static final List<String> LOGGERS_OF_SECRETS =
            List.of("org.apache.hc.client5.http.headers", "org.apache.hc.client5.http.wire");

    private static final Map<Pool, Integer> CONNECTIONS =
            Map.of(Pool.TOKENS, 8, Pool.REVOCATIONS, 2, Pool.MEMBER_API, 64, Pool.PROXY, 32);

    private final URI baseUrl;
    private final Deadlines deadlines;
    private final Map<Pool, ConnectionPool> pools = new EnumMap<>(Pool.class);

    HttpTransport(Network network, Deadlines deadlines) {
        warnOfLoggersOfSecrets();
        this.baseUrl = network.circle();
        this.deadlines = deadlines;
        CONNECTIONS.forEach((pool, connections) -> pools.put(pool, new ConnectionPool(network, connections)));
    }

    /** Warns if a logger of secrets is on. The library can't turn it off: the server's configuration decides. */
    private static void warnOfLoggersOfSecrets() {
        String on = LOGGERS_OF_SECRETS.stream()
                .filter(name -> LoggerFactory.getLogger(name).isDebugEnabled())
                .collect(Collectors.joining(", "));
        if (!on.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "CIRCLE-0091: HttpClient logs at DEBUG ({0}): it writes the app token, members'' tokens and a proxy''s"
                            + " password to the log."
                            + " Set it to INFO.",
                    on);
        }
    }

    @Override
    public CircleResponse send(Request request) throws NoResponse {
        ConnectionPool pool = requireNonNull(pools.get(request.pool()));
        Deadlines.Deadline deadline;
        try {
            deadline = deadlines.start(request.deadline());
        } catch (RejectedExecutionException afterClose) {
            throw NoResponse.ofOurs(Stage.UNCONNECTED, "this client is closed");
        }
        try {
            return response(pool, request, pool.execute(() -> httpRequest(request), deadline), deadline);
        } catch (NoResponse | RuntimeException | Error failure) {
            deadline.close();
            throw failure;
        }
    }

    private HttpUriRequestBase httpRequest(Request request) {
        HttpUriRequestBase http = new HttpUriRequestBase(request.method(), baseUrl.resolve(request.path()));
        request.headers().forEach(http::setHeader);
        http.setHeader("Authorization", "Bearer " + request.bearer().reveal());
        RequestBody body = request.body();
        if (body != null) {
            http.setEntity(new Upload(body, http));
        }
        http.setConfig(ConnectionPool.requestConfig(request.responseTimeout()));
        return http;
    }

    /**
     * A request body being sent. If it breaks off, or is shorter or longer than announced, the connection is cancelled: the next
     * request on it, which is another member's, would be read as the rest of this one.
     */
    private static final class Upload extends AbstractHttpEntity {

        private static final int CHUNK = 16 * 1024;

        private final RequestBody body;
        private final HttpUriRequestBase request;

        Upload(RequestBody body, HttpUriRequestBase request) {
            super((ContentType) null, null, false);
            this.body = body;
            this.request = request;
        }

        @Override
        public long getContentLength() {
            return body.length();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            byte[] chunk = new byte[CHUNK];
            long left = body.length();
            try (InputStream in = body.open()) {
                for (int read = read(in, chunk); read >= 0; read = read(in, chunk)) {
                    left -= read;
                    if (left < 0) {
                        throw cancelled("longer");
                    }
                    out.write(chunk, 0, read);
                }
            }
            if (left > 0) {
                throw cancelled("shorter");
            }
        }

        private int read(InputStream in, byte[] chunk) throws IOException {
            try {
                return in.read(chunk);
            } catch (IOException | RuntimeException brokenOff) { // Its text may be the page's.
                request.cancel();
                throw new BrokenUpload("the body of the request could not be read to its end");
            }
        }

        private IOException cancelled(String difference) {
            request.cancel();
            return new BrokenUpload("the body of the request is " + difference + " than announced");
        }

        @Override
        public InputStream getContent() throws IOException {
            return body.open();
        }

        @Override
        public boolean isStreaming() {
            return true;
        }

        @Override
        public void close() {
            // writeTo closes what it opens.
        }
    }

    private static CircleResponse response(
            ConnectionPool pool, Request request, ConnectionPool.Opened opened, Deadlines.Deadline deadline)
            throws NoResponse {
        // Cancelling has no effect once the body has been read to its end: the connection is back in the pool by then.
        // Before that it aborts the connection; a regular close would read the rest of the body.
        Runnable abort = () -> {
            opened.request().cancel();
            deadline.close();
        };
        ClassicHttpResponse response = opened.response();
        HttpEntity entity = response.getEntity();
        try {
            return new CircleResponse(
                    response.getCode(),
                    headers(response),
                    Stream.of(response.getHeaders("set-cookie"))
                            .map(Header::getValue)
                            .toList(),
                    entity == null ? 0 : entity.getContentLength(),
                    entity == null
                            ? InputStream.nullInputStream()
                            : new Download(content(response, entity), pool, deadline),
                    request.bearer(),
                    abort);
        } catch (IOException | RuntimeException failure) {
            abort.run();
            throw pool.noResponse(failure, Stage.SENT, deadline);
        }
    }

    /**
     * Returns the content of a response. If it has neither a length nor chunks, its end is the end of the connection; if it is empty
     * besides, and the server did not announce the end, the response was cut off within its head, which HttpClient accepts.
     */
    private static InputStream content(ClassicHttpResponse response, HttpEntity entity) throws IOException {
        InputStream content = entity.getContent();
        Header connection = response.getFirstHeader("connection");
        boolean announcesEnd = connection != null && "close".equalsIgnoreCase(connection.getValue());
        if (entity.getContentLength() >= 0 || entity.isChunked() || announcesEnd) {
            return content;
        }
        PushbackInputStream unread = new PushbackInputStream(content);
        int first = unread.read();
        if (first < 0) {
            throw new ConnectionClosedException();
        }
        unread.unread(first);
        return unread;
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            if (header.getValue() != null && (response.countHeaders(name) == 1 || name.equals("content-encoding"))) {
                // Each coding was applied to the body: absent, they would make it look readable.
                headers.merge(name, header.getValue(), (first, second) -> first + ", " + second);
            }
        }
        return headers;
    }

    /** A body being received; reading it fails with {@link NoResponse} alone. */
    private static final class Download extends BodyStream {

        private final ConnectionPool pool;
        private final Deadlines.Deadline deadline;

        Download(InputStream body, ConnectionPool pool, Deadlines.Deadline deadline) {
            super(body);
            this.pool = pool;
            this.deadline = deadline;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            try {
                return in.read(bytes, offset, count);
            } catch (IOException | RuntimeException brokenOff) { // HttpClient throws both for a connection that broke.
                throw pool.noResponse(brokenOff, Stage.SENT, deadline);
            }
        }
    }

    @Override
    public void closeIdle() {
        pools.values().forEach(ConnectionPool::closeIdle);
    }

    @Override
    public void close() {
        pools.values().forEach(ConnectionPool::close);
    }
}
