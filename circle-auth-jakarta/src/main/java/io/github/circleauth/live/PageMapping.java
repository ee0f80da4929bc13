package io.github.circleauth.live;

import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.session.Lease;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Where pages connect. It links the WebSocket API, which a server need not have, only where there is a path. */
public final class PageMapping {

    private static final Pattern PATH = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+");

    /** The attribute by which a container hands out its WebSockets (Jakarta WebSocket 2.1, 6.4). */
    private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";

    private PageMapping() {}

    /**
     * Checks a path.
     *
     * @throws IllegalArgumentException if it is malformed; the message does not repeat it
     */
    public static void check(String path) {
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "is malformed. It must be a path below the application's context path, such as /circle-live: letters,"
                            + " digits and -._~ between slashes, without a pattern and without a slash at the end.");
        }
    }

    /** Returns the path of {@link CircleLiveEndpoint#register}. */
    public static Optional<String> registered(ServletContext context) {
        return Optional.ofNullable(CircleLiveEndpoint.registeredPath(context));
    }

    /**
     * Adds the endpoint to a deployment that is starting.
     *
     * @param requests returns the request that the calling thread handles
     * @return lets go of the application's objects when it ends, since containers may keep the endpoint for longer
     * @throws IllegalStateException if the server has no WebSockets
     */
    public static Runnable add(
            ServletContext context,
            String path,
            Pages pages,
            Relays relays,
            LiveOrigins origins,
            CircleAuthRuntime runtime,
            Supplier<HttpServletRequest> requests) {
        Object container = context.getAttribute(CONTAINER);
        if (container == null) {
            throw new IllegalStateException("circle-auth can't start: the live channel is mapped to " + path
                    + ", and the server has no WebSockets for this application. Add the server's WebSocket support"
                    + " (Jakarta WebSocket 2.1), or remove circle.auth.live-path.");
        }
        return PageEndpoint.addTo(container, path, pages, origins, requests, (request, origin) -> {
            Lease lease = runtime.leaseOfSession(request);
            return lease == null
                    ? null
                    : new RelayedLease(lease, relays, origins.first().orElse(origin));
        });
    }
}
