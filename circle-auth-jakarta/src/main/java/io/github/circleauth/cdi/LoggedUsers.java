package io.github.circleauth.cdi;

import java.security.Principal;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The users about whom a line was logged, as hashes: a container may present the same user with each request anew. Bounded, since
 * names may be strangers'.
 */
final class LoggedUsers {

    private static final int MAX = 1_000;

    private final Set<Integer> hashes = ConcurrentHashMap.newKeySet();

    /** Returns whether a line is to be logged. Returns true once for each user and reason. */
    boolean isNew(Principal user, String reason) {
        return hashes.size() < MAX && hashes.add(Objects.hash(user.getName(), reason));
    }
}
