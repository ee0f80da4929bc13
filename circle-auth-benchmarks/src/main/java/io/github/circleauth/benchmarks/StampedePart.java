package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.RequestsInFlight.InFlight;
import io.github.circleauth.servlet.BenchedFilter;
import io.github.circleauth.servlet.RequestMember;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;

/** Many requests of one session at one moment, when the token is due to be renewed or has expired. Circle takes 200 ms. */
final class StampedePart implements Part {

    static final String NAME = "stampede";
    static final List<String> CONTENDERS = List.of("ours", "spring", "google", "aws", "caffeine");
    static final List<Integer> THREADS = List.of(2, 64, 500);
    static final List<Age> AGES = List.of(Age.STALE, Age.EXPIRED);
    static final String CALLS = "calls";
    static final String LONGEST = "ms longest";
    static final String MEDIAN = "ms median";
    private static final Duration CIRCLE_TAKES = Duration.ofMillis(200);
    private static final long SEED = 2;

    private final Length length;

    StampedePart(Length length) {
        this.length = length;
    }

    /** One use of the token by one request. */
    private interface Use extends AutoCloseable {

        void of(InFlight request) throws Exception;

        @Override
        default void close() {}
    }

    private record Trial(String contender, int threads, Age age, int round) {}

    static String setting(int threads, Age age) {
        return threads + " threads " + age;
    }

    @Override
    public void measure(RawData data) throws Exception {
        List<Trial> trials = new ArrayList<>();
        for (String contender : CONTENDERS) {
            for (int threads : THREADS) {
                for (Age age : AGES) {
                    for (int round = 0; round < length.rounds(); round++) {
                        trials.add(new Trial(contender, threads, age, round));
                    }
                }
            }
        }
        Collections.shuffle(trials, new Random(SEED));
        try (RequestsInFlight server = new RequestsInFlight(Collections.max(THREADS))) {
            List<InFlight> requests = new ArrayList<>();
            for (int i = 0; i < Collections.max(THREADS); i++) {
                requests.add(server.open());
            }
            for (String contender : CONTENDERS) {
                run(new RawData(), server, requests, new Trial(contender, 2, Age.EXPIRED, 0));
            }
            for (Trial trial : trials) {
                run(data, server, requests, trial);
            }
        }
    }

    private static void run(RawData data, RequestsInFlight server, List<InFlight> requests, Trial trial)
            throws Exception {
        AtomicLong millis = new AtomicLong();
        MovedTime time = new MovedTime();
        SlowCircle circle = new SlowCircle(time, () -> SlowCircle.sleep(Duration.ofMillis(millis.get())));
        try (Use use = use(trial, circle, time, server, requests.get(0))) {
            int before = circle.calls();
            millis.set(CIRCLE_TAKES.toMillis());
            double[] waits = stampede(use, requests.subList(0, trial.threads()));
            // A renewal in the background may be under way yet.
            SlowCircle.sleep(CIRCLE_TAKES.plusMillis(50));
            String setting = setting(trial.threads(), trial.age());
            data.add(NAME, trial.contender(), setting, trial.round(), CALLS, circle.calls() - before);
            data.add(NAME, trial.contender(), setting, trial.round(), LONGEST, Statistics.quantile(waits, 1));
            data.add(NAME, trial.contender(), setting, trial.round(), MEDIAN, Statistics.median(waits));
        }
    }

    private static double[] stampede(Use use, List<InFlight> requests) throws InterruptedException {
        double[] millis = new double[requests.size()];
        CountDownLatch ready = new CountDownLatch(millis.length);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < millis.length; i++) {
            int which = i;
            Thread thread = new Thread(() -> {
                try {
                    ready.countDown();
                    start.await();
                    long nanos = System.nanoTime();
                    use.of(requests.get(which));
                    millis[which] = (System.nanoTime() - nanos) / 1e6;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        ready.await();
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        return millis;
    }

    private static Use use(Trial trial, SlowCircle circle, MovedTime time, RequestsInFlight server, InFlight first)
            throws Exception {
        Age age = trial.age();
        switch (trial.contender()) {
            case "ours" -> {
                return ours(age, circle, time, server, first);
            }
            case "spring" -> {
                SpringPeer spring = new SpringPeer(circle, age);
                spring.signIn(first);
                return spring::use;
            }
            case "google" -> {
                GooglePeer google = new GooglePeer(circle, age);
                return request -> google.use();
            }
            case "aws" -> {
                AwsPeer aws = new AwsPeer(circle, time.clock());
                time.pass(SlowCircle.TOKEN_LIFE.minus(age.left));
                return aws(aws);
            }
            case "caffeine" -> {
                CaffeinePeer caffeine = new CaffeinePeer(circle, time, ForkJoinPool.commonPool());
                caffeine.signIn();
                time.pass(SlowCircle.TOKEN_LIFE.minus(age.left));
                return request -> caffeine.use();
            }
            default -> throw new IllegalArgumentException(trial.contender());
        }
    }

    private static Use ours(Age age, SlowCircle circle, MovedTime time, RequestsInFlight server, InFlight first)
            throws Exception {
        HttpSession session = first.request().getSession();
        session.removeAttribute(BenchedFilter.LEASE_ID);
        session.removeAttribute(BenchedFilter.LEASE_TEXT);
        // Otherwise the lease expires before its token.
        session.setMaxInactiveInterval(
                (int) SlowCircle.TOKEN_LIFE.multipliedBy(4).toSeconds());
        Library library = new Library(circle, time, time);
        var filter = BenchedFilter.of(library.runtime, server.context());
        filter.doFilter(first.request(), first.response(), (request, response) -> {});
        var unused = library.member(first.request()).accessToken();
        filter.doFilter(first.request(), first.response(), (request, response) -> {});
        time.pass(SlowCircle.TOKEN_LIFE.minus(age.left));
        return new Use() {
            @Override
            public void of(InFlight inFlight) {
                RequestMember member = library.member(inFlight.request());
                var token = member.accessToken();
            }

            @Override
            public void close() {
                library.close();
            }
        };
    }

    private static Use aws(AwsPeer aws) {
        return new Use() {
            @Override
            public void of(InFlight inFlight) {
                String token = aws.use();
            }

            @Override
            public void close() {
                aws.close();
            }
        };
    }
}
