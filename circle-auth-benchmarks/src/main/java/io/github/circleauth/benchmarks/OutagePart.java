package io.github.circleauth.benchmarks;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.benchmarks.SimulatedUser.World;
import java.time.Duration;
import java.util.List;

/** Circle is down for ten minutes of a token's life, in simulated time. The user makes a request every ten seconds. */
final class OutagePart implements Part {

    static final String NAME = "outage";
    static final List<String> CONTENDERS = List.of("ours", "spring", "aws", "caffeine");
    static final List<Integer> MINUTES = List.of(0, 30, 50, 59);
    static final String FAILED_WHILE_VALID = "failed while valid";
    static final String FAILED_LATER = "failed later";
    static final String RECOVERY = "s until it recovered";
    private static final Duration OUTAGE = Duration.ofMinutes(10);
    private static final Duration OBSERVED = Duration.ofMinutes(100);
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(10);

    private final Length length;

    OutagePart(Length length) {
        this.length = length;
    }

    static String setting(int minute) {
        return "from minute " + minute;
    }

    @Override
    public void measure(RawData data) {
        int users = 10 * length.rounds();
        try (RequestsInFlight server = new RequestsInFlight(1)) {
            RequestsInFlight.InFlight inFlight = server.open();
            for (String contender : CONTENDERS) {
                for (int minute : MINUTES) {
                    for (int i = 0; i < users; i++) {
                        simulate(data, contender, minute, i, server, inFlight);
                    }
                }
            }
        }
    }

    private static void simulate(
            RawData data,
            String contender,
            int minute,
            int round,
            RequestsInFlight server,
            RequestsInFlight.InFlight inFlight) {
        SimulatedTime time = new SimulatedTime();
        Duration start = Duration.ofMinutes(minute).plusSeconds(1);
        Duration end = start.plus(OUTAGE);
        SlowCircle circle = new SlowCircle(time, () -> {
            if (time.passed().compareTo(start) >= 0 && time.passed().compareTo(end) < 0) {
                throw new CircleUnavailableException("down", null, null, false);
            }
        });
        SimulatedUser user = SimulatedUser.of(contender, new World(server, inFlight, circle, time));
        boolean signedIn = user.request();
        int whileValid = 0;
        int later = 0;
        long recovered = 0;
        while (time.passed().compareTo(OBSERVED) < 0) {
            time.pass(BETWEEN_REQUESTS);
            if (user.request()) {
                continue;
            }
            if (time.passed().compareTo(SlowCircle.TOKEN_LIFE) < 0) {
                whileValid++;
            } else {
                later++;
            }
            recovered =
                    Math.max(0, time.passed().plus(BETWEEN_REQUESTS).minus(end).toSeconds());
        }
        data.add(NAME, contender, setting(minute), round, FAILED_WHILE_VALID, whileValid);
        data.add(NAME, contender, setting(minute), round, FAILED_LATER, later);
        data.add(NAME, contender, setting(minute), round, RECOVERY, recovered);
    }
}
