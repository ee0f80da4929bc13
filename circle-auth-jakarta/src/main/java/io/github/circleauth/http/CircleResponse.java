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

/** The Member API's answer: its head is there, its body is read by whoever asked. To be closed; that cuts off the rest. */
public final class CircleResponse implements AutoCloseable {

    private final int status;
    private final Map<String, String> headers;
    private final List<String> cookies;
    private final long length;
    private final Secret accessToken;
    private final Runnable cut;
    private InputStream body;

    CircleResponse(
            int status,
            Map<String, String> headers,
            List<String> cookies,
            long length,
            InputStream body,
            Secret accessToken,
            Runnable cut) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.cookies = List.copyOf(cookies);
        this.length = length;
        this.body = body;
        this.accessToken = accessToken;
        this.cut = cut;
    }

    public int status() {
        return status;
    }

    /** Returns a header; one that came more than once says nothing. */
    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /** Returns the headers by lower-case name, but for those that came more than once. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns each {@code Set-Cookie}, as it came. */
    public List<String> cookies() {
        return cookies;
    }

    /** Returns how many bytes the body has, or -1 if that was not said. */
    public long length() {
        return length;
    }

    /** Returns the body, from where it has been read to. */
    public InputStream body() {
        return body;
    }

    /** Returns the body if it is no longer than this, or null; it can be read once more afterwards in either case. */
    public byte @Nullable [] peek(int longest) throws IOException {
        byte[] start = body.readNBytes(longest + 1);
        if (start.length > longest) {
            body = new SequenceInputStream(new ByteArrayInputStream(start), body);
            return null;
        }
        body = new ByteArrayInputStream(start);
        return start;
    }

    /** Returns the token that the call was made with: no message may repeat it. */
    Secret accessToken() {
        return accessToken;
    }

    @Override
    public void close() {
        cut.run();
    }
}
