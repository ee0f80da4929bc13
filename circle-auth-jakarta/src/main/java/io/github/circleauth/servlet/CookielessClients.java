package io.github.circleauth.servlet;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Notices clients that return no cookie, if sessions are created for them ({@code circle.auth.create-session}): many sessions
 * of one user within a minute. Logs it once, and counts no more.
 */
final class CookielessClients {

    private static final Logger LOG = System.getLogger(CookielessClients.class.getName());

    /** More browsers and devices of one user hardly begin a session within a minute. */
    private static final int NOTICED = 10;

    /** A limit of the memory; beyond it the counting starts again. */
    private static final int MAX_USERS = 1_000;

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanos;
    private final Map<String, Integer> created = new HashMap<>();
    private long since;
    private volatile boolean logged;

    CookielessClients(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Counts a session that was created for a user. */
    void sessionCreatedFor(Principal caller) {
        if (!logged && isNoticed(String.valueOf(caller.getName()))) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0025: circle.auth.create-session=true has created {0} sessions for one user within a minute. A"
                            + " client that returns no cookie gets a session and a Circle token with each request; for such"
                            + " clients use circle.auth.sessionless=per-user instead. This line is logged once.",
                    NOTICED);
        }
    }

    private synchronized boolean isNoticed(String user) {
        long now = nanos.getAsLong();
        if (created.size() >= MAX_USERS || now - since > MINUTE) {
            created.clear();
            since = now;
        }
        if (logged || created.merge(user, 1, Integer::sum) < NOTICED) {
            return false;
        }
        logged = true;
        created.clear();
        return true;
    }
}
