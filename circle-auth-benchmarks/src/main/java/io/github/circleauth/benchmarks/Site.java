package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.site.CopyingServlet;
import io.github.circleauth.benchmarks.site.MemberPage;
import io.github.circleauth.benchmarks.site.Page;
import io.github.circleauth.servlet.CircleAuthFilter;
import io.github.circleauth.servlet.CircleProxyServlet;
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

/** One application twice, with this library and without it, each as a folder with the content of a WAR. */
enum Site {
    WITH("with", MemberPage.class, CircleProxyServlet.class, """
              <filter>
                <filter-name>members</filter-name>
                <filter-class>%s</filter-class>
                <async-supported>true</async-supported>
              </filter>
              <filter-mapping>
                <filter-name>members</filter-name>
                <url-pattern>/*</url-pattern>
              </filter-mapping>
            """.formatted(CircleAuthFilter.class.getName())),
    WITHOUT("without", Page.class, CopyingServlet.class, "");

    private static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
            %s  <servlet>
                <servlet-name>page</servlet-name>
                <servlet-class>%s</servlet-class>
              </servlet>
              <servlet-mapping>
                <servlet-name>page</servlet-name>
                <url-pattern>/page</url-pattern>
              </servlet-mapping>
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
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>all</web-resource-name>
                  <url-pattern>/*</url-pattern>
                </web-resource-collection>
                <auth-constraint>
                  <role-name>**</role-name>
                </auth-constraint>
              </security-constraint>
              <login-config>
                <auth-method>BASIC</auth-method>
              </login-config>
            </web-app>
            """;

    private static final String FOR_HTTP_CLIENT = """
            <jboss-deployment-structure>
              <deployment>
                <dependencies>
                  <module name="jdk.net"/>
                </dependencies>
              </deployment>
            </jboss-deployment-structure>
            """;

    /** One class of each jar that the site needs beside the library's. */
    private static final List<Class<?>> CLIENT =
            List.of(CloseableHttpClient.class, ClassicHttpResponse.class, HttpVersionPolicy.class, Logger.class);

    /** The context path without its slash, which is the contender's name too. */
    final String contender;

    private final Class<?> page;
    private final Class<?> proxy;
    private final String filter;

    Site(String contender, Class<?> page, Class<?> proxy, String filter) {
        this.contender = contender;
        this.page = page;
        this.proxy = proxy;
        this.filter = filter;
    }

    /** Writes the application, and has WildFly deploy it when it starts. */
    void write(Path deployments) throws IOException {
        Path war = deployments.resolve(contender + ".war");
        Path inf = Files.createDirectories(war.resolve("WEB-INF"));
        Path lib = Files.createDirectories(inf.resolve("lib"));
        Files.writeString(inf.resolve("web.xml"), WEB_XML.formatted(filter, page.getName(), proxy.getName()));
        Files.createFile(inf.resolve("beans.xml"));
        Files.writeString(inf.resolve("jboss-deployment-structure.xml"), FOR_HTTP_CLIENT);
        for (Class<?> ours : List.of(Page.class, page, proxy)) {
            if (ours.getPackage().equals(Page.class.getPackage())) {
                copy(ours, inf.resolve("classes"));
            }
        }
        for (Class<?> client : CLIENT) {
            copyJar(client, lib);
        }
        if (this == WITH) {
            copyJar(CircleAuthFilter.class, lib);
        }
        Files.createFile(deployments.resolve(contender + ".war.dodeploy"));
    }

    private static void copy(Class<?> type, Path classes) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        Path target = classes.resolve(name);
        Files.createDirectories(target.getParent());
        try (InputStream content = Site.class.getClassLoader().getResourceAsStream(name)) {
            if (content == null) {
                throw new IOException(name + " is not on the class path.");
            }
            if (!Files.exists(target)) {
                Files.copy(content, target);
            }
        }
    }

    private static void copyJar(Class<?> type, Path lib) throws IOException {
        try {
            Path jar = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            Files.copy(jar, lib.resolve(jar.getFileName()));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
