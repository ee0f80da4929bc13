package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.site.MemberPage;
import io.github.circleauth.benchmarks.site.OpenIdPage;
import io.github.circleauth.benchmarks.site.OpenIdSite;
import io.github.circleauth.benchmarks.site.Page;
import io.github.circleauth.servlet.CircleAuthFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One application with one sign-in, OpenID Connect of Jakarta Security, three times: they differ in the tokens that their page uses. */
enum OpenIdWar {
    /** No token is used or renewed. */
    NEITHER("neither", Page.class),
    /** The token of the sign-in, which Jakarta Security renews. */
    JAKARTA("jakarta", OpenIdPage.class),
    /** Circle's token, which this library renews. */
    OURS("ours", MemberPage.class);

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
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>all</web-resource-name>
                  <url-pattern>/*</url-pattern>
                </web-resource-collection>
                <auth-constraint>
                  <role-name>**</role-name>
                </auth-constraint>
              </security-constraint>
            </web-app>
            """;

    /** The context path without its slash, which is the contender's name too. */
    final String contender;

    private final Class<? extends Page> page;

    OpenIdWar(String contender, Class<? extends Page> page) {
        this.contender = contender;
        this.page = page;
    }

    /**
     * Writes the application.
     *
     * @param folder where the applications are
     * @param configuration the configuration of the application and of the library
     * @return its folder
     */
    Path write(Path folder, Map<String, String> configuration) throws IOException {
        WarFolder war = new WarFolder(folder.resolve(contender));
        war.text("WEB-INF/web.xml", WEB_XML.formatted(this == OURS ? WarFolder.FILTER : "", page.getName()));
        war.text("WEB-INF/beans.xml", "");
        Map<String, String> all = new TreeMap<>(configuration);
        all.put(OpenIdSite.REFRESHING, String.valueOf(this == JAKARTA));
        war.text(
                "WEB-INF/classes/META-INF/microprofile-config.properties",
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
        for (Class<?> type : List.of(Page.class, page, OpenIdSite.class)) {
            war.addClass(type);
        }
        if (this == OURS) {
            war.addHttpClient();
            war.addJarOf(CircleAuthFilter.class);
        }
        return war.root();
    }
}
