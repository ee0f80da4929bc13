package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.ledger.Ledger;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** The lines of the log about an undeployment. */
class StopLinesTest extends BackgroundTasksTestBase {

    /** Returns a ledger that answers some methods with fixed results, by name, and passes the others on. */
    Ledger with(Map<String, Object> results) {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(),
                new Class<?>[] {Ledger.class},
                (proxy, method, arguments) -> results.containsKey(method.getName())
                        ? results.get(method.getName())
                        : method.invoke(ledger, arguments));
    }

    @Test
    void theStopOfADeploymentWithoutTokensLogsNothing() {
        Logged log = stopped(tasks);

        assertThat(log.warnings()).isEmpty();
        assertThat(log.at(Level.INFO)).isEmpty();
    }

    @Test
    void changesThatTheDatabaseDidNotTakeAreLoggedWithTheirNumber() {
        Logged log = stopped(tasks(with(Map.of("flush", 3)), revoker));

        assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0052: Undeployed with 3 changes");
    }

    @Test
    void tokensStillToBeRevokedAreLoggedWithTheirFateInTheDatabase() {
        Logged log = stopped(tasks(with(Map.of("pendingRevocations", 2, "size", 2, "isDurable", true)), revoker));

        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("CIRCLE-0053: Undeployed with 2 tokens")
                .contains("another server revokes them");
        assertThat(log.at(Level.INFO)).as("no session is left").isEmpty();
    }

    @Test
    void tokensStillToBeRevokedAreLoggedWithTheirFateInMemory() {
        Logged log = stopped(tasks(with(Map.of("pendingRevocations", 2, "size", 2, "isDurable", false)), revoker));

        assertThat(log.warnings()).singleElement().asString().contains("they live until they expire");
    }

    @Test
    void tokensOfSessionsThatHaveNotEndedAreCountedWithoutThoseToBeRevoked() {
        Logged log = stopped(tasks(with(Map.of("pendingRevocations", 2, "size", 5)), revoker));

        assertThat(log.at(Level.INFO)).singleElement().asString().startsWith("CIRCLE-0054: 3 tokens of sessions");
    }

    @Test
    void aThreadThatDoesNotEndIsLogged() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        threads.workers().execute(() -> {
            busy.countDown();
            while (released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException ignored) {
                    // It is to outlast the interrupt.
                }
            }
        });
        busy.await();

        // The stop of an interrupted thread waits for no thread.
        Thread.currentThread().interrupt();
        Logged log = stopped(tasks);

        assertThat(Thread.interrupted()).isTrue();
        released.countDown();
        assertThat(log.warnings()).containsExactly("CIRCLE-0055: A thread of circle-auth did not end in time.");
    }
}
