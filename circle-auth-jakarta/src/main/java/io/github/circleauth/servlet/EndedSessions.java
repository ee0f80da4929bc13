package io.github.circleauth.servlet;

import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The sessions that ended last, or whose user signed out last. While a session is ending, some containers still let a request
 * write its attributes; a lease that is written after the listener has read them would never be ended.
 */
final class EndedSessions {

    /** Far more than the sessions that end while one request opens a lease. */
    private static final int CAPACITY = 1_000;

    /**
     * A session's identity. The id alone doesn't do: a later session may get the same one, such as the id of a session in
     * another application of the server.
     */
    private record Ended(String id, long createdAt) {
        static Ended of(HttpSession session) {
            return new Ended(session.getId(), session.getCreationTime());
        }
    }

    private final Set<Ended> latest = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Ended, Boolean> eldest) {
            return size() > CAPACITY;
        }
    }));

    /** Records that a session is ending. Call it before the last read of the session's attributes. */
    void add(HttpSession session) {
        try {
            latest.add(Ended.of(session));
        } catch (IllegalStateException invalidated) {
            // Then no request can write its attributes either.
        }
    }

    /** Returns whether a session has ended. Call it after writing the session's attributes. */
    boolean contains(HttpSession session) {
        try {
            return latest.contains(Ended.of(session));
        } catch (IllegalStateException invalidated) {
            return true;
        }
    }

    /** Forgets a session. */
    void remove(HttpSession session) {
        try {
            latest.remove(Ended.of(session));
        } catch (IllegalStateException invalidated) {
            // Then it no longer matters.
        }
    }
}
