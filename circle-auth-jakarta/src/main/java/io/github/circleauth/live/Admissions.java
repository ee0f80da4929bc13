package io.github.circleauth.live;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hands the decision about a handshake to the socket that it opens, in the connection's user properties. Jakarta WebSocket 2.1
 * gives each connection properties of its own. A server that gives several the same would hand one member's lease to another's
 * page. So a decision never replaces another: once one is found in a handshake's properties, no further page is admitted.
 */
final class Admissions {

    private static final Logger LOG = System.getLogger(Admissions.class.getName());
    private static final String ADMISSION = "io.github.circleauth.live.admission";

    private volatile boolean shared;

    /** The decision: the page's lease, or the reason of the refusal. */
    record Admission(@Nullable PageLease lease, PageEnd otherwise) {

        static Admission refused(PageEnd why) {
            return new Admission(null, why);
        }
    }

    /** Keeps a handshake's decision, before the handshake is responded to. */
    synchronized void put(Map<String, Object> properties, Admission admission) {
        if (properties.putIfAbsent(ADMISSION, new AtomicReference<>(admission)) != null && !shared) {
            shared = true;
            LOG.log(
                    Level.ERROR,
                    "CIRCLE-0132: Live pages are refused from now on: the server gives several WebSocket connections the"
                            + " same user properties, by which a page could get another member's events.");
        }
    }

    /**
     * Returns the decision about the handshake of a socket that opens, once: containers keep the properties of a handshake for
     * longer than the application.
     */
    Admission take(Map<String, Object> properties) {
        // A handshake that found another's decision has noted it before its socket opens.
        if (shared) {
            return Admission.refused(PageEnd.UNSAFE_SERVER);
        }
        return properties.get(ADMISSION) instanceof AtomicReference<?> handed
                        && handed.getAndSet(null) instanceof Admission admission
                ? admission
                : Admission.refused(PageEnd.UNAUTHORIZED);
    }
}
