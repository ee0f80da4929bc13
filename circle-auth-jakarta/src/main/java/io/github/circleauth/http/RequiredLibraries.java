package io.github.circleauth.http;

import jakarta.json.bind.spi.JsonbProvider;
import jakarta.json.spi.JsonProvider;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the libraries are there that the HTTP client needs, and new enough. In a server they are; in plain Java an
 * application chooses them, and a missing one would appear as an error of the linker's somewhere else.
 */
final class RequiredLibraries {

    private static final String DOCS = " See \"Without a server\" in docs/calling-circle.md.";

    private RequiredLibraries() {}

    /**
     * Checks all libraries.
     *
     * @throws IllegalStateException if one is missing or too old; the message is a sentence that names it
     */
    static void check() {
        checkHttpClient();
        checkPresent("org.slf4j.LoggerFactory", "org.slf4j:slf4j-api");
        checkPresent("jakarta.json.spi.JsonProvider", "jakarta.json:jakarta.json-api");
        checkProvider("JSON-P", "org.eclipse.parsson:parsson", JsonProvider::provider);
        checkPresent("jakarta.json.bind.spi.JsonbProvider", "jakarta.json.bind:jakarta.json.bind-api");
        checkProvider("JSON-B", "org.eclipse:yasson", JsonbProvider::provider);
    }

    /** Checks for classes that came with HttpClient 5.4 and the HttpCore 5.3 that it needs. */
    private static void checkHttpClient() {
        String client = "org.apache.httpcomponents.client5:httpclient5";
        checkPresent("org.apache.hc.client5.http.classic.HttpClient", client);
        checkNewEnough(
                "org.apache.hc.client5.http.classic.HttpClient",
                "org.apache.hc.client5.http.ssl.TlsSocketStrategy",
                client,
                "5.4");
        String core = "org.apache.httpcomponents.core5:httpcore5";
        checkPresent("org.apache.hc.core5.http.HttpHost", core);
        checkNewEnough(
                "org.apache.hc.core5.http.HttpHost", "org.apache.hc.core5.http.ProtocolVersionParser", core, "5.3");
        checkPresent("org.apache.hc.core5.http2.HttpVersionPolicy", core + "-h2");
    }

    private static void checkPresent(String className, String coordinates) {
        if (find(className).isEmpty()) {
            throw missing("The library " + coordinates + " is missing on the class path.", null);
        }
    }

    private static void checkNewEnough(String oldClass, String newClass, String coordinates, String version) {
        if (find(newClass).isEmpty()) {
            String found = find(oldClass)
                    .map(Class::getPackage)
                    .map(Package::getImplementationVersion)
                    .map(known -> " (" + known + ")")
                    .orElse("");
            throw missing(
                    "The library " + coordinates + " on the class path" + found + " is too old: circle-auth needs "
                            + version + " or later.",
                    null);
        }
    }

    private static void checkProvider(String api, String example, Supplier<?> provider) {
        try {
            Object unused = provider.get();
        } catch (RuntimeException | LinkageError | ServiceConfigurationError none) { // Each API throws another type.
            throw missing(
                    "No implementation of " + api + " is on the class path, such as " + example
                            + ", or it can't be loaded.",
                    none);
        }
    }

    /** Returns the failure if the libraries are there, and still don't fit together. */
    static IllegalStateException mismatch(LinkageError error) {
        return missing(
                "The libraries on the class path don't fit together: give httpclient5, httpcore5 and httpcore5-h2 the"
                        + " versions that belong together.",
                error);
    }

    private static IllegalStateException missing(String sentence, @Nullable Throwable cause) {
        return new IllegalStateException(sentence + DOCS, cause);
    }

    private static Optional<Class<?>> find(String className) {
        try {
            return Optional.of(Class.forName(className, false, RequiredLibraries.class.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError absent) {
            return Optional.empty();
        }
    }
}
