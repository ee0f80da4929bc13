package io.github.circleauth.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The library's proxy in a WildFly, beside a plain servlet there that copies responses of the same server. */
final class ProxyPart implements Part {

    static final String NAME = "proxy";
    static final String REQUESTS = "requests/s";
    static final String BYTES = "bytes/s";
    static final String CPU = "us of the server's CPU";

    /** The paths, by the length of a response, and the time that it takes. */
    static final Map<String, String> SETTINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put("5 kB", "/home");
        SETTINGS.put("5 kB after " + WireServer.SLOW_TIME.toMillis() + " ms", WireServer.SLOW);
        SETTINGS.put("1 MB", WireServer.LONG);
    }

    /** Each has a session of its own, and one request at a time. */
    private static final int USERS = 8;

    private static final Duration MEASURED = Duration.ofMillis(2_500);

    private final Length length;

    ProxyPart(Length length) {
        this.length = length;
    }

    private record Trial(Site site, String setting) {}

    private record Count(long requests, long bytes) {}

    @Override
    public void measure(RawData data) throws Exception {
        List<Trial> trials = new ArrayList<>();
        for (Site site : Site.values()) {
            SETTINGS.keySet().forEach(setting -> trials.add(new Trial(site, setting)));
        }
        ExecutorService users = Executors.newFixedThreadPool(USERS);
        try (OtherJvm origin = new OtherJvm(WireServer.class);
                WildFly server = new WildFly(USERS, URI.create("http://127.0.0.1:" + origin.line()), Map.of())) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            // The first rounds warm up.
            for (int round = -2; round < length.rounds(); round++) {
                Collections.shuffle(trials, new Random(round));
                for (Trial trial : trials) {
                    measure(round < 0 ? new RawData() : data, server, client, users, trial, round);
                }
            }
        } finally {
            users.shutdownNow();
        }
    }

    private static void measure(
            RawData data, WildFly server, HttpClient client, ExecutorService users, Trial trial, int round)
            throws Exception {
        List<HttpRequest> requests = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            requests.add(signIn(server, client, trial, WildFly.FIRST_USER + i));
        }
        Duration cpu = server.cpu();
        long start = System.nanoTime();
        List<Future<Count>> counts = requests.stream()
                .map(request -> users.submit(() -> request(client, request, start)))
                .toList();
        long answered = 0;
        long bytes = 0;
        for (Future<Count> count : counts) {
            answered += count.get().requests();
            bytes += count.get().bytes();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        String contender = trial.site().contender;
        data.add(NAME, contender, trial.setting(), round, REQUESTS, answered / seconds);
        data.add(NAME, contender, trial.setting(), round, BYTES, bytes / seconds);
        data.add(
                NAME,
                contender,
                trial.setting(),
                round,
                CPU,
                server.cpu().minus(cpu).toNanos() / 1e3 / answered);
    }

    /** Begins a session. Returns the request of the user's browser to the proxy. */
    private static HttpRequest signIn(WildFly server, HttpClient client, Trial trial, int user) throws Exception {
        HttpResponse<Void> page = client.send(
                server.request(trial.site(), user, "/page").build(), HttpResponse.BodyHandlers.discarding());
        return server.request(trial.site(), user, "/circle" + SETTINGS.get(trial.setting()))
                .header(
                        "cookie",
                        page.headers().firstValue("set-cookie").orElse("").replaceAll(";.*", ""))
                .header("sec-fetch-site", "same-origin")
                .build();
    }

    private static Count request(HttpClient client, HttpRequest request, long start) throws Exception {
        long answered = 0;
        long bytes = 0;
        while (System.nanoTime() - start < MEASURED.toNanos()) {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response + ": " + new String(response.body(), UTF_8));
            }
            answered++;
            bytes += response.body().length;
        }
        return new Count(answered, bytes);
    }
}
