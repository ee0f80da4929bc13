package io.github.circleauth.http;

import io.github.circleauth.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response of Circle whose head has arrived. The caller reads the body, and closes the response, which aborts what has
 * not been read. Not thread-safe.
 */
public final class CircleResponse implements AutoCloseable {

    private final int status;
    private final Map<String, String> headers;
    private final List<String> cookies;
    private final long length;
    private final Secret bearer;
    private final Runnable abort;
    private InputStream body;

    /**
     * Creates a response.
     *
     * @param headers by lower-case name, without those that occurred more than once
     * @param cookies the {@code Set-Cookie} headers, unchanged
     * @param length the length of the body in bytes, or -1 if it is unknown
     * @param bearer the token of the request
     * @param abort aborts the exchange; without effect once the body has been read to its end
     */
    CircleResponse(
            int status,
            Map<String, String> headers,
            List<String> cookies,
            long length,
            InputStream body,
            Secret bearer,
            Runnable abort) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.cookies = List.copyOf(cookies);
        this.length = length;
        this.body = body;
        this.bearer = bearer;
        this.abort = abort;
    }

    /** Returns the status code. */
    public int status() {
        return status;
    }

    /** Returns a header; one that occurred more than once counts as absent. */
    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /** Returns the headers by lower-case name, without those that occurred more than once. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns Circle's id of the exchange if it is short, printable and does not contain the token of the request. */
    public Optional<String> requestId() {
        return ErrorResponse.requestId(this, List.of(bearer.reveal()));
    }

    /** Returns each {@code Set-Cookie} header, unchanged. */
    public List<String> cookies() {
        return cookies;
    }

    /** Returns the length of the body in bytes, or -1 if it is unknown. */
    public long length() {
        return length;
    }

    /** Returns the body, from the first byte that has not been read. */
    public InputStream body() {
        return body;
    }

    /**
     * Returns the complete body if it has at most this many bytes, or null. In either case {@link #body()} can still be
     * read from its start.
     *
     * @throws IOException if the response breaks off
     */
    public byte @Nullable [] peek(int maxLength) throws IOException {
        if (length > maxLength) {
            return null;
        }
        byte[] start = body.readNBytes(maxLength + 1);
        if (start.length > maxLength) {
            body = new SequenceInputStream(new ByteArrayInputStream(start), body);
            return null;
        }
        body = new ByteArrayInputStream(start);
        return start;
    }

    /** Returns the token of the request, which must not appear in messages. */
    Secret bearer() {
        return bearer;
    }

    @Override
    public void close() {
        abort.run();
    }
}
