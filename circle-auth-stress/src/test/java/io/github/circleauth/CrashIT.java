package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.sandbox.Sandbox;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Kills a server with {@code kill -9} at random moments, again and again. With the ledger in a database, every token that the
 * server handed out is revoked nevertheless. The only tokens left alive are those in responses to requests that were open
 * at the moment of a kill.
 */
class CrashIT {

    private static final int KILLS = Integer.getInteger("crash.kills");
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofHours(1);

    private final Random random = new Random(1);
    private final Set<String> handedOut = new HashSet<>();
    private int openRequests;

    @Test
    @Tag("L7")
    void everyTokenThatAKilledServerHandedOutIsRevoked() throws Exception {
        Circle circle = Circle.builder()
                .apiToken(CrashingServer.APP_TOKEN)
                .accessTokenLife(Duration.ofDays(1))
                .people(LongStream.rangeClosed(1, CrashingServer.PEOPLE)
                        .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                        .toList())
                .build();
        circle.switches().set("refresh-tokens", "exclusive");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Sandbox sandbox = Sandbox.start(circle, 0)) {
            String database = postgres.getJdbcUrl("postgres", "postgres");
            for (int kill = 0; kill < KILLS; kill++) {
                runAndKill(sandbox, database, kill);
            }
            revokeDueTokensAnHourLater(sandbox, database);
            check(sandbox.audit());
        }
    }

    private void runAndKill(Sandbox sandbox, String database, int seed) throws IOException, InterruptedException {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingServer.class.getName(),
                        sandbox.uri().toString(),
                        database,
                        Integer.toString(seed))
                .redirectError(new File("crash-" + seed + ".log"))
                .start();
        try (BufferedReader output = server.inputReader()) {
            int last = 100 + random.nextInt(300);
            int lines = 0;
            int open = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                assertThat(line).as("crash-%s.log", seed).doesNotStartWith("failed");
                if (line.startsWith("received ")) {
                    handedOut.addAll(
                            List.of(line.substring("received ".length()).split(" ")));
                    open--;
                } else {
                    open++;
                }
                if (++lines == last) {
                    // By its handle: Process.destroyForcibly() would discard its output.
                    server.toHandle().destroyForcibly();
                }
            }
            assertThat(lines).as("lines of output; see crash-%s.log", seed).isGreaterThanOrEqualTo(last);
            openRequests += open;
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /** By then, every unused lease has expired. */
    private static void revokeDueTokensAnHourLater(Sandbox sandbox, String database) {
        CrashingServer next =
                new CrashingServer(sandbox.uri(), database, () -> Instant.now().plus(LONGER_THAN_A_LEASE), 0);
        next.revoker.drain(() -> true);
        assertThat(next.ledger.flush(Duration.ofSeconds(30))).isZero();
        assertThat(next.ledger.size()).isZero();
        next.tasks.stop(Duration.ofSeconds(5));
    }

    private void check(Audit audit) {
        List<String> alive = audit.alive().stream().map(Audit.Token::value).toList();
        List<String> lost = alive.stream().filter(handedOut::contains).toList();
        List<Audit.Token> tokens = audit.tokens();
        System.out.printf(
                "%d kills: %d tokens issued, %d handed out, %d lost; %d requests were open, with %d tokens in lost responses%n",
                KILLS, tokens.size(), handedOut.size(), lost.size(), openRequests, alive.size());
        assertThat(handedOut).hasSizeGreaterThan(KILLS * 50);
        assertThat(lost).isEmpty();
        // An obtain issues two tokens.
        assertThat(alive).hasSizeLessThanOrEqualTo(2 * openRequests);
        assertThat(tokens).filteredOn(token -> token.revocations() > 1).hasSizeLessThan(tokens.size() / 20);
    }
}
