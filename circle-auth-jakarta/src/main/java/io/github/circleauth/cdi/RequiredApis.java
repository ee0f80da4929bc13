package io.github.circleauth.cdi;

import jakarta.enterprise.inject.spi.CDI;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;

/**
 * Checks that CDI and MicroProfile Config are there. A servlet container such as Tomcat has neither; applications bring them
 * along.
 */
final class RequiredApis {

    private RequiredApis() {}

    /**
     * Checks both.
     *
     * @throws IllegalStateException if one is missing; the message is a sentence that names it
     */
    static void check(String contextPath) {
        check(contextPath, "CDI is not on for it", "org.jboss.weld.servlet:weld-servlet-core", () -> {
            Object unused = CDI.current();
        });
        check(contextPath, "it has no MicroProfile Config", "io.smallrye.config:smallrye-config", () -> {
            Object unused = ConfigProviderResolver.instance();
        });
    }

    private static void check(String contextPath, String missing, String example, Runnable use) {
        try {
            use.run();
        } catch (IllegalStateException | LinkageError absent) { // Of the implementation, or of the API.
            throw new IllegalStateException(
                    "circle-auth can't start for " + contextPath + ": " + missing
                            + ". Where the server has no implementation, as in Tomcat, put one into WEB-INF/lib, such as "
                            + example + " with its dependencies (\"Tomcat\" in docs/servers.md).",
                    absent);
        }
    }
}
