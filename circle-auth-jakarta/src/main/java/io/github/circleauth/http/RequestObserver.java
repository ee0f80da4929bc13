package io.github.circleauth.http;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Observes each request to Circle: of the token endpoint, of {@code MemberApi} and of the proxy. Called on the thread that sends,
 * between the request's permit and its response. It throws nothing.
 */
public interface RequestObserver {

    /** Called before a request is sent. Returns the observation of how it ends. */
    Observation begins(Request request);

    /**
     * A request, as far as it may be told: neither a token nor anything about a person.
     *
     * @param server scheme, host and port of Circle
     * @param template the path with placeholders for ids, or null if it is none of Circle's documented paths
     * @param resends how often this request has been sent before, with another token
     */
    record Request(String method, URI server, @Nullable String template, int resends) {}

    /** One request under way. Exactly one of its two ends is called. */
    interface Observation {

        /** Returns headers to send with the request. */
        Map<String, String> headers();

        /** The head of the response has arrived. */
        void responded(int status);

        /** No response arrived. The reason is one of few words. */
        void failed(String reason);
    }
}
