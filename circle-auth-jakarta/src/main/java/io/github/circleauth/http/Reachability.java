package io.github.circleauth.http;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.http.CircleTransport.NoResponse;
import io.github.circleauth.http.CircleTransport.NoResponse.Stage;
import io.github.circleauth.log.OutageLines;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The log lines about the network between this server and Circle: a warning with the reason at the first failure, whichever
 * request it is, and one line when Circle responds again. Thread-safe.
 */
public final class Reachability {

    private static final Logger LOG = System.getLogger(Reachability.class.getName());

    private final OutageLines outages;
    private final OutageLines outagesAtProxy;

    Reachability(Ticker ticker) {
        this.outages = new OutageLines(ticker::nanos);
        this.outagesAtProxy = new OutageLines(ticker::nanos);
    }

    /** Records that no complete response came. */
    void failed(NoResponse none) {
        if (!none.isOutage()) {
            return;
        }
        if (none.stage() == Stage.NO_TUNNEL) {
            failedAtProxy(none);
            return;
        }
        String end = outages.failed();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0094: Circle can''t be reached: {0}. If this lasts, check circle.auth.base-url,"
                            + " circle.auth.proxy, the network, and for TLS the certificates that this JVM trusts.{1}",
                    none.getMessage(),
                    end);
        }
    }

    private void failedAtProxy(NoResponse none) {
        String end = outagesAtProxy.failed();
        if (end != null) {
            LOG.log(
                    Level.ERROR,
                    "CIRCLE-0102: Circle can''t be reached through the proxy: {0}. Signed-in users keep their tokens until"
                            + " these expire and get no new ones. Check circle.auth.proxy, circle.auth.proxy-user and"
                            + " circle.auth.proxy-password, and whether the proxy allows this server to connect to Circle.{1}",
                    none.getMessage(),
                    end);
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
        logEndOf(outagesAtProxy);
        logEndOf(outages);
    }

    private static void logEndOf(OutageLines outages) {
        String end = outages.ended();
        if (end != null) {
            LOG.log(Level.INFO, "CIRCLE-0095: Circle responds again.{0}", end);
        }
    }
}
