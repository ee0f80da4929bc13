package io.github.circleauth.servers;

import io.github.circleauth.servers.app.CircleProblems;
import io.github.circleauth.servers.app.CircleRestClient;
import io.github.circleauth.servers.app.FileConfig;
import io.github.circleauth.servers.app.LeakSearch;
import io.github.circleauth.servers.app.MemberApiResource;
import io.github.circleauth.servers.app.Probe;
import io.github.circleauth.servers.app.ProblemResource;
import io.github.circleauth.servers.app.RestApplication;
import io.github.circleauth.servlet.CircleAuthFilter;
import io.github.circleauth.servlet.CircleProxyServlet;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.Asset;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.postgresql.Driver;

/** Small applications for the tests: a {@link Probe}, and the library's jars from the example's WAR. */
final class TestWars {

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

    /** For web.xml: the library's proxy servlet, at {@code /circle/*}. */
    static final String PROXY = """
            <servlet>
              <servlet-name>circle</servlet-name>
              <servlet-class>%s</servlet-class>
              <load-on-startup>1</load-on-startup>
              <async-supported>true</async-supported>
            </servlet>
            <servlet-mapping>
              <servlet-name>circle</servlet-name>
              <url-pattern>/circle/*</url-pattern>
            </servlet-mapping>
            """.formatted(CircleProxyServlet.class.getName());

    private static final String DATA_SOURCE = """
            <data-source>
              <name>%s</name>
              <class-name>org.postgresql.ds.PGSimpleDataSource</class-name>
              <server-name>127.0.0.1</server-name>
              <port-number>%d</port-number>
              <database-name>postgres</database-name>
              <user>postgres</user>
              <password>postgres</password>
            </data-source>
            """;

    private static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="%s">
              %s
              <servlet>
                <servlet-name>probe</servlet-name>
                <servlet-class>io.github.circleauth.servers.app.Probe</servlet-class>
                <async-supported>true</async-supported>
              </servlet>
              <servlet-mapping>
                <servlet-name>probe</servlet-name>
                <url-pattern>/open/*</url-pattern>
                <url-pattern>/closed/*</url-pattern>
              </servlet-mapping>
              <error-page>
                <location>/open/error</location>
              </error-page>
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>closed</web-resource-name>
                  <url-pattern>/closed/*</url-pattern>
                </web-resource-collection>
                <auth-constraint>
                  <role-name>**</role-name>
                </auth-constraint>
              </security-constraint>
              <login-config>
                <auth-method>%s</auth-method>
                <realm-name>file</realm-name>
              </login-config>
            </web-app>
            """;

    private static final Path CONFIGURATION = Path.of(System.getProperty("it.work"), "configuration.properties");

    private TestWars() {}

    /** For web.xml: a data source for the PostgreSQL at the port. */
    static String dataSource(String name, int port) {
        return DATA_SOURCE.formatted(name, port);
    }

    /** Returns the jar of the data source's driver. */
    static File driver() {
        return new File(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /** Creates a WAR with the given elements in its web.xml. */
    static WebArchive war(String name, String inWebXml) {
        return war(name, inWebXml, false);
    }

    static WebArchive war(String name, String inWebXml, boolean metadataComplete) {
        return withLibrary(application(name, inWebXml, metadataComplete, "BASIC"));
    }

    /** Creates a WAR whose users sign in with another method than BASIC. */
    static WebArchive warWithLogin(String name, String inWebXml, String authMethod) {
        return withLibrary(application(name, inWebXml, false, authMethod));
    }

    private static WebArchive withLibrary(WebArchive application) {
        WebArchive war = application
                .addClass(FileConfig.class)
                .addAsServiceProvider(ConfigSource.class, FileConfig.class)
                .addAsResource(new StringAsset(CONFIGURATION.toString()), FileConfig.LOCATION);
        library().forEach((jar, content) -> war.addAsLibrary(content, jar));
        return war;
    }

    /** Creates a WAR with the JAX-RS resources and clients, and the proxy. */
    static WebArchive restWar(String name) {
        return withRest(war(name, FILTER + PROXY));
    }

    /** Adds the JAX-RS resources and clients to a WAR. */
    static WebArchive withRest(WebArchive war) {
        return war.addClasses(
                        RestApplication.class,
                        MemberApiResource.class,
                        ProblemResource.class,
                        CircleProblems.class,
                        CircleRestClient.class)
                .addAsResource(documentedRestClientUrl(), "META-INF/microprofile-config.properties");
    }

    /** Returns the {@code META-INF/microprofile-config.properties} of {@code docs/calling-circle.md}. */
    private static Asset documentedRestClientUrl() {
        try {
            Matcher documented = Pattern.compile("```properties\n(.*?mp-rest/url=.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(Path.of("../docs/calling-circle.md")));
            if (!documented.find()) {
                throw new IllegalStateException("The page has no mp-rest/url.");
            }
            return new StringAsset(documented.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates a WAR without the library and without the configuration of the other test applications. */
    static WebArchive application(String name, String inWebXml) {
        return application(name, inWebXml, false, "BASIC");
    }

    private static WebArchive application(String name, String inWebXml, boolean metadataComplete, String authMethod) {
        return ShrinkWrap.create(WebArchive.class, name + ".war")
                .addClasses(Probe.class, LeakSearch.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .setWebXML(new StringAsset(WEB_XML.formatted(metadataComplete, inWebXml, authMethod)));
    }

    /** Returns the jars that an application of the library needs, by their file names. */
    static Map<String, Asset> library() {
        Map<String, Asset> jars = new TreeMap<>();
        ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("it.war")))
                .getContent(Filters.include("/WEB-INF/lib/.*\\.jar"))
                .forEach((path, node) -> jars.put(new File(path.get()).getName(), node.getAsset()));
        // Java-WebSocket is the sandbox's.
        jars.keySet().removeIf(jar -> jar.contains("sandbox") || jar.startsWith("Java-WebSocket"));
        return jars;
    }

    /** Sets the configuration of all test applications, deployed ones included. */
    static void configure(Map<String, String> keysAndValues) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "circle.auth.identity", "community-member-id",
                // In some tests many users sign in at once; the sandbox has no limit.
                "circle.auth.rate-limit", "1000000",
                "circle.auth.obtain-limit", "1000000",
                // A slow test machine must not cause timeouts.
                "circle.auth.connect-timeout", "PT10S",
                "circle.auth.call-timeout", "PT20S",
                "circle.auth.request-wait", "PT20S"));
        all.putAll(keysAndValues);
        try {
            Files.createDirectories(CONFIGURATION.getParent());
            Files.writeString(
                    CONFIGURATION,
                    all.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
