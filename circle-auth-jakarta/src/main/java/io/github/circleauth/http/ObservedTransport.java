package io.github.circleauth.http;

import io.github.circleauth.http.RequestObserver.Observation;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A transport whose requests an observer is told of. */
final class ObservedTransport implements CircleTransport {

    /** The reason of a failure that is a bug. */
    private static final String OTHER = "_OTHER";

    private final CircleTransport transport;
    private final URI server;
    private final RequestObserver observer;

    ObservedTransport(CircleTransport transport, URI server, RequestObserver observer) {
        this.transport = transport;
        this.server = server;
        this.observer = observer;
    }

    @Override
    public CircleResponse send(Request request) throws NoResponse {
        Observation observation = observer.begins(new RequestObserver.Request(
                request.method(), server, PathTemplates.of(request.path()), request.resends()));
        String reason = OTHER;
        try {
            CircleResponse response = transport.send(with(observation.headers(), request));
            reason = "";
            observation.responded(response.status());
            return response;
        } catch (NoResponse none) {
            reason = none.stage().name().toLowerCase(Locale.ROOT);
            throw none;
        } finally {
            if (!reason.isEmpty()) {
                observation.failed(reason);
            }
        }
    }

    private static Request with(Map<String, String> more, Request request) {
        if (more.isEmpty()) {
            return request;
        }
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.putAll(more);
        return request.with(headers);
    }

    @Override
    public void closeIdle() {
        transport.closeIdle();
    }

    @Override
    public void close() {
        transport.close();
    }
}
