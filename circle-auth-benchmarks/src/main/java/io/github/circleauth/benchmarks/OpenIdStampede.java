package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.OpenIdPart.Servers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Requests of one session at one moment, when its token is due to be renewed or has expired. The tokens age in real time, so all
 * users sign in first, each as long before the trial as its token has to be old.
 */
final class OpenIdStampede implements Part {

    static final List<Integer> REQUESTS = List.of(2, 64);
    static final List<Age> AGES = List.of(Age.STALE, Age.EXPIRED);
    static final String CALLS = "calls";
    static final String LONGEST = "ms longest";
    static final String MEDIAN = "ms median";

    /** A trial, and what it leaves behind in the background, is over by then. */
    private static final Duration BETWEEN_TRIALS = Duration.ofMillis(600);

    private static final int SIGN_INS_AT_ONCE = 6;
    private static final long SEED = 9;

    private final Servers servers;
    private final Length length;

    OpenIdStampede(Servers servers, Length length) {
        this.servers = servers;
        this.length = length;
    }

    /** A session and the end of its token's life. */
    private record Session(HttpRequest request, long tokenEnd) {}

    private record Trial(OpenIdWar war, int requests, Age age, int round) {

        /** Returns how much of its life the token has left in the trial. */
        Duration left() {
            return age == Age.STALE ? Duration.ofMillis(900) : Duration.ofMillis(-600);
        }

        /** Returns whether the trial's token is as old as it should be. */
        boolean isInTime(long tokenEnd) {
            Duration left = Duration.ofNanos(tokenEnd - System.nanoTime());
            return age == Age.STALE ? left.toMillis() > 300 && left.toMillis() < 1_400 : left.isNegative();
        }
    }

    static String setting(int requests, Age age) {
        return requests + " requests " + age;
    }

    /** The site without renewals shows how long that many requests take by themselves. */
    private List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        // The first round warms up.
        for (int round = -1; round < length.rounds(); round++) {
            List<Trial> inRound = new ArrayList<>();
            for (int requests : REQUESTS) {
                for (Age age : AGES) {
                    inRound.add(new Trial(OpenIdWar.JAKARTA, requests, age, round));
                    inRound.add(new Trial(OpenIdWar.OURS, requests, age, round));
                }
                inRound.add(new Trial(OpenIdWar.NEITHER, requests, Age.STALE, round));
            }
            Collections.shuffle(inRound, new Random(SEED + round));
            trials.addAll(inRound);
        }
        return trials;
    }

    @Override
    public void measure(RawData data) throws Exception {
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(SIGN_INS_AT_ONCE);
        try {
            List<Trial> trials = trials();
            List<ScheduledFuture<Session>> sessions = new ArrayList<>();
            long first =
                    System.nanoTime() + OpenIdPart.TOKEN_LIFE.plusSeconds(2).toNanos();
            for (Trial trial : trials) {
                long planned = first + sessions.size() * BETWEEN_TRIALS.toNanos();
                long signIn = planned
                        + trial.left().toNanos()
                        - OpenIdPart.TOKEN_LIFE.plus(signInTakes(trial.war())).toNanos();
                sessions.add(threads.schedule(() -> signIn(trial), signIn - System.nanoTime(), TimeUnit.NANOSECONDS));
            }
            for (int i = 0; i < trials.size(); i++) {
                Session session = sessions.get(i).get();
                sleepUntil(first + i * BETWEEN_TRIALS.toNanos());
                run(trials.get(i).round() < 0 ? new RawData() : data, trials.get(i), session);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The library obtains Circle's token after the sign-in. */
    private static Duration signInTakes(OpenIdWar war) {
        return OpenIdPart.ENDPOINT_TAKES.multipliedBy(war == OpenIdWar.OURS ? 2 : 1);
    }

    private Session signIn(Trial trial) throws Exception {
        HttpRequest request = servers.payara().signIn(trial.war());
        return new Session(request, System.nanoTime() + OpenIdPart.TOKEN_LIFE.toNanos());
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    }

    private void run(RawData data, Trial trial, Session session) throws Exception {
        if (!trial.isInTime(session.tokenEnd())) {
            System.out.println("Left out, since the machine was too slow for it: " + trial);
            return;
        }
        long before = servers.renewals(trial.war());
        long start = System.nanoTime();
        double[] waits =
                Stream.generate(() -> answer(session.request(), start)).limit(trial.requests()).toList().stream()
                        .mapToDouble(CompletableFuture::join)
                        .toArray();
        // A renewal in the background may be under way yet.
        sleepUntil(start + BETWEEN_TRIALS.minusMillis(50).toNanos());
        String contender = trial.war().contender;
        String setting = setting(trial.requests(), trial.age());
        data.add(OpenIdPart.NAME, contender, setting, trial.round(), CALLS, servers.renewals(trial.war()) - before);
        data.add(OpenIdPart.NAME, contender, setting, trial.round(), LONGEST, Statistics.quantile(waits, 1));
        data.add(OpenIdPart.NAME, contender, setting, trial.round(), MEDIAN, Statistics.median(waits));
    }

    /** Sends a request. Returns the milliseconds from the common start to its response. */
    private CompletableFuture<Double> answer(HttpRequest request, long start) {
        return servers.client()
                .sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .thenApply(response -> {
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException("The server responded with " + response);
                    }
                    return (System.nanoTime() - start) / 1e6;
                });
    }
}
