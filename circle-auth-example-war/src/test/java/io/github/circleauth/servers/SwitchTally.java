package io.github.circleauth.servers;

import io.github.circleauth.servers.SwitchingUser.Answer;
import io.github.circleauth.servers.app.ShownUser;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares each response with the user of its request, and counts. */
final class SwitchTally {

    private static final Pattern MEMBER = Pattern.compile("\\{\"id\":(\\d+),");
    private static final Pattern REASON = Pattern.compile("\"reason\":\"([a-z-]+)\"");

    /** The documented reasons for a user without a token at the moment, and for a machine without a free connection. */
    private static final Set<String> DECLARED =
            Set.of("not-signed-in", "no-session", "ended", "too-many-at-once", "unavailable");

    /**
     * Requests that a server failed to handle: WildFly does so, rarely, where a session ends while it looks it up, before any
     * filter is called.
     */
    static final String FAILED = "failed by the server";

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final Map<String, SwitchingUser> holders = new ConcurrentHashMap<>();
    private final Map<String, String> members = new ConcurrentHashMap<>();
    private final Queue<String> mismatches = new ConcurrentLinkedQueue<>();

    /** Counts a response to a request that reads the token. */
    void token(SwitchingUser browser, Answer answer) {
        count("requests");
        if (answer.status() == 200) {
            compare(browser, answer.user(), answer);
        } else if (answer.status() == 500) {
            count(FAILED);
        } else {
            mismatches.add("a read: " + answer);
        }
    }

    /**
     * Counts a response to a request that changes the session or its user, and reads the token then. The server may refuse it, if
     * another connection has ended the session or signed in meanwhile.
     *
     * @param signedIn the user as whom the request signed in
     */
    void change(SwitchingUser browser, @Nullable String signedIn, Answer answer) {
        count("requests");
        count(answer.status() == 200 ? "switches" : "switches refused by the server");
        if (answer.status() == 200 && signedIn != null) {
            compare(browser, signedIn, answer);
        }
    }

    private void compare(SwitchingUser browser, String user, Answer answer) {
        String line = answer.body().strip();
        if (line.startsWith("none: ")) {
            count(line + (user.equals(ShownUser.NOBODY) ? " for nobody" : " for a user"));
            return;
        }
        count("tokens");
        if (!line.startsWith(user + " ")) {
            mismatches.add("a token: " + answer);
        }
        String fingerprint = line.substring(line.indexOf(' ') + 1);
        members.put(fingerprint, user);
        SwitchingUser former = holders.putIfAbsent(fingerprint, browser);
        if (former != null && former != browser) {
            mismatches.add("a token of another session: " + answer);
        }
    }

    /** Counts a response with the member's own data. */
    void memberData(Answer answer) {
        count("requests");
        Matcher member = MEMBER.matcher(answer.body());
        Matcher reason = REASON.matcher(answer.body());
        if (answer.status() == 200 && member.find() && member.group(1).equals(answer.user())) {
            count("members' data");
        } else if (answer.status() != 200 && reason.find() && DECLARED.contains(reason.group(1))) {
            count("proxy: " + reason.group(1));
        } else if (answer.status() == 500 && answer.body().isEmpty()) {
            count(FAILED);
        } else {
            mismatches.add("a member's data: " + answer);
        }
    }

    private void count(String what) {
        counts.computeIfAbsent(what, unused -> new LongAdder()).increment();
    }

    long counted(String what) {
        LongAdder counted = counts.get(what);
        return counted == null ? 0 : counted.sum();
    }

    Queue<String> mismatches() {
        return mismatches;
    }

    /** Returns the fingerprints of the tokens that were served, with the users to whom. */
    Map<String, String> served() {
        return new TreeMap<>(members);
    }

    @Override
    public String toString() {
        return counts + ", different tokens: " + members.size() + ", mismatches: " + mismatches.size();
    }
}
