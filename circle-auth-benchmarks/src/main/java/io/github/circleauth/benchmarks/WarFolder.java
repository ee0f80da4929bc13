package io.github.circleauth.benchmarks;

import io.github.circleauth.servlet.CircleAuthFilter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.slf4j.Logger;

/**
 * The content of a WAR in a folder, as servers deploy it too.
 *
 * @param root the folder
 */
record WarFolder(Path root) {

    /** For web.xml: the library's filter. */
    static final String FILTER = """
              <filter>
                <filter-name>members</filter-name>
                <filter-class>%s</filter-class>
                <async-supported>true</async-supported>
              </filter>
              <filter-mapping>
                <filter-name>members</filter-name>
                <url-pattern>/*</url-pattern>
              </filter-mapping>
            """.formatted(CircleAuthFilter.class.getName());

    /** One class of each jar that the library needs. */
    private static final List<Class<?>> CLIENT =
            List.of(CloseableHttpClient.class, ClassicHttpResponse.class, HttpVersionPolicy.class, Logger.class);

    /** Writes a text file. */
    void text(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Copies a class from the class path. */
    void addClass(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        Path target = root.resolve("WEB-INF/classes").resolve(name);
        Files.createDirectories(target.getParent());
        try (InputStream content = WarFolder.class.getClassLoader().getResourceAsStream(name)) {
            if (content == null) {
                throw new IOException(name + " is not on the class path.");
            }
            if (!Files.exists(target)) {
                Files.copy(content, target);
            }
        }
    }

    /** Copies Apache HttpClient and its dependencies. */
    void addHttpClient() throws IOException {
        for (Class<?> client : CLIENT) {
            addJarOf(client);
        }
    }

    /** Copies the jar that a class is in. */
    void addJarOf(Class<?> type) throws IOException {
        try {
            Path jar = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path lib = Files.createDirectories(root.resolve("WEB-INF/lib"));
            Files.copy(jar, lib.resolve(jar.getFileName()));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
