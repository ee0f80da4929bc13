package io.github.circleauth.servlet;

import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.MemberReplies;
import io.github.circleauth.http.MemberRequest;
import io.github.circleauth.member.MemberAccess;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one request of a page becomes a call of the Member API, and its answer the page's: bodies are streamed both ways, and
 * of the headers only those pass that are named here. Neither cookies nor {@code Authorization} are, in either direction.
 */
final class ProxyExchange {

    /** What is no longer is kept, so that it can be sent a second time with another token. */
    private static final int KEPT = 64 * 1024;

    private static final int UPLOADS = 16;
    private static final Duration AN_UPLOAD_ENDS = Duration.ofSeconds(1);
    private static final int CHUNK = 16 * 1024;
    private static final int END = -1;
    private static final int BROKEN_OFF = -2;
    private static final Pattern JSON = Pattern.compile("application/(?:[a-z0-9.-]+\\+)?json(?:;.*)?");

    private final MemberAccess calls;
    private final Duration deadline;
    private final long longestRequest;
    private final long longestResponse;

    /** Each holds a connection to Circle for as long as the page takes; others must have some too. */
    private final Semaphore uploads = new Semaphore(UPLOADS);

    ProxyExchange(MemberAccess calls, Duration deadline, long longestRequest, long longestResponse) {
        this.calls = calls;
        this.deadline = deadline;
        this.longestRequest = longestRequest;
        this.longestResponse = longestResponse;
    }

    /**
     * Passes a request on, and the answer back.
     *
     * @return why there is nothing to pass back, if so
     * @throws io.github.circleauth.CircleAuthException if there is no token, or no answer
     * @throws IOException if the page is not there any more, or the answer broke off when part of it was passed back
     */
    Optional<Problem> pass(CircleMember member, String target, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getContentLengthLong() > longestRequest) {
            return Optional.of(Problem.TOO_LARGE);
        }
        MemberRequest.Body body = body(request);
        if (body instanceof Streamed && !uploads.tryAcquire()) {
            return Optional.of(Problem.unavailable(Optional.of(AN_UPLOAD_ENDS)));
        }
        MemberRequest call = new MemberRequest(request.getMethod(), target, headers(request, body), body);
        try (CircleResponse reply = calls.send(member, call, deadline)) {
            Optional<Problem> problem = problem(reply);
            return problem.isPresent() ? problem : answer(reply, response);
        } catch (CircleUnavailableException broken) {
            if (body instanceof Streamed streamed && streamed.isTooLong()) {
                return Optional.of(Problem.TOO_LARGE);
            }
            throw broken;
        } finally {
            if (body instanceof Streamed) {
                uploads.release();
            }
        }
    }

    private Optional<Problem> problem(CircleResponse reply) {
        int status = reply.status();
        if (status == 429 || status >= 500) {
            return Optional.of(Problem.unavailable(calls.calls().replies().retryAfter(reply)));
        }
        if (status < 200 || (status >= 300 && status < 400) || reply.length() > longestResponse || isNoJson(reply)) {
            return Optional.of(Problem.UNUSABLE);
        }
        return status == 401 && isRejection(reply)
                ? Optional.of(Problem.unavailable(Optional.empty()))
                : Optional.empty();
    }

    private boolean isRejection(CircleResponse reply) {
        try {
            return calls.calls().replies().isRejection(reply.status(), reply.peek(MemberReplies.LONGEST_ENVELOPE));
        } catch (IOException brokenOff) { // It can't be passed back whole either.
            return true;
        }
    }

    /** A page of Circle's, or of what stands before it, would be a page of this site's origin. */
    private static boolean isNoJson(CircleResponse reply) {
        String type = reply.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        boolean empty = reply.length() == 0 || reply.status() == 204;
        boolean encoded = !reply.header("content-encoding").orElse("identity").equals("identity");
        return encoded || !(empty || JSON.matcher(type).matches());
    }

    private Optional<Problem> answer(CircleResponse reply, HttpServletResponse response) throws IOException {
        response.setStatus(reply.status());
        response.setHeader("Cache-Control", "private, no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        reply.header("x-request-id").ifPresent(id -> response.setHeader("X-Request-Id", id));
        if (reply.length() != 0) {
            reply.header("content-type").ifPresent(response::setContentType);
        }
        if (reply.length() >= 0) {
            response.setContentLengthLong(reply.length());
        }
        OutputStream out = response.getOutputStream();
        byte[] chunk = new byte[CHUNK];
        long passed = 0;
        for (int read = read(reply, chunk); read != END; read = read(reply, chunk)) {
            passed += Math.max(0, read);
            if (read == BROKEN_OFF || passed > longestResponse) {
                if (response.isCommitted()) {
                    // Where the length was told, the page sees that some is missing; else what came is no whole JSON.
                    throw new IOException("Circle's answer broke off, or is longer than max-response-bytes.");
                }
                response.reset();
                return Optional.of(Problem.UNUSABLE);
            }
            out.write(chunk, 0, read);
        }
        return Optional.empty();
    }

    /** Tells Circle's end of the line from the page's: what fails while writing is the page's. */
    private static int read(CircleResponse reply, byte[] chunk) {
        try {
            return reply.body().read(chunk);
        } catch (IOException brokenOff) { // All that can be said about it is said by the answer.
            return BROKEN_OFF;
        }
    }

    private static Map<String, String> headers(HttpServletRequest request, MemberRequest.@Nullable Body body) {
        String type = request.getContentType();
        return body == null || type == null
                ? Map.of("accept", "application/json")
                : Map.of("accept", "application/json", "content-type", type);
    }

    private MemberRequest.@Nullable Body body(HttpServletRequest request) throws IOException {
        if (request.getMethod().equals("GET")) {
            return null;
        }
        InputStream in = request.getInputStream();
        byte[] start = in.readNBytes(KEPT + 1);
        if (start.length > KEPT) {
            InputStream all = new SequenceInputStream(new ByteArrayInputStream(start), in);
            return new Streamed(all, request.getContentLengthLong(), longestRequest);
        }
        return start.length == 0 ? null : new MemberRequest.Bytes(start);
    }

    /** A body that is passed on as it comes, once. */
    private static final class Streamed extends FilterInputStream implements MemberRequest.Body {

        private final long length;
        private long left;

        Streamed(InputStream in, long length, long longest) {
            super(in);
            this.length = length;
            this.left = longest;
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
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int read = super.read(bytes, offset, count);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new IOException("It is longer than max-request-bytes.");
            }
            return read;
        }
    }
}
