package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.DocsPage;
import io.github.circleauth.sandbox.Sandbox;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Builds the client in plain Java with exactly the jars of the documentation, and with one of them missing or replaced. */
class RequiredLibrariesTest {

    private static final Path OTHERS = Path.of("target", "plain-java");

    /** Returns the jars that the documentation names for plain Java, and the library itself. */
    private static List<Path> documented() throws Exception {
        List<Path> jars = new ArrayList<>();
        for (Class<?> type : List.of(
                HttpCircleAuthClient.class,
                HttpClient.class,
                HttpHost.class,
                HttpVersionPolicy.class,
                LoggerFactory.class,
                Class.forName("org.eclipse.yasson.JsonBindingProvider"))) {
            jars.add(jarOf(type));
        }
        // On the tests' class path there is one jar with all APIs of Jakarta EE.
        for (String name : List.of("jakarta.json-api-2.1.3", "jakarta.json.bind-api-3.0.1", "parsson-1.1.7")) {
            jars.add(OTHERS.resolve(name + ".jar"));
        }
        return jars;
    }

    private static Path jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static List<Path> documentedWithout(String... names) throws Exception {
        return documented().stream()
                .filter(jar -> Stream.of(names)
                        .noneMatch(name -> jar.getFileName().toString().matches(name + "-[0-9].*\\.jar")))
                .toList();
    }

    /** Runs {@link PlainJava} in a class loader with these jars alone. Returns what it returned, or the exception. */
    private static Object run(List<Path> jars, URI circle) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        urls.add(jarOf(PlainJava.class).toUri().toURL());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            return loader.loadClass(PlainJava.class.getName())
                    .getMethod("obtain", URI.class, String.class)
                    .invoke(null, circle, "sandbox-app-token");
        } catch (java.lang.reflect.InvocationTargetException thrown) {
            return thrown.getCause();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static String failure(List<Path> jars) throws Exception {
        Object result = run(jars, URI.create("http://127.0.0.1:9"));
        assertThat(result).isInstanceOf(IllegalStateException.class);
        StringWriter trace = new StringWriter();
        ((Throwable) result).printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("sandbox-app-token");
        return ((Throwable) result).getMessage();
    }

    /** Returns a sandbox that needs no key pair, which a slow machine takes seconds to make. */
    private static Sandbox sandbox() {
        Sandbox sandbox = Sandbox.start();
        sandbox.circle().switches().set("jwt", "hs256");
        return sandbox;
    }

    @Test
    void withTheDocumentedJarsTheClientWorksWithoutAServer() throws Exception {
        try (Sandbox sandbox = sandbox()) {
            assertThat(run(documented(), sandbox.uri())).isEqualTo(1001L);
            assertThat(sandbox.audit().tokens()).hasSize(2);
            assertThat(sandbox.audit().alive()).isEmpty();
        }
    }

    /** The page names each jar that the test above uses, those that come by themselves included, and no other. */
    @Test
    @Tag("R6")
    void theDocumentationNamesTheseJars() throws Exception {
        String page = DocsPage.named("calling-circle.md").text();
        String section = page.substring(page.indexOf("## Without a server"));
        List<String> named = Pattern.compile("`[a-z0-9.-]+:([a-z0-9.-]+):([0-9.]+)`")
                .matcher(section.substring(0, section.indexOf("\n## ", 1)))
                .results()
                .map(found -> found.group(1) + "-" + found.group(2) + ".jar")
                .toList();

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(documented().stream()
                        .map(jar -> jar.getFileName().toString())
                        .filter(name -> name.endsWith(".jar"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "httpclient5, The library org.apache.httpcomponents.client5:httpclient5 is missing on the class path.",
        "httpcore5, The library org.apache.httpcomponents.core5:httpcore5 is missing on the class path.",
        "httpcore5-h2, The library org.apache.httpcomponents.core5:httpcore5-h2 is missing on the class path.",
        "slf4j-api, The library org.slf4j:slf4j-api is missing on the class path.",
        "jakarta.json-api, The library jakarta.json:jakarta.json-api is missing on the class path.",
        "jakarta.json.bind-api, The library jakarta.json.bind:jakarta.json.bind-api is missing on the class path.",
        "parsson, 'No implementation of JSON-P is on the class path, such as org.eclipse.parsson:parsson, or it can''t be"
                + " loaded.'",
        "yasson, 'No implementation of JSON-B is on the class path, such as org.eclipse:yasson, or it can''t be loaded.'",
    })
    void aMissingJarIsNamedInOneSentenceWhenTheClientIsBuilt(String jar, String sentence) throws Exception {
        List<Path> others = documentedWithout(jar);
        assertThat(others).hasSize(documented().size() - 1);

        assertThat(failure(others)).isEqualTo(sentence + " See \"Without a server\" in docs/calling-circle.md.");
    }

    private static List<Path> withHttpClient(String client, String core) throws Exception {
        List<Path> jars = new ArrayList<>(documentedWithout("httpclient5", "httpcore5", "httpcore5-h2"));
        jars.add(OTHERS.resolve("httpclient5-" + client + ".jar"));
        jars.add(OTHERS.resolve("httpcore5-" + core + ".jar"));
        jars.add(OTHERS.resolve("httpcore5-h2-" + core + ".jar"));
        for (Path jar : jars) {
            assertThat(Files.exists(jar)).as("%s", jar).isTrue();
        }
        return jars;
    }

    @Test
    void anOldHttpClientOrHttpCoreIsNamedWithItsVersion() throws Exception {
        assertThat(failure(withHttpClient("5.3.1", "5.2.4")))
                .startsWith(
                        "The library org.apache.httpcomponents.client5:httpclient5 on the class path (5.3.1) is too old:"
                                + " circle-auth needs 5.4 or later. See ");
        assertThat(failure(withHttpClient("5.4", "5.2.4")))
                .startsWith(
                        "The library org.apache.httpcomponents.core5:httpcore5 on the class path (5.2.4) is too old:"
                                + " circle-auth needs 5.3 or later. See ");
    }

    @Test
    void theOldestHttpClientThatIsNotRefusedWorks() throws Exception {
        try (Sandbox sandbox = sandbox()) {
            assertThat(run(withHttpClient("5.4", "5.3"), sandbox.uri())).isEqualTo(1001L);
            assertThat(sandbox.audit().alive()).isEmpty();
        }
    }

    /** A provider that can't be loaded throws an Error, not an exception. */
    @Test
    void aBrokenProviderIsToldLikeAMissingOne() throws Exception {
        Path directory = Files.createTempDirectory("broken-provider");
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve("jakarta.json.bind.spi.JsonbProvider"), "no.such.Provider");
        List<Path> jars = new ArrayList<>(List.of(directory));
        jars.addAll(documentedWithout("yasson"));

        assertThat(failure(jars)).startsWith("No implementation of JSON-B is on the class path, such as");
    }
}
