package io.github.circleauth.servlet;

import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The sessions that ended lately. While a session is just ending, some containers still let a request write into it; what
 * is written after the listener has looked would be noticed by nobody.
 */
final class EndedSessions {

    /** Far more than end between a request's first look at its session and its last. */
    private static final int REMEMBERED = 1_000;

    /** A later session may be given the same id, as one that another application of the server has too. */
    private record Ended(String id, long createdAt) {
        static Ended of(HttpSession session) {
            return new Ended(session.getId(), session.getCreationTime());
        }
    }

    private final Set<Ended> latest = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Ended, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));

    /** Notes that a session is ending: to be called before its attributes are read for the last time. */
    void add(HttpSession session) {
        try {
            latest.add(Ended.of(session));
        } catch (IllegalStateException invalidated) {
            // Nobody can write into it any more either.
        }
    }

    /** Returns whether a session has ended: to be called after its attributes were written. */
    boolean contains(HttpSession session) {
        try {
            return latest.contains(Ended.of(session));
        } catch (IllegalStateException invalidated) {
            return true;
        }
    }
}
