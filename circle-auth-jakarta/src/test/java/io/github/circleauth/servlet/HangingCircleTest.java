package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.http.InProcessCircle.Pauses;
import io.github.circleauth.sandbox.Gate;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Circle takes calls and answers none, while an application's 200 threads all want their users' tokens. */
@Timeout(60)
class HangingCircleTest {

    private static final int REQUESTS = 200;
    private static final int WORKERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final CircleAuthRuntime.Options WAITING =
            new CircleAuthRuntime.Options(true, false, false, PATIENCE);

    private final Set<Thread> inTheClient = ConcurrentHashMap.newKeySet();
    private final Pauses noting = new Pauses() {
        @Override
        public void beforeEffect() {
            inTheClient.add(Thread.currentThread());
        }
    };
    private final Threads threads = new Threads("/hanging", HangingCircleTest.class.getClassLoader());
    private final OneApplication application =
            new OneApplication(WAITING, noting, parts -> new Leases(withWorkers(parts)));
    private final List<StubRequest> requests = LongStream.rangeClosed(1, REQUESTS)
            .mapToObj(id -> new StubRequest(Long.toString(id), session(id)))
            .toList();
    private final ExecutorService callers = Executors.newFixedThreadPool(REQUESTS);

    @AfterEach
    void close() {
        callers.shutdownNow();
        threads.close(PATIENCE);
    }

    private LeaseEnvironment withWorkers(LeaseEnvironment parts) {
        return new LeaseEnvironment(
                parts.circle(),
                parts.ledger(),
                parts.revoker(),
                parts.seal(),
                parts.schedule(),
                parts.circuitBreaker(),
                parts.obtainLimit(),
                threads.workers(),
                parts.ticker(),
                parts.clock(),
                parts.random());
    }

    private StubSession session(long id) {
        StubSession session = application.session("session of " + id);
        session.setMaxInactiveInterval(4 * 3600);
        return session;
    }

    private AccessToken serve(StubRequest request) {
        AccessToken[] token = new AccessToken[1];
        application.serve(
                request, passed -> token[0] = application.member(passed).accessToken());
        return token[0];
    }

    /** Has all users ask at the same moment. */
    private List<AccessToken> askAtOnce() throws Exception {
        CyclicBarrier all = new CyclicBarrier(REQUESTS);
        List<Future<AccessToken>> asking = new ArrayList<>();
        for (StubRequest request : requests) {
            asking.add(callers.submit(() -> {
                all.await();
                return serve(request);
            }));
        }
        List<AccessToken> tokens = new ArrayList<>();
        for (Future<AccessToken> one : asking) {
            tokens.add(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        return tokens;
    }

    @Test
    void N11_whileCircleHangsValidTokensAreServedAndNoApplicationThreadEntersTheClient() throws Exception {
        application.circle.switches().set("jwt", "hs256"); // the quicker to sign
        application.circle.people(LongStream.rangeClosed(1, REQUESTS)
                .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                .toList());
        List<AccessToken> first = askAtOnce();
        application.circle.clock().advance(Duration.ofMinutes(58)); // All of them are stale, and live on.
        inTheClient.clear();

        try (Gate hanging = application.circle.gates().hold("*")) {
            List<AccessToken> served = askAtOnce();

            assertThat(served).isEqualTo(first).doesNotHaveDuplicates();
            hanging.awaitWaiting(WORKERS, PATIENCE);
            assertThat(hanging.waiting()).isEqualTo(WORKERS);
            assertThat(inTheClient)
                    .hasSize(WORKERS)
                    .allMatch(thread -> thread.getName().startsWith("circle-auth-worker /hanging"));
        }
    }
}
