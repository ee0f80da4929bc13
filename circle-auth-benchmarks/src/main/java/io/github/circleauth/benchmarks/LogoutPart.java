package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.RequestsInFlight.InFlight;
import io.github.circleauth.servlet.BenchedFilter;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The time that {@code session.invalidate()} takes on the thread of a sign-out's request, while Circle is slow or hangs. */
final class LogoutPart implements Part {

    static final String NAME = "logout";
    static final String MICROS = "us";
    static final List<String> CONTENDERS = List.of("without", "ours");

    /** How long each revocation takes Circle. */
    static final Map<String, Duration> SETTINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put("5 ms", Duration.ofMillis(5));
        SETTINGS.put("300 ms", Duration.ofMillis(300));
        SETTINGS.put("hanging", Duration.ofMinutes(10));
    }

    private static final int SESSIONS = 60;
    private static final long SEED = 3;

    private final Length length;

    LogoutPart(Length length) {
        this.length = length;
    }

    private record SignedIn(String contender, HttpSession session) {}

    @Override
    public void measure(RawData data) throws Exception {
        // The first round warms up.
        for (int round = -1; round < length.rounds(); round++) {
            for (Map.Entry<String, Duration> setting : SETTINGS.entrySet()) {
                measure(round < 0 ? new RawData() : data, round, setting.getKey(), setting.getValue());
            }
        }
    }

    private static void measure(RawData data, int round, String setting, Duration revocation) throws Exception {
        AtomicLong millis = new AtomicLong();
        MovedTime time = new MovedTime();
        SlowCircle circle = new SlowCircle(time, () -> SlowCircle.sleep(Duration.ofMillis(millis.get())));
        try (RequestsInFlight server = new RequestsInFlight(2 * SESSIONS);
                Library library = new Library(circle, time, time)) {
            List<SignedIn> users = signIn(server, library);
            Set<String> ours = new HashSet<>();
            users.stream()
                    .filter(user -> user.contender().equals("ours"))
                    .forEach(user -> ours.add(user.session().getId()));
            server.atEnd(session -> {
                if (ours.contains(session.getId())) {
                    BenchedFilter.sessionEnds(library.runtime, session);
                }
            });
            millis.set(revocation.toMillis());
            for (SignedIn user : users) {
                long start = System.nanoTime();
                user.session().invalidate();
                data.add(NAME, user.contender(), setting, round, MICROS, (System.nanoTime() - start) / 1e3);
            }
        }
    }

    /** Returns pairs of a session with the library's tokens and one without, each in a random order. */
    private static List<SignedIn> signIn(RequestsInFlight server, Library library) throws Exception {
        var filter = BenchedFilter.of(library.runtime, server.context());
        Random random = new Random(SEED);
        List<SignedIn> users = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            users.add(
                    new SignedIn("without", server.openInNewSession().request().getSession()));
            InFlight inFlight = server.openInNewSession();
            filter.doFilter(inFlight.request(), inFlight.response(), (request, response) -> {});
            var token = library.member(inFlight.request()).accessToken();
            filter.doFilter(inFlight.request(), inFlight.response(), (request, response) -> {});
            users.add(new SignedIn("ours", inFlight.request().getSession()));
            Collections.shuffle(users.subList(users.size() - 2, users.size()), random);
        }
        return users;
    }
}
