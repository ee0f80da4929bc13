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
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** The network of the Auth API: small requests, and small answers that are read whole. */
final class Transport implements Exchange {

    private static final int CONNECTIONS = 8;
    private static final int REVOKING_CONNECTIONS = 2;
    private static final int LONGEST_BODY = 64 * 1024;
    private static final List<String> WANTED_HEADERS =
            List.of("date", "content-type", "content-encoding", "retry-after", "x-request-id");

    private final URI baseUrl;
    private final Deadlines deadlines = new Deadlines();
    private final Lane calls;
    private final Lane revocations;

    Transport(URI baseUrl, Duration connectTimeout, Duration callTimeout) {
        TellingLoggers.warn();
        this.baseUrl = baseUrl;
        this.calls = new Lane(baseUrl, CONNECTIONS, connectTimeout, callTimeout);
        this.revocations = new Lane(baseUrl, REVOKING_CONNECTIONS, connectTimeout, callTimeout);
    }

    @Override
    public RawReply send(RawCall call) throws NoReply {
        Lane lane = call.operation().isRevocation() ? revocations : calls;
        try (Deadlines.Watch watch = deadlines.start(call.time())) {
            return read(lane, lane.open(() -> request(call), watch), watch);
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
        calls.close();
        revocations.close();
        deadlines.close();
    }

    private HttpUriRequestBase request(RawCall call) {
        HttpUriRequestBase request = new HttpUriRequestBase(
                call.operation().method(), baseUrl.resolve(call.operation().path()));
        request.setHeader("Authorization", "Bearer " + call.bearer().reveal());
        request.setHeader("Accept", "application/json");
        byte[] body = call.body().reveal().getBytes(StandardCharsets.UTF_8);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        request.setConfig(Lane.patience(call.time()));
        return request;
    }

    private static RawReply read(Lane lane, Lane.Opened opened, Deadlines.Watch watch) throws NoReply {
        try {
            return read(opened.response());
        } catch (IOException | RuntimeException failure) {
            throw lane.noReply(failure, Stage.SENT, watch);
        } finally {
            // Does nothing after an answer that was read to its end: its connection is back in the pool. Any other is
            // cut off here, since closing it politely would read on.
            opened.request().cancel();
        }
    }

    private static RawReply read(ClassicHttpResponse response) throws IOException {
        boolean redirect = response.getCode() >= 300 && response.getCode() < 400;
        return new RawReply(response.getCode(), headers(response), redirect ? null : body(response.getEntity()));
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (String name : WANTED_HEADERS) {
            if (response.countHeaders(name) == 1) {
                headers.put(name, response.getFirstHeader(name).getValue());
            }
        }
        return headers;
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
}
