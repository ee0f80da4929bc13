package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the library's own threads have of the request whose work they begin with. */
class ThreadsTest {

    private final ClassLoader applications = new ClassLoader(ThreadsTest.class.getClassLoader()) {};
    private final Threads threads = new Threads("/threads-test", applications);
    private final InheritableThreadLocal<String> user = new InheritableThreadLocal<>();

    @BeforeEach
    void requestOfAda() {
        user.set("ada");
    }

    @AfterEach
    void end() {
        user.remove();
        threads.close(Duration.ofSeconds(30));
    }

    private <T> T onAWorker(Supplier<T> question) throws Exception {
        return CompletableFuture.supplyAsync(question, threads.workers()).get(30, TimeUnit.SECONDS);
    }

    @Test
    void theyDoNotInheritItsThreadLocals() throws Exception {
        assertThat(onAWorker(user::get)).isNull();
    }

    @Test
    void theySeeTheApplicationsClassesAndKeepNoServerFromEnding() throws Exception {
        assertThat(onAWorker(() -> Thread.currentThread().getContextClassLoader()))
                .isSameAs(applications);
        assertThat(onAWorker(() -> Thread.currentThread().isDaemon())).isTrue();
    }
}
