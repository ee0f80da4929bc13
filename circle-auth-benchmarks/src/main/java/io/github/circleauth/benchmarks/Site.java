package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.site.CopyingServlet;
import io.github.circleauth.benchmarks.site.MemberPage;
import io.github.circleauth.benchmarks.site.Page;
import io.github.circleauth.servlet.CircleAuthFilter;
import io.github.circleauth.servlet.CircleProxyServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One application twice, with this library and without it, each as a folder with the content of a WAR. */
enum Site {
    WITH("with", MemberPage.class, CircleProxyServlet.class, WarFolder.FILTER),
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
        WarFolder war = new WarFolder(deployments.resolve(contender + ".war"));
        war.text("WEB-INF/web.xml", WEB_XML.formatted(filter, page.getName(), proxy.getName()));
        war.text("WEB-INF/beans.xml", "");
        war.text("WEB-INF/jboss-deployment-structure.xml", FOR_HTTP_CLIENT);
        for (Class<?> ours : List.of(Page.class, page, proxy)) {
            if (ours.getPackage().equals(Page.class.getPackage())) {
                war.addClass(ours);
            }
        }
        war.addHttpClient();
        if (this == WITH) {
            war.addJarOf(CircleAuthFilter.class);
        }
        Files.createFile(deployments.resolve(contender + ".war.dodeploy"));
    }
}
