package io.github.circleauth.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A WildFly in a JVM of its own, with both applications of {@link Site} and many users. */
final class WildFly implements AutoCloseable {

    /** The name of the first user. Each is the next number. */
    static final int FIRST_USER = 1001;

    private static final String PASSWORD = "password";
    private static final Path HOME = Path.of("target", "wildfly").toAbsolutePath();
    private static final Path BASE = Path.of("target", "wildfly-run").toAbsolutePath();
    private static final Duration START = Duration.ofMinutes(2);

    private final int port = freePort();
    private final Process process;

    /**
     * Starts the server. Returns when both applications are there.
     *
     * @param users how many users there are
     * @param circle where the library finds Circle
     * @param configuration other configuration of the library
     */
    WildFly(int users, URI circle, Map<String, String> configuration) throws IOException, InterruptedException {
        deleteBase();
        Path deployments = Files.createDirectories(BASE.resolve("deployments"));
        copy(HOME.resolve("standalone").resolve("configuration"), BASE.resolve("configuration"));
        Files.write(
                BASE.resolve("configuration").resolve("application-users.properties"),
                Stream.iterate(FIRST_USER, user -> user < FIRST_USER + users, user -> user + 1)
                        .map(user -> user + "=" + digest(user + ":ApplicationRealm:" + PASSWORD))
                        .toList());
        for (Site site : Site.values()) {
            site.write(deployments);
        }
        process = new ProcessBuilder(command(circle, configuration))
                .redirectErrorStream(true)
                .redirectOutput(BASE.resolve("console.log").toFile())
                .start();
        try {
            for (Site site : Site.values()) {
                awaitDeployment(deployments, site.contender + ".war");
            }
        } catch (IOException failed) {
            close();
            throw failed;
        }
    }

    private List<String> command(URI circle, Map<String, String> configuration) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "-Dorg.jboss.boot.log.file=" + BASE.resolve("server.log"),
                "-Dlogging.configuration="
                        + BASE.resolve("configuration")
                                .resolve("logging.properties")
                                .toUri(),
                "-jar",
                HOME.resolve("jboss-modules.jar").toString(),
                "-mp",
                HOME.resolve("modules").toString(),
                "org.jboss.as.standalone",
                "-Djboss.home.dir=" + HOME,
                "-Djboss.server.base.dir=" + BASE,
                "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + freePort(),
                "-Djboss.management.http.port=" + freePort(),
                "-Dcircle.auth.base-url=" + circle,
                "-Dcircle.auth.api-token=sandbox-app-token",
                "-Dcircle.auth.identity=community-member-id",
                "-Dcircle.auth.rate-limit=1000000"));
        configuration.forEach((key, value) -> command.add("-D" + key + "=" + value));
        return command;
    }

    private void awaitDeployment(Path deployments, String war) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!Files.exists(deployments.resolve(war + ".deployed"))) {
            if (Files.exists(deployments.resolve(war + ".failed"))
                    || !process.isAlive()
                    || System.nanoTime() - start > START.toNanos()) {
                throw new IOException(war + " was not deployed: see " + BASE.resolve("console.log"));
            }
            Thread.sleep(100);
        }
    }

    /** Returns a request of a user's to an application. */
    HttpRequest.Builder request(Site site, int user, String path) {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + PASSWORD).getBytes(UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + site.contender + path))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Basic " + credentials);
    }

    /** Returns the CPU time of the server's JVM so far. */
    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void deleteBase() throws IOException {
        if (Files.exists(BASE)) {
            try (Stream<Path> all = Files.walk(BASE)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
