package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.SimulatedUser.World;
import java.time.Duration;
import java.util.List;

/** Counts the requests to Circle in the life of one session, in simulated time. */
final class CallsPart implements Part {

    static final String NAME = "calls";
    static final String CALLS = "calls";
    static final List<String> CONTENDERS = List.of("minimum", "ours", "timer", "spring");
    static final List<Duration> SESSIONS = List.of(Duration.ofMinutes(30), Duration.ofHours(8));
    private static final Duration LATEST_RENEWAL = Duration.ofSeconds(59 * 60 + 30);
    private static final int TO_OBTAIN_AND_REVOKE = 3;

    private final Length length;

    CallsPart(Length length) {
        this.length = length;
    }

    /** How often a user makes a request. */
    enum Usage {
        IDLE("no request after the sign-in", Duration.ofDays(1)),
        MINUTE("a request a minute", Duration.ofMinutes(1)),
        SECOND("a request a second", Duration.ofSeconds(1));

        final String text;
        final Duration between;

        Usage(String text, Duration between) {
            this.text = text;
            this.between = between;
        }
    }

    static String setting(Usage usage, Duration session) {
        return usage.text + " for " + session.toMinutes() + " minutes";
    }

    @Override
    public void measure(RawData data) {
        // The moments of renewals are drawn, so that the number differs.
        int sessions = 10 * length.rounds();
        try (RequestsInFlight server = new RequestsInFlight(1)) {
            RequestsInFlight.InFlight inFlight = server.open();
            for (Usage usage : Usage.values()) {
                for (Duration session : SESSIONS) {
                    data.add(NAME, "minimum", setting(usage, session), 0, CALLS, minimum(usage, session));
                    for (String contender : CONTENDERS.subList(1, CONTENDERS.size())) {
                        for (int i = 0; i < sessions; i++) {
                            int calls = calls(contender, usage, session, server, inFlight);
                            data.add(NAME, contender, setting(usage, session), i, CALLS, calls);
                        }
                    }
                }
            }
        }
    }

    /** Returns the fewest calls that let no request wait: each token is used until its last moment. */
    private static long minimum(Usage usage, Duration session) {
        if (usage == Usage.IDLE && session.compareTo(SlowCircle.TOKEN_LIFE) > 0) {
            // The access token has ended by itself.
            return TO_OBTAIN_AND_REVOKE - 1;
        }
        return TO_OBTAIN_AND_REVOKE + (usage == Usage.IDLE ? 0 : session.toSeconds() / LATEST_RENEWAL.toSeconds());
    }

    private static int calls(
            String contender,
            Usage usage,
            Duration session,
            RequestsInFlight server,
            RequestsInFlight.InFlight inFlight) {
        SimulatedTime time = new SimulatedTime();
        SlowCircle circle = new SlowCircle(time, () -> {});
        SimulatedUser user = SimulatedUser.of(contender, new World(server, inFlight, circle, time));
        for (long second = 1; second < session.toSeconds(); second++) {
            time.pass(Duration.ofSeconds(1));
            user.second();
            if (second % usage.between.toSeconds() == 0 && !user.request()) {
                throw new IllegalStateException(contender + " has no token after " + second + " s.");
            }
        }
        user.end();
        return circle.calls();
    }
}
