package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadinessCheckTest {

    /** An application's class loader, with the library's classes in it. */
    private static final class Applications extends URLClassLoader {

        Applications() throws Exception {
            super(new URL[] {Path.of("target/classes").toUri().toURL()}, ReadinessCheckTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith("io.github.circleauth.") ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }

    @BeforeEach
    void provideResponses() {
        HealthCheckResponse.setResponseProvider(HealthResponses::new);
    }

    /** Payara keeps the check of an application that failed to start, and lets each application go without an endpoint if it throws. */
    @Test
    void theCheckAnswersAfterItsApplicationsClassLoaderIsClosed() throws Exception {
        HealthCheck check;
        try (Applications loader = new Applications()) {
            Constructor<?> constructor =
                    loader.loadClass(ReadinessCheck.class.getName()).getDeclaredConstructor();
            constructor.setAccessible(true);
            check = (HealthCheck) constructor.newInstance();
            assertThat(check.getClass().getClassLoader()).isSameAs(loader);
        }
        assertThat(check.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(check.call().getData())
                .hasValueSatisfying(data -> assertThat(data).containsKey("circle-auth"));
    }
}
