package io.github.circleauth.cdi;

import io.github.circleauth.log.LineLimit;
import java.security.Principal;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The users about whom a line was logged, as hashes: a container may present the same user with each request anew. Bounded, since
 * names may be strangers', and so are the lines: if no user's claims are usable, five say it, and then one a minute.
 */
final class LoggedUsers {

    private static final int MAX = 1_000;
    private static final int LINES_AT_ONCE = 5;

    private final Set<Integer> hashes = ConcurrentHashMap.newKeySet();
    private final LineLimit limit;

    LoggedUsers() {
        this(System::nanoTime);
    }

    LoggedUsers(LongSupplier nanos) {
        this.limit = new LineLimit(LINES_AT_ONCE, nanos);
    }

    /**
     * Returns the end of the line about a user, which may be empty, or null if there is to be none: each user and reason is
     * logged, or counted, once. Beyond a thousand of them it begins anew.
     */
    @Nullable String endOfLine(Principal user, String reason) {
        if (hashes.size() >= MAX) {
            hashes.clear();
        }
        return hashes.add(Objects.hash(user.getName(), reason)) ? limit.endOfLine() : null;
    }
}
