package io.github.circleauth.live;

import io.github.circleauth.live.Admissions.Admission;
import io.github.circleauth.log.LineLimit;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides about the handshakes of pages. Only a page of another site is refused by HTTP: a page of Action Cable's would try again
 * for ever. All others are told by {@link PageEndpoint} that they are disconnected.
 *
 * <p>Payara's WebSocket filter comes before the library's, so the lease is looked up here, with the servlet request: a container
 * calls both methods on its thread.
 */
final class PageHandshake extends ServerEndpointConfig.Configurator {

    static final String PROTOCOL = "actioncable-v1-json";

    private static final Logger LOG = System.getLogger(PageHandshake.class.getName());

    /** Finds the lease of a handshake. */
    @FunctionalInterface
    interface LeaseOfRequest {

        /**
         * Returns the lease of the request's session for its user, or null if there is none.
         *
         * @param origin the Origin header
         */
        @Nullable PageLease find(HttpServletRequest request, String origin);
    }

    /** The handshake's ways into the application. */
    private record Application(Supplier<HttpServletRequest> requests, LeaseOfRequest leases) {}

    private final LiveOrigins origins;
    private final Admissions admissions;
    private final PageEndpoint endpoint;

    /** Null once the application has ended: containers keep this object for longer. */
    private volatile @Nullable Application application;

    private final LineLimit failures = new LineLimit(1, System::nanoTime);

    PageHandshake(
            LiveOrigins origins,
            Supplier<HttpServletRequest> requests,
            LeaseOfRequest leases,
            Admissions admissions,
            PageEndpoint endpoint) {
        this.origins = origins;
        this.application = new Application(requests, leases);
        this.admissions = admissions;
        this.endpoint = endpoint;
    }

    /** Lets go of the application's objects when it ends. No page is admitted from then on. */
    void letGo() {
        application = null;
        endpoint.letGo();
    }

    @Override
    public boolean checkOrigin(@Nullable String origin) {
        Application current = application;
        if (current == null) {
            return false;
        }
        HttpServletRequest request = current.requests().get();
        return Collections.list(request.getHeaders("Origin")).size() == 1
                && origins.allow(origin, request.getHeader("Host"), request.isSecure());
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest handshake, HandshakeResponse response) {
        Application current = application;
        admissions.put(
                config.getUserProperties(),
                current == null ? Admission.refused(PageEnd.UNDEPLOYED) : admission(current));
    }

    private Admission admission(Application current) {
        HttpServletRequest request = current.requests().get();
        try {
            PageLease lease = current.leases().find(request, request.getHeader("Origin"));
            return new Admission(lease, PageEnd.UNAUTHORIZED);
        } catch (RuntimeException applications) {
            // The application's resolver may throw anything. The page asks again.
            String end = failures.endOfLine();
            if (end != null) {
                LOG.log(
                        Level.WARNING,
                        "CIRCLE-0130: The identity of the user of a live page could not be determined: the"
                                + " MemberIdentityResolver failed. The page tries again." + end,
                        applications);
            }
            return Admission.refused(PageEnd.CIRCLE_UNREACHABLE);
        }
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return requested.contains(PROTOCOL) ? PROTOCOL : "";
    }

    /** Accepts no extension: the memory that compression needs for each page has no bound. */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
        return type.cast(endpoint);
    }
}
