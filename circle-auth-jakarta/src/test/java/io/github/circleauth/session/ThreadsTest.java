package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The library's own threads inherit nothing from a request. */
class ThreadsTest {

    private final ClassLoader applicationLoader = new ClassLoader(ThreadsTest.class.getClassLoader()) {};
    private final Threads threads = new Threads("/threads-test", applicationLoader);
    private final InheritableThreadLocal<String> user = new InheritableThreadLocal<>();

    @BeforeEach
    void setUser() {
        user.set("ada");
    }

    @AfterEach
    void end() {
        user.remove();
        threads.close(Duration.ofSeconds(30));
    }

    private <T> T onAWorker(Supplier<T> task) throws Exception {
        return CompletableFuture.supplyAsync(task, threads.workers()).get(30, TimeUnit.SECONDS);
    }

    @Test
    void threadsDoNotInheritThreadLocals() throws Exception {
        assertThat(onAWorker(user::get)).isNull();
    }

    @Test
    void threadsHaveTheApplicationsClassLoaderAndAreDaemons() throws Exception {
        assertThat(onAWorker(() -> Thread.currentThread().getContextClassLoader()))
                .isSameAs(applicationLoader);
        assertThat(onAWorker(() -> Thread.currentThread().isDaemon())).isTrue();
    }
}
