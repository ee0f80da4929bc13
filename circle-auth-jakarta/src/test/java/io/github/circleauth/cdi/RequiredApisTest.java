package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Applications in a servlet container, which brings neither CDI nor MicroProfile Config. */
class RequiredApisTest {

    /** An application's class loader that loads the check and MicroProfile Config by itself, and doesn't see some packages or services. */
    private static final class ApplicationLoader extends ClassLoader {

        private final String hidden;

        ApplicationLoader(String hidden) {
            super(RequiredApisTest.class.getClassLoader());
            this.hidden = hidden;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(hidden)) {
                throw new ClassNotFoundException(name);
            }
            boolean isOwn =
                    name.startsWith(RequiredApis.class.getName()) || name.startsWith("org.eclipse.microprofile");
            return isOwn && findLoadedClass(name) == null ? define(name) : super.loadClass(name, resolve);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.endsWith(hidden) ? Collections.emptyEnumeration() : super.getResources(name);
        }
    }

    /** Runs the check in an application that doesn't see a package or a service. Returns the failure's message, or null. */
    private static @Nullable String failureWithout(String hidden) throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader application = new ApplicationLoader(hidden);
        Thread.currentThread().setContextClassLoader(application);
        try {
            Method check = application.loadClass(RequiredApis.class.getName()).getDeclaredMethod("check", String.class);
            check.setAccessible(true);
            check.invoke(null, "/shop");
            return null;
        } catch (InvocationTargetException failed) {
            assertThat(failed.getCause()).isInstanceOf(IllegalStateException.class);
            return failed.getCause().getMessage();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static SeContainer cdi() {
        return SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(RequiredApisTest.class)
                .initialize();
    }

    @Test
    void withBothTheApplicationStarts() {
        try (SeContainer unused = cdi()) {
            assertThatCode(() -> RequiredApis.check("/shop")).doesNotThrowAnyException();
        }
    }

    @Test
    void withoutTheApiOfCdiOneSentenceNamesWhatToAdd() throws Exception {
        assertThat(failureWithout("jakarta.enterprise"))
                .isEqualTo(
                        "circle-auth can't start for /shop: CDI is not on for it. Where the server has no implementation, as"
                                + " in Tomcat, put one into WEB-INF/lib, such as org.jboss.weld.servlet:weld-servlet-core with its"
                                + " dependencies (\"Tomcat\" in docs/servers.md).");
    }

    @Test
    void withoutCdiForTheApplicationOneSentenceNamesWhatToAdd() throws Exception {
        assertThat(failureWithout("nothing")).startsWith("circle-auth can't start for /shop: CDI is not on for it.");
    }

    @Test
    void withoutTheApiOfMicroProfileConfigOneSentenceNamesWhatToAdd() throws Exception {
        try (SeContainer unused = cdi()) {
            assertThat(failureWithout("org.eclipse.microprofile"))
                    .startsWith("circle-auth can't start for /shop: it has no MicroProfile Config.")
                    .contains("io.smallrye.config:smallrye-config with its dependencies");
        }
    }

    @Test
    void withoutAnImplementationOfMicroProfileConfigOneSentenceNamesWhatToAdd() throws Exception {
        try (SeContainer unused = cdi()) {
            assertThat(failureWithout("org.eclipse.microprofile.config.spi.ConfigProviderResolver"))
                    .startsWith("circle-auth can't start for /shop: it has no MicroProfile Config.");
            assertThat(failureWithout("META-INF/services/org.eclipse.microprofile.config.spi.ConfigProviderResolver"))
                    .startsWith("circle-auth can't start for /shop: it has no MicroProfile Config.");
        }
    }
}
