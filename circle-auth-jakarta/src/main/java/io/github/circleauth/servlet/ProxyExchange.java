package io.github.circleauth.servlet;

import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.http.BodyStream;
import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.ErrorResponse;
import io.github.circleauth.http.MemberRequest;
import io.github.circleauth.http.RequestBody;
import io.github.circleauth.member.MemberAccess;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Passes a page's request on to the Member API, and Circle's response back. Bodies are streamed in both directions. Of the
 * headers only those named here are passed on: neither cookies nor {@code Authorization}, in either direction.
 */
final class ProxyExchange {

    /** The longest request body, in bytes, that is kept in memory to be sent a second time with another token. */
    private static final int MAX_KEPT = 64 * 1024;

    private static final int MAX_UPLOADS = 16;
    private static final Duration RETRY_UPLOAD_AFTER = Duration.ofSeconds(1);
    private static final int CHUNK = 16 * 1024;
    private static final int END = -1;
    private static final int BROKEN = -2;

    private final MemberAccess memberAccess;
    private final Duration deadline;
    private final long maxRequestBytes;
    private final long maxResponseBytes;

    /** An upload occupies a connection to Circle for as long as the page takes; some are left for other requests. */
    private final Semaphore uploads = new Semaphore(MAX_UPLOADS);

    ProxyExchange(MemberAccess memberAccess, Duration deadline, long maxRequestBytes, long maxResponseBytes) {
        this.memberAccess = memberAccess;
        this.deadline = deadline;
        this.maxRequestBytes = maxRequestBytes;
        this.maxResponseBytes = maxResponseBytes;
    }

    /**
     * Passes a request on, and the response back.
     *
     * @return the problem to respond with, if there is no response to pass back
     * @throws io.github.circleauth.CircleAuthException if there is no token, or no response
     * @throws IOException if the page's connection is closed, or the response breaks off after a part was passed back
     */
    Optional<Problem> pass(CircleMember member, String target, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getContentLengthLong() > maxRequestBytes) {
            return Optional.of(Problem.TOO_LARGE);
        }
        RequestBody body = body(request);
        if (body != null && mediaType(request).isEmpty()) {
            return Optional.of(Problem.NOT_JSON);
        }
        if (body instanceof StreamedBody && !uploads.tryAcquire()) {
            return Optional.of(Problem.unavailable(Optional.of(RETRY_UPLOAD_AFTER)));
        }
        MemberRequest memberRequest = new MemberRequest(request.getMethod(), target, headers(request, body), body);
        try (CircleResponse circles = memberAccess.sendForPage(member, memberRequest, deadline)) {
            Optional<Problem> problem = problem(circles);
            return problem.isPresent() ? problem : passBack(circles, response);
        } catch (CircleUnavailableException broken) {
            if (body instanceof StreamedBody streamed && streamed.isTooLong()) {
                return Optional.of(Problem.TOO_LARGE);
            }
            throw broken;
        } finally {
            if (body instanceof StreamedBody) {
                uploads.release();
            }
        }
    }

    private Optional<Problem> problem(CircleResponse circles) {
        int status = circles.status();
        if (ErrorResponse.isLater(status)) {
            return Optional.of(Problem.unavailable(memberAccess.retryAfter(circles)));
        }
        if (status < 200
                || (status >= 300 && status < 400)
                || circles.length() > maxResponseBytes
                || !isJsonOrEmpty(circles)) {
            return Optional.of(Problem.UNUSABLE);
        }
        return status == 401 && isRejection(circles)
                ? Optional.of(Problem.unavailable(Optional.empty()))
                : Optional.empty();
    }

    private boolean isRejection(CircleResponse circles) {
        try {
            return memberAccess.isTokenDead(circles);
        } catch (IOException brokenOff) {
            // Then it can't be passed back either.
            return true;
        }
    }

    /** Only JSON is passed back: an HTML page from Circle, or from a proxy before it, would run in this site's origin. */
    private static boolean isJsonOrEmpty(CircleResponse circles) {
        boolean empty = circles.length() == 0 || circles.status() == 204;
        boolean encoded = !circles.header("content-encoding").orElse("identity").equals("identity");
        return !encoded && (empty || mediaType(circles).isPresent());
    }

    private static Optional<String> mediaType(CircleResponse circles) {
        return circles.header("content-type").flatMap(JsonMediaType::of);
    }

    private Optional<Problem> passBack(CircleResponse circles, HttpServletResponse response) throws IOException {
        writeHead(circles, response);
        OutputStream out = response.getOutputStream();
        byte[] chunk = new byte[CHUNK];
        long passed = 0;
        for (int read = read(circles, chunk); read != END; read = read(circles, chunk)) {
            passed += Math.max(0, read);
            if (read == BROKEN || passed > maxResponseBytes) {
                if (response.isCommitted()) {
                    // With a content length, the page sees that some is missing; else it gets incomplete JSON.
                    throw new IOException("Circle's response broke off, or is longer than max-response-bytes.");
                }
                response.reset();
                return Optional.of(Problem.UNUSABLE);
            }
            out.write(chunk, 0, read);
        }
        return Optional.empty();
    }

    private static void writeHead(CircleResponse circles, HttpServletResponse response) {
        response.setStatus(circles.status());
        response.setHeader("Cache-Control", "private, no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        circles.requestId().ifPresent(id -> response.setHeader("X-Request-Id", id));
        if (circles.length() != 0) {
            mediaType(circles).ifPresent(response::setContentType);
        }
        if (circles.length() >= 0) {
            response.setContentLengthLong(circles.length());
        }
    }

    /** Reads from Circle. Returns {@link #BROKEN} for a failure, so that an exception is one of writing to the page. */
    private static int read(CircleResponse circles, byte[] chunk) {
        try {
            return circles.body().read(chunk);
        } catch (IOException brokenOff) {
            // The exception has nothing that the caller could add to its own problem or message.
            return BROKEN;
        }
    }

    /** Returns nothing for several headers too: Circle could read another one than the proxy. */
    private static Optional<String> mediaType(HttpServletRequest request) {
        List<String> types = Collections.list(request.getHeaders("Content-Type"));
        return types.size() == 1 ? JsonMediaType.of(types.get(0)) : Optional.empty();
    }

    private static Map<String, String> headers(HttpServletRequest request, @Nullable RequestBody body) {
        return body == null
                ? Map.of("accept", "application/json")
                : Map.of(
                        "accept",
                        "application/json",
                        "content-type",
                        mediaType(request).orElseThrow());
    }

    private @Nullable RequestBody body(HttpServletRequest request) throws IOException {
        if (request.getMethod().equals("GET")) {
            return null;
        }
        InputStream in = request.getInputStream();
        byte[] start = in.readNBytes(MAX_KEPT + 1);
        if (start.length > MAX_KEPT) {
            InputStream all = new SequenceInputStream(new ByteArrayInputStream(start), in);
            return new StreamedBody(all, request.getContentLengthLong(), maxRequestBytes);
        }
        return start.length == 0 ? null : new RequestBody.Bytes(start);
    }

    /** A body that is passed on while it is read, and can't be sent a second time. */
    private static final class StreamedBody extends BodyStream implements RequestBody {

        private final long length;
        private long left;

        StreamedBody(InputStream in, long length, long maxBytes) {
            super(in);
            this.length = length;
            this.left = maxBytes;
        }

        boolean isTooLong() {
            return left < 0;
        }

        @Override
        public InputStream open() {
            return this;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int read = in.read(bytes, offset, count);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new IOException("The request body is longer than max-request-bytes.");
            }
            return read;
        }
    }
}
