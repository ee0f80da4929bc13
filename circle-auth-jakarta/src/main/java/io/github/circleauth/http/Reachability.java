package io.github.circleauth.http;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.http.CircleTransport.NoResponse;
import io.github.circleauth.http.CircleTransport.NoResponse.Stage;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The log lines about the network between this server and Circle: a warning with the reason at the first failure, whichever
 * request it is, and one line when Circle responds again. Thread-safe.
 */
public final class Reachability {

    private static final Logger LOG = System.getLogger(Reachability.class.getName());

    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicBoolean withoutTunnel = new AtomicBoolean();

    Reachability() {}

    /** Records that no complete response came. */
    void failed(NoResponse none) {
        if (none.stage() == Stage.NO_TUNNEL && none.isOutage()) {
            failedAtProxy(none);
        } else if (none.isOutage() && !failing.getAndSet(true)) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0094: Circle can''t be reached: {0}. If this lasts, check circle.auth.base-url,"
                            + " circle.auth.proxy, the network, and for TLS the certificates that this JVM trusts.",
                    none.getMessage());
        }
    }

    private void failedAtProxy(NoResponse none) {
        if (!withoutTunnel.getAndSet(true)) {
            LOG.log(
                    Level.ERROR,
                    "CIRCLE-0102: Circle can''t be reached through the proxy: {0}. Signed-in users keep their tokens until"
                            + " these expire and get no new ones. Check circle.auth.proxy, circle.auth.proxy-user and"
                            + " circle.auth.proxy-password, and whether the proxy allows this server to connect to Circle.",
                    none.getMessage());
        }
    }

    /** Records that a response of the Member API broke off after its head, and returns the failure of its request. */
    public CircleUnavailableException brokenOff(MemberRequest request, IOException failure) {
        String reason = "";
        if (failure instanceof NoResponse none) { // Any other text may repeat the response.
            failed(none);
            reason = ": " + none.getMessage();
        }
        return new CircleUnavailableException(
                "Circle's response to " + request + " broke off" + reason + ".", null, null, !request.isRead());
    }

    /** Records that Circle responded, whatever the status. */
    public void responded() {
        boolean failed = failing.get() && failing.getAndSet(false);
        failed |= withoutTunnel.get() && withoutTunnel.getAndSet(false);
        if (failed) {
            LOG.log(Level.INFO, "CIRCLE-0095: Circle responds again.");
        }
    }
}
