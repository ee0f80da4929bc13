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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs a server with a thousand sessions that begin and end, and with tokens that live for half a minute, while one in a
 * hundred requests to Circle fails. At the end no token is lost, no thread is left, and the heap has not grown.
 */
class SoakIT {

    private static final Duration LENGTH =
            Duration.ofSeconds(Math.round(60 * Double.parseDouble(System.getProperty("soak.minutes"))));

    /** The shortest run in which a leak can be told from the heap's usual variation. */
    private static final Duration LONG = Duration.ofMinutes(20);

    private static final long MB = 1 << 20;
    private static final int FAULTS_PER_HUNDRED_REQUESTS = 1;

    /** A fault and the operation it applies to; {@code *} for all. */
    private record PlannedFault(String operation, Fault fault) {}

    private static final List<PlannedFault> FAULTS = List.of(
            new PlannedFault("*", Fault.status(500)),
            new PlannedFault("*", Fault.html(502)),
            new PlannedFault("*", Fault.status(503)),
            new PlannedFault("*", Fault.lost()),
            new PlannedFault("*", Fault.reset()),
            new PlannedFault("*", Fault.cut(40)),
            new PlannedFault("*", Fault.malformed()),
            new PlannedFault("*", Fault.delay(Duration.ofMillis(300))),
            new PlannedFault("*", Fault.contentType("text/html")),
            new PlannedFault("*", Fault.tooManyRequests(Duration.ofSeconds(1))),
            new PlannedFault("auth_token", Fault.anotherMember()),
            new PlannedFault("access_token/refresh", Fault.refusal(Refusal.ACCESS_TOKEN_NOT_GENERATED)));

    private final Random random = new Random(1);
    private final List<Long> heap = new ArrayList<>();
    private final List<String> output = new ArrayList<>();
    private long faults;

    @Test
    @Tag("I3")
    void aLongRunLosesNoTokenLeavesNoThreadAndDoesNotGrowTheHeap() throws Exception {
        Circle circle = Circle.builder()
                .apiToken(SoakingServer.APP_TOKEN)
                .accessTokenLife(Duration.ofSeconds(30))
                .people(LongStream.rangeClosed(1, SoakingServer.PEOPLE)
                        .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                        .toList())
                .build();
        circle.switches().set("refresh-tokens", "exclusive");
        // The faster signature.
        circle.switches().set("jwt", "hs256");
        circle.switches().set("too-many-requests", "seconds");
        ScheduledExecutorService faultPlanner = Executors.newSingleThreadScheduledExecutor();
        try (Sandbox sandbox = Sandbox.start(circle, 0)) {
            faultPlanner.scheduleWithFixedDelay(() -> planFaults(circle), 20, 20, TimeUnit.MILLISECONDS);
            run(sandbox);
            assertAll(() -> checkTokens(circle), this::checkJvm);
        } finally {
            faultPlanner.shutdownNow();
        }
    }

    private void planFaults(Circle circle) {
        long due = circle.audit().calls("") * FAULTS_PER_HUNDRED_REQUESTS / 100;
        for (; faults < due; faults++) {
            PlannedFault planned = FAULTS.get(random.nextInt(FAULTS.size()));
            circle.faults().next(planned.operation(), planned.fault());
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
        try (BufferedReader lines = server.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("heap ")) {
                    heap.add(Long.parseLong(line.substring("heap ".length())));
                } else {
                    output.add(line);
                }
            }
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private void checkTokens(Circle circle) {
        List<Audit.Token> tokens = circle.audit().tokens();
        List<Audit.Token> delivered =
                tokens.stream().filter(Audit.Token::delivered).toList();
        circle.clock().advance(circle.accessTokenLife());
        List<Audit.Token> lost =
                circle.audit().alive().stream().filter(Audit.Token::delivered).toList();
        System.out.printf(
                "Soaked for %s: %s; %d requests to Circle, %d of them failed; %d tokens: %d revoked, %d expired, %d"
                        + " lost; %d more in lost responses%n",
                LENGTH,
                String.join(", ", output),
                circle.audit().calls(""),
                faults,
                delivered.size(),
                delivered.stream().filter(token -> token.revokedAt() != null).count(),
                delivered.stream().filter(token -> token.revokedAt() == null).count() - lost.size(),
                lost.size(),
                tokens.size() - delivered.size());
        assertThat(delivered).hasSizeGreaterThan(1_000);
        assertThat(faults).isPositive();
        assertThat(lost).isEmpty();
    }

    private void checkJvm() {
        List<Long> secondHalf = heap.subList(heap.size() / 2, heap.size());
        long most = secondHalf.stream().mapToLong(Long::longValue).max().orElseThrow();
        System.out.printf("Heap after collection: at most %.1f MB in the second half%n", (double) most / MB);
        assertThat(output)
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

    /** Returns the average growth from one value to the next, by least squares. */
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
