package io.github.circleauth.http;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Secret;
import io.github.circleauth.http.NoReply.Stage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;

/**
 * Circle's Member API over HttpClient 5, with a member's token; bodies are streamed both ways. Calls count within Circle's
 * limit, which is one for all its APIs, and are never held back by it.
 */
public final class MemberCalls implements AutoCloseable {

    private static final int CONNECTIONS = 64;
    private static final Duration CONNECTION_COMES_FREE = Duration.ofSeconds(1);

    private final URI baseUrl;
    private final Duration callTimeout;
    private final RateLimiter limiter;
    private final MemberReplies replies;
    private final MemberJson json = new MemberJson();
    private final Deadlines deadlines = new Deadlines();
    private final Lane lane;

    MemberCalls(
            URI baseUrl, Duration connectTimeout, Duration callTimeout, RateLimiter limiter, MemberReplies replies) {
        this.baseUrl = baseUrl;
        this.callTimeout = callTimeout;
        this.limiter = limiter;
        this.replies = replies;
        this.lane = new Lane(baseUrl, CONNECTIONS, connectTimeout, callTimeout);
    }

    /** Returns where Circle is: scheme, host and perhaps a port. */
    public URI baseUrl() {
        return baseUrl;
    }

    /** Returns what the Member API's answers mean. */
    public MemberReplies replies() {
        return replies;
    }

    /** Returns how the bodies of calls and answers are written and read. */
    public MemberJson json() {
        return json;
    }

    /** Returns how long a call takes at most, unless said otherwise. */
    public Duration callTimeout() {
        return callTimeout;
    }

    /** Counts a call that is made by another client. */
    public void count() {
        limiter.count();
    }

    /**
     * Sends a call, and returns when the head of the answer is there.
     *
     * @param deadline how long everything may take, until the last byte of the answer is read. A single byte is waited for
     *     no longer than {@link #callTimeout()}
     * @throws CircleUnavailableException if no head came
     */
    public CircleResponse send(MemberRequest call, Secret accessToken, Duration deadline) {
        Bearer.check("access token", accessToken);
        limiter.count();
        Deadlines.Watch watch;
        try {
            watch = deadlines.start(deadline);
        } catch (RejectedExecutionException afterClose) {
            throw unanswered(call, new NoReply(Stage.UNCONNECTED, "this client is closed"));
        }
        try {
            CircleResponse reply = reply(lane.open(() -> request(call, accessToken), watch), watch, accessToken);
            replies.heed(reply);
            return reply;
        } catch (NoReply none) {
            watch.close();
            throw unanswered(call, none);
        }
    }

    private HttpUriRequestBase request(MemberRequest call, Secret accessToken) {
        HttpUriRequestBase request =
                new HttpUriRequestBase(call.method(), baseUrl.resolve(MemberPath.PREFIX + call.target()));
        call.headers().forEach(request::setHeader);
        request.setHeader("Authorization", "Bearer " + accessToken.reveal());
        MemberRequest.Body body = call.body();
        if (body != null) {
            String type = call.headers().get("content-type");
            request.setEntity(new InputStreamEntity(
                    new Source(opened(body), request),
                    body.length(),
                    type == null ? null : ContentType.parseLenient(type)));
        }
        request.setConfig(Lane.patience(callTimeout));
        return request;
    }

    /**
     * What is sent. If it breaks off, the connection does: a body of unknown length would be closed as if that were all, and
     * Circle would take a part for the whole.
     */
    private static final class Source extends FilterInputStream {

        private final HttpUriRequestBase request;

        Source(InputStream body, HttpUriRequestBase request) {
            super(body);
            this.request = request;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            try {
                return super.read(bytes, offset, count);
            } catch (IOException | RuntimeException brokenOff) {
                request.cancel();
                throw brokenOff;
            }
        }
    }

    private static InputStream opened(MemberRequest.Body body) {
        try {
            return body.open();
        } catch (IOException gone) { // Whoever sent it is not there any more.
            throw new IllegalStateException("The body of the call can't be read.", gone);
        }
    }

    private CircleResponse reply(Lane.Opened opened, Deadlines.Watch watch, Secret accessToken) throws NoReply {
        Runnable cut = () -> {
            opened.request().cancel();
            watch.close();
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
                    entity == null ? InputStream.nullInputStream() : entity.getContent(),
                    accessToken,
                    cut);
        } catch (IOException failure) {
            cut.run();
            throw lane.noReply(failure, Stage.SENT, watch);
        }
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            if (response.countHeaders(name) == 1 && header.getValue() != null) {
                headers.put(name, header.getValue());
            }
        }
        return headers;
    }

    private static CircleUnavailableException unanswered(MemberRequest call, NoReply none) {
        boolean busy = none.stage() == Stage.BUSY;
        return new CircleUnavailableException(
                "Circle gave no answer to " + MemberReplies.name(call) + ": " + none.getMessage() + ".",
                null,
                busy ? CONNECTION_COMES_FREE : null,
                none.stage() == Stage.SENT && !call.method().equals("GET"));
    }

    void closeIdle() {
        lane.closeIdle();
    }

    /** Ends all connections, those in use too. */
    @Override
    public void close() {
        lane.close();
        deadlines.close();
        json.close();
    }
}
