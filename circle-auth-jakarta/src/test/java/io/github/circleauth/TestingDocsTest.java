package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.circleauth.http.HttpCircleAuthClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Compiles the tests of {@code docs/testing.md} as they are printed, and repeats each 100 times. */
class TestingDocsTest {

    private static final String IMPORTS = """
            import static org.assertj.core.api.Assertions.assertThat;
            import io.github.circleauth.*;
            import io.github.circleauth.http.*;
            import io.github.circleauth.sandbox.*;
            import jakarta.json.*;
            import java.net.*;
            import java.net.http.*;
            import java.time.*;
            import java.util.concurrent.*;
            import org.junit.jupiter.api.*;
            import org.junit.jupiter.api.extension.*;
            """;
    private static final int REPETITIONS = 100;

    private final DocsPage page = DocsPage.named("testing.md");

    @TempDir
    Path directory;

    @Test
    void theTestOfARunningApplicationNeverFails() throws Exception {
        int sandboxPort = freePort();
        try (Application application = new Application(sandboxPort)) {
            run(
                    "LogoutTest",
                    code("LogoutTest")
                            .replace("http://localhost:8080/your-app", application.url())
                            .replace("9720", String.valueOf(sandboxPort)));
            assertThat(application.signIns).isEqualTo(REPETITIONS);
        }
    }

    @Test
    void theTestOfCodeThatItStartsNeverFails() throws Exception {
        run("ClientTest", code("ClientTest"));
    }

    @Test
    void theTestOfALivePageNeverFails() throws Exception {
        int sandboxPort = freePort();
        try (Application application = new Application(sandboxPort);
                LiveSite live = new LiveSite(sandboxPort, () -> application.tokens.get())) {
            run(
                    "LivePageTest",
                    code("LivePageTest")
                            .replace(
                                    "localhost:8080/your-app", application.url().substring("http://".length()))
                            .replace("\"ws://\" + APPLICATION + \"/circle-live\"", "\"" + live.url() + "\"")
                            .replace("9720", String.valueOf(sandboxPort)));
            assertThat(application.signIns).isEqualTo(REPETITIONS);
        }
    }

    private String code(String className) {
        return page.javaBlocks()
                .filter(block -> block.contains("class " + className + " {"))
                .findFirst()
                .orElseThrow();
    }

    private void run(String className, String code) throws Exception {
        Path source = directory.resolve(className + ".java");
        Files.writeString(source, IMPORTS + code.replace("@Test\n", "@RepeatedTest(" + REPETITIONS + ")\n"));
        int errors = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
        assertThat(errors).isZero();

        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            SummaryGeneratingListener summary = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(loader.loadClass(className)))
                                    .build(),
                            summary);
            StringWriter failures = new StringWriter();
            summary.getSummary().printFailuresTo(new PrintWriter(failures), 5);
            assertThat(failures.toString()).isEmpty();
            assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(REPETITIONS);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** An application that obtains and revokes tokens behind its requests, as the library does. */
    private static final class Application implements AutoCloseable {

        private final ExecutorService threads = Executors.newSingleThreadExecutor();
        private final HttpCircleAuthClient circle;
        private final HttpServer server;
        private Future<MemberTokens> tokens;
        private int signIns;

        Application(int sandboxPort) throws IOException {
            circle = HttpCircleAuthClient.builder()
                    .baseUrl(URI.create("http://127.0.0.1:" + sandboxPort))
                    .apiToken(Secret.of("secret"))
                    .rateLimit(10_000, java.time.Duration.ofMinutes(1))
                    .build();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/your-app/login", this::logIn);
            server.createContext("/your-app/logout", this::logOut);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/your-app";
        }

        private void logIn(HttpExchange exchange) throws IOException {
            assertThat(new String(exchange.getRequestBody().readAllBytes()))
                    .isEqualTo("username=ada%40example.com&password=ada");
            signIns++;
            tokens = threads.submit(() -> circle.getMemberAPITokenFromEmail("ada@example.com"));
            respond(exchange);
        }

        private void logOut(HttpExchange exchange) throws IOException {
            Future<MemberTokens> obtained = tokens;
            Future<?> unused = threads.submit(() -> {
                circle.revokeMemberAPIToken(obtained.get().accessToken().value());
                circle.revokeRefreshToken(obtained.get().refreshToken());
                return null;
            });
            respond(exchange);
        }

        private static void respond(HttpExchange exchange) throws IOException {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdown();
            circle.close();
        }
    }
}
