package io.github.circleauth.benchmarks;

import io.github.circleauth.TokenState;
import io.github.circleauth.benchmarks.site.MemberPage;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.sandbox.Sandbox;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A thousand sessions in a WildFly whose tokens become due within a minute. Requests start at a fixed rate, whether earlier
 * ones have completed or not, and their time counts from the planned start. Slots of requests to the application with the
 * library and to the same one without it alternate in a random order, as pairs.
 */
final class WavePart implements Part {

    static final String NAME = "wave";
    static final String SETTING = "1000 sessions";
    static final String MEDIAN = "us median of a slot";
    static final String P99 = "us p99 of a slot";
    static final String RENEWALS = "renewals";
    static final String WITHOUT_TOKEN = "requests without a valid token";
    static final String WAITED = "requests that waited while the token was valid";
    private static final int SESSIONS = 1_000;

    /** So that each slot has one request of each session. */
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(1);

    private static final Duration CIRCLE_TAKES = Duration.ofMillis(200);

    /** Renewals begin between 20 and 4 seconds before a token's end, and two slots of one application are 3 seconds apart at most. */
    private static final Duration TOKEN_LIFE = Duration.ofSeconds(80);

    private static final Duration FIRST_RENEWAL = Duration.ofSeconds(60);

    /** Each takes Circle's time, and the library has eight threads for it. */
    private static final int SIGN_INS_AT_ONCE = 6;

    private static final int PAIRS_PER_ROUND = 10;
    private static final long SEED = 7;

    private final Length length;

    WavePart(Length length) {
        this.length = length;
    }

    /** A response, with the time from its request's planned start. */
    private record Answer(HttpResponse<Void> response, double micros) {

        private long waited() {
            return response.headers().firstValueAsLong(MemberPage.WAITED).orElse(0);
        }

        boolean hadNoToken() {
            String state = response.headers().firstValue(MemberPage.STATE).orElse(TokenState.FRESH.name());
            return !state.equals(TokenState.FRESH.name()) && !state.equals(TokenState.STALE.name());
        }

        /** Returns whether it had a valid token and took half as long as a renewal. */
        boolean waitedWhileValid() {
            return !hadNoToken() && waited() > CIRCLE_TAKES.toNanos() / 2_000;
        }
    }

    /** The two applications' sessions, as requests that carry their cookies. */
    private record Users(HttpClient client, Map<Site, List<HttpRequest>> requests) {}

    @Override
    public void measure(RawData data) throws Exception {
        Circle circle = Circle.builder()
                .accessTokenLife(TOKEN_LIFE)
                .people(IntStream.range(WildFly.FIRST_USER, WildFly.FIRST_USER + SESSIONS)
                        .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                        .toList())
                .build();
        circle.faults().always("auth_token", new Fault.Delay(CIRCLE_TAKES));
        circle.faults().always("access_token/refresh", new Fault.Delay(CIRCLE_TAKES));
        try (Sandbox sandbox = Sandbox.start(circle, 0);
                WildFly server = new WildFly(SESSIONS, sandbox.uri(), Map.of("circle.auth.expiry-margin", "PT0.2S"))) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            long start = System.nanoTime();
            Users users = new Users(client, signIn(server, client));
            Random random = new Random(SEED);
            // Until the first token is due, the slots warm up.
            while (System.nanoTime() - start < FIRST_RENEWAL.toNanos()) {
                pair(new RawData(), users, 0, random);
            }
            long before = refreshes(sandbox);
            for (int pair = 0; pair < PAIRS_PER_ROUND * length.rounds(); pair++) {
                pair(data, users, pair, random);
            }
            data.add(NAME, Site.WITH.contender, SETTING, 0, RENEWALS, refreshes(sandbox) - before);
        }
    }

    private static long refreshes(Sandbox sandbox) {
        return sandbox.audit().calls().stream()
                .filter(call -> call.path().endsWith("access_token/refresh"))
                .count();
    }

    private static Map<Site, List<HttpRequest>> signIn(WildFly server, HttpClient client) throws Exception {
        Map<Site, List<HttpRequest>> requests = new EnumMap<>(Site.class);
        ExecutorService threads = Executors.newFixedThreadPool(SIGN_INS_AT_ONCE);
        try {
            for (Site site : Site.values()) {
                List<Future<HttpRequest>> signedIn = new ArrayList<>();
                for (int i = 0; i < SESSIONS; i++) {
                    int user = WildFly.FIRST_USER + i;
                    signedIn.add(threads.submit(() -> signIn(server, client, site, user)));
                }
                requests.put(site, new ArrayList<>());
                for (Future<HttpRequest> request : signedIn) {
                    requests.get(site).add(request.get());
                }
            }
            return requests;
        } finally {
            threads.shutdown();
        }
    }

    /** Signs a user in. Returns the request of the user's session. */
    private static HttpRequest signIn(WildFly server, HttpClient client, Site site, int user) throws Exception {
        HttpResponse<Void> first =
                client.send(server.request(site, user, "/page").build(), HttpResponse.BodyHandlers.discarding());
        String cookie = first.headers().firstValue("set-cookie").orElse("").replaceAll(";.*", "");
        HttpRequest request =
                server.request(site, user, "/page").header("cookie", cookie).build();
        HttpResponse<Void> second = client.send(request, HttpResponse.BodyHandlers.discarding());
        String state = second.headers().firstValue(MemberPage.STATE).orElse("");
        if (second.statusCode() != 200
                || (site == Site.WITH
                        && !state.equals(TokenState.FRESH.name())
                        && !state.equals(TokenState.ABSENT.name()))) {
            throw new IllegalStateException("User " + user + " got " + second + " with the token " + state);
        }
        return request;
    }

    private static void pair(RawData data, Users users, int pair, Random random) throws Exception {
        boolean ourFirst = random.nextBoolean();
        slot(data, users, ourFirst ? Site.WITH : Site.WITHOUT, pair);
        slot(data, users, ourFirst ? Site.WITHOUT : Site.WITH, pair);
    }

    private static void slot(RawData data, Users users, Site site, int pair) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        long planned = System.nanoTime();
        for (HttpRequest request : users.requests().getOrDefault(site, List.of())) {
            planned += BETWEEN_REQUESTS.toNanos();
            while (System.nanoTime() - planned < 0) {
                LockSupport.parkNanos(planned - System.nanoTime());
            }
            answers.add(answer(users.client(), request, planned));
        }
        List<Answer> complete = answers.stream().map(CompletableFuture::join).toList();
        double[] micros = complete.stream().mapToDouble(Answer::micros).toArray();
        data.add(NAME, site.contender, SETTING, pair, MEDIAN, Statistics.median(micros));
        data.add(NAME, site.contender, SETTING, pair, P99, Statistics.quantile(micros, 0.99));
        if (site == Site.WITH) {
            data.add(NAME, site.contender, SETTING, pair, WITHOUT_TOKEN, count(complete, Answer::hadNoToken));
            data.add(NAME, site.contender, SETTING, pair, WAITED, count(complete, Answer::waitedWhileValid));
        }
    }

    private static long count(List<Answer> answers, Predicate<Answer> kind) {
        return answers.stream().filter(kind).count();
    }

    private static CompletableFuture<Answer> answer(HttpClient client, HttpRequest request, long planned) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(response -> {
            if (response.statusCode() != 200) {
                throw new IllegalStateException("The server responded with " + response);
            }
            return new Answer(response, (System.nanoTime() - planned) / 1e3);
        });
    }
}
