package io.github.circleauth.tomcat;

import jakarta.servlet.ServletContainerInitializer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.apache.catalina.Container;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ContextResource;

/**
 * Embedded Tomcat that gives each application CDI, MicroProfile Config, JSON-B and Jakarta Security, so that it runs the same WARs
 * as the other servers. Each application has classes of its own of them, as if they were in its WAR: Weld and others keep the
 * application's state in static fields.
 */
final class EmbeddedTomcat implements AutoCloseable {

    private static final String CDI_INITIALIZER = "org.jboss.weld.environment.servlet.EnhancedListener";

    private final Tomcat tomcat = new Tomcat();
    private final Path parts;

    /**
     * Starts Tomcat without an application.
     *
     * @param work the folder for Tomcat's files
     * @param parts the folder with the jars that Tomcat lacks
     */
    EmbeddedTomcat(Path work, Path parts, int port) throws IOException, LifecycleException {
        this.parts = parts;
        // Tomcat unpacks WARs here.
        Files.createDirectories(work.resolve("webapps"));
        tomcat.setBaseDir(work.toString());
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setThrowOnFailure(true);
        tomcat.enableNaming();
        // Tomcat creates an instance of the requested class.
        Container unused = tomcat.getHost();
        tomcat.start();
    }

    void addUser(String name, String password) {
        tomcat.addUser(name, password);
    }

    /**
     * Deploys a WAR, or a folder with its content.
     *
     * @throws IllegalStateException if the application does not start; the log has the reason
     */
    void deploy(String contextPath, Path war) {
        StandardContext application = new StandardContext();
        application.setPath(contextPath);
        application.setDocBase(war.toString());
        application.addLifecycleListener(tomcat.getDefaultWebXmlListener());
        ContextConfig annotationsAndWebXml = new ContextConfig();
        annotationsAndWebXml.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
        application.addLifecycleListener(annotationsAndWebXml);
        URLClassLoader ownParts = new URLClassLoader(jars(), EmbeddedTomcat.class.getClassLoader());
        application.setParentClassLoader(ownParts);
        startCdiFirst(application, ownParts);
        tomcat.getHost().addChild(application);
        if (!application.getState().isAvailable()) {
            undeploy(contextPath);
            throw new IllegalStateException(contextPath + " does not start.");
        }
    }

    private URL[] jars() {
        return Arrays.stream(parts.toFile().listFiles())
                .map(File::toURI)
                .map(EmbeddedTomcat::url)
                .toArray(URL[]::new);
    }

    private static URL url(URI file) {
        try {
            return file.toURL();
        } catch (IOException impossible) { // It is a file.
            throw new UncheckedIOException(impossible);
        }
    }

    /** Jakarta Security's initializer looks for CDI, so Weld's must run before it. */
    private static void startCdiFirst(StandardContext application, ClassLoader ownParts) {
        application.setContainerSciFilter(CDI_INITIALIZER);
        application.addServletContainerInitializer(initializer(ownParts), Set.of());
        ContextResource beanManager = new ContextResource();
        beanManager.setName("BeanManager");
        beanManager.setAuth("Container");
        beanManager.setType("jakarta.enterprise.inject.spi.BeanManager");
        beanManager.setProperty("factory", "org.jboss.weld.resources.ManagerObjectFactory");
        application.getNamingResources().addResource(beanManager);
    }

    private static ServletContainerInitializer initializer(ClassLoader ownParts) {
        try {
            return (ServletContainerInitializer)
                    ownParts.loadClass(CDI_INITIALIZER).getConstructor().newInstance();
        } catch (ReflectiveOperationException withoutWeld) {
            throw new IllegalStateException(withoutWeld);
        }
    }

    void undeploy(String contextPath) {
        Container application = tomcat.getHost().findChild(contextPath);
        if (application == null) {
            return;
        }
        tomcat.getHost().removeChild(application);
        try {
            ((URLClassLoader) application.getParentClassLoader()).close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until the server is stopped. */
    void await() {
        tomcat.getServer().await();
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }
}
