package io.github.circleauth.benchmarks;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Payara in a JVM of its own, with all applications of {@link OpenIdWar}. The build makes its domain. */
final class Payara implements AutoCloseable {

    private static final Path HOME = Path.of("target", "payara6").toAbsolutePath();
    private static final String DOMAIN = "benchmarks";
    private static final Path BASE = HOME.resolve("glassfish/domains").resolve(DOMAIN);
    private static final int PORT = Integer.getInteger("payara.http-port", 0);
    private static final Duration START = Duration.ofMinutes(3);

    /** So that all requests of one moment are in the server at that moment. */
    private static final String THREADS =
            "set configs.config.server-config.thread-pools.thread-pool.http-thread-pool.max-thread-pool-size=200\n";

    private final HttpClient client;
    private final Process process;

    /**
     * Starts the server. Returns when all applications are there.
     *
     * @param client sends the requests that show that they are there
     * @param configuration the configuration of the applications and of the library
     */
    Payara(HttpClient client, Map<String, String> configuration) throws IOException, InterruptedException {
        this.client = client;
        List<String> deployments = new ArrayList<>();
        for (OpenIdWar war : OpenIdWar.values()) {
            deployments.add("deploy --name " + war.contender + " --contextroot /" + war.contender + " "
                    + war.write(BASE.resolve("wars"), configuration));
        }
        Path settings = Files.writeString(BASE.resolve("settings"), THREADS);
        Path commands = Files.write(BASE.resolve("deployments"), deployments);
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        HOME.resolve("glassfish/lib/client/appserver-cli.jar").toString(),
                        "start-domain",
                        "--verbose",
                        "--prebootcommandfile",
                        settings.toString(),
                        "--postbootcommandfile",
                        commands.toString(),
                        DOMAIN)
                .redirectErrorStream(true)
                .redirectOutput(BASE.resolve("console.log").toFile())
                .start();
        try {
            for (OpenIdWar war : OpenIdWar.values()) {
                await(war);
            }
        } catch (IOException failed) {
            close();
            throw failed;
        }
    }

    /** Waits until the application sends users to the provider. */
    private void await(OpenIdWar war) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (status(war) != 302) {
            if (!process.isAlive() || System.nanoTime() - start > START.toNanos()) {
                throw new IOException(war.contender + " was not deployed: see " + BASE.resolve("console.log"));
            }
            Thread.sleep(200);
        }
    }

    private int status(OpenIdWar war) throws IOException, InterruptedException {
        try {
            return client.send(request(page(war)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (ConnectException notYet) {
            return 0;
        }
    }

    /** Returns the address of an application's page. */
    URI page(OpenIdWar war) {
        return URI.create("http://127.0.0.1:" + PORT + "/" + war.contender + "/page");
    }

    /** Signs the user in. Returns the request of the user's session. */
    HttpRequest signIn(OpenIdWar war) throws IOException, InterruptedException {
        HttpRequest.Builder next = request(page(war));
        String cookie = "";
        while (true) {
            HttpResponse<Void> response =
                    client.send(next.header("cookie", cookie).build(), HttpResponse.BodyHandlers.discarding());
            cookie = response.headers()
                    .firstValue("set-cookie")
                    .map(set -> set.replaceAll(";.*", ""))
                    .orElse(cookie);
            String location = response.headers().firstValue("location").orElse("");
            if (response.statusCode() == 200) {
                return request(page(war)).header("cookie", cookie).build();
            }
            if (location.isEmpty()) {
                throw new IOException("The sign-in ended with " + response);
            }
            next = request(URI.create(location));
        }
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
    }

    @Override
    public void close() throws InterruptedException {
        // The command is the parent of the server.
        List<ProcessHandle> server = process.descendants().toList();
        server.forEach(ProcessHandle::destroy);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            server.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
