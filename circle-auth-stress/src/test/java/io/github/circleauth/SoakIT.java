package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.sandbox.Refusal;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.servlet.SoakingServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A thousand sessions that come and go for a while, with tokens that live for half a minute, while one in a hundred calls
 * to Circle fails in some way. At the end no token is lost, no thread is left, and the heap is what it was.
 */
class SoakIT {

    private static final Duration LENGTH =
            Duration.ofSeconds(Math.round(60 * Double.parseDouble(System.getProperty("soak.minutes"))));

    /** Below it, the second half has too little to tell a leak from what the JVM does anyway. */
    private static final Duration LONG = Duration.ofMinutes(20);

    private static final long MB = 1 << 20;
    private static final int FAULTS_IN_A_HUNDRED_CALLS = 1;

    /** A fault and which calls it may befall. */
    private record Mishap(String operation, Fault fault) {}

    private static final List<Mishap> MISHAPS = List.of(
            new Mishap("*", Fault.status(500)),
            new Mishap("*", Fault.html(502)),
            new Mishap("*", Fault.status(503)),
            new Mishap("*", Fault.lost()),
            new Mishap("*", Fault.reset()),
            new Mishap("*", Fault.cut(40)),
            new Mishap("*", Fault.malformed()),
            new Mishap("*", Fault.delay(Duration.ofMillis(300))),
            new Mishap("*", Fault.contentType("text/html")),
            new Mishap("*", Fault.tooManyRequests(Duration.ofSeconds(1))),
            new Mishap("auth_token", Fault.anotherMember()),
            new Mishap("access_token/refresh", Fault.refusal(Refusal.ACCESS_TOKEN_NOT_GENERATED)));

    private final Random random = new Random(1);
    private final List<Long> heap = new ArrayList<>();
    private final List<String> rest = new ArrayList<>();
    private long mishaps;

    @Test
    void aLongDayLosesNoTokenLeavesNoThreadAndNeedsNoMoreHeapThanAShortOne() throws Exception {
        Circle circle = Circle.builder()
                .apiToken(SoakingServer.APP_TOKEN)
                .accessTokenLife(Duration.ofSeconds(30))
                .people(LongStream.rangeClosed(1, SoakingServer.PEOPLE)
                        .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                        .toList())
                .build();
        circle.switches().set("refresh-tokens", "exclusive");
        circle.switches().set("jwt", "hs256"); // the quicker to sign
        circle.switches().set("too-many-requests", "seconds");
        ScheduledExecutorService fate = Executors.newSingleThreadScheduledExecutor();
        try (Sandbox sandbox = Sandbox.start(circle, 0)) {
            fate.scheduleWithFixedDelay(() -> plan(circle), 20, 20, TimeUnit.MILLISECONDS);
            run(sandbox);
            assertAll(() -> judgeTokens(circle), this::judgeJvm);
        } finally {
            fate.shutdownNow();
        }
    }

    private void plan(Circle circle) {
        long due = circle.audit().calls("") * FAULTS_IN_A_HUNDRED_CALLS / 100;
        for (; mishaps < due; mishaps++) {
            Mishap mishap = MISHAPS.get(random.nextInt(MISHAPS.size()));
            circle.faults().next(mishap.operation(), mishap.fault());
        }
    }

    private void run(Sandbox sandbox) throws IOException, InterruptedException {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SoakingServer.class.getName(),
                        sandbox.uri().toString(),
                        Long.toString(LENGTH.toSeconds()))
                .redirectError(new File("soak.log"))
                .start();
        try (BufferedReader output = server.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("heap ")) {
                    heap.add(Long.parseLong(line.substring("heap ".length())));
                } else {
                    rest.add(line);
                }
            }
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private void judgeTokens(Circle circle) {
        List<Audit.Token> tokens = circle.audit().tokens();
        List<Audit.Token> brought =
                tokens.stream().filter(Audit.Token::delivered).toList();
        circle.clock().advance(circle.accessTokenLife());
        List<Audit.Token> lost =
                circle.audit().alive().stream().filter(Audit.Token::delivered).toList();
        System.out.printf(
                "Soaked for %s: %s; %d calls to Circle, %d of them failed; %d tokens: %d revoked, %d expired, %d lost;"
                        + " %d more that no answer brought%n",
                LENGTH,
                String.join(", ", rest),
                circle.audit().calls(""),
                mishaps,
                brought.size(),
                brought.stream().filter(token -> token.revokedAt() != null).count(),
                brought.stream().filter(token -> token.revokedAt() == null).count() - lost.size(),
                lost.size(),
                tokens.size() - brought.size());
        assertThat(brought).hasSizeGreaterThan(1_000);
        assertThat(mishaps).isPositive();
        assertThat(lost).isEmpty();
    }

    private void judgeJvm() {
        List<Long> secondHalf = heap.subList(heap.size() / 2, heap.size());
        long most = secondHalf.stream().mapToLong(Long::longValue).max().orElseThrow();
        System.out.printf("Heap after collection: at most %.1f MB in the second half%n", (double) most / MB);
        assertThat(rest)
                .as("see soak.log")
                .contains("rows 0")
                .endsWith("end")
                .noneMatch(line -> line.startsWith("failed") || line.startsWith("thread"));
        assertThat(most).isLessThan(48 * MB);
        if (LENGTH.compareTo(LONG) >= 0) {
            double slope = slope(secondHalf) * heap.size() / LENGTH.toSeconds() * 600 / MB;
            System.out.printf("It grows by %.2f MB in ten minutes%n", slope);
            assertThat(slope).isLessThan(1);
        }
    }

    /** By how much a value grows from one to the next, by least squares. */
    private static double slope(List<Long> values) {
        double middle = (values.size() - 1) / 2.0;
        double product = 0;
        double square = 0;
        for (int i = 0; i < values.size(); i++) {
            product += (i - middle) * values.get(i);
            square += (i - middle) * (i - middle);
        }
        return product / square;
    }
}
