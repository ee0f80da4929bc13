package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.http.InProcessCircle.Hooks;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Circle accepts requests and sends no response, while 200 threads of the application use their users' tokens. */
@Timeout(60)
@Tag("C13")
class HangingCircleTest {

    private static final int REQUESTS = 200;
    private static final int WORKERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final CircleAuthRuntime.Options WAITING =
            new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, PATIENCE);

    private final Set<Thread> inTheClient = ConcurrentHashMap.newKeySet();
    private final Hooks recording = new Hooks() {
        @Override
        public void beforeEffect() {
            inTheClient.add(Thread.currentThread());
        }
    };
    private final Threads threads = new Threads("/hanging", HangingCircleTest.class.getClassLoader());
    private final OneApplication application =
            new OneApplication(WAITING, recording, parts -> new Leases(withWorkers(parts)));
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

    /** Sends a request of each user at the same moment. */
    private List<AccessToken> serveAllAtOnce() throws Exception {
        CyclicBarrier all = new CyclicBarrier(REQUESTS);
        List<Future<AccessToken>> serving = new ArrayList<>();
        for (StubRequest request : requests) {
            serving.add(callers.submit(() -> {
                all.await();
                return serve(request);
            }));
        }
        List<AccessToken> tokens = new ArrayList<>();
        for (Future<AccessToken> one : serving) {
            tokens.add(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        return tokens;
    }

    @Test
    void N11_whileCircleHangsValidTokensAreServedAndNoApplicationThreadEntersTheClient() throws Exception {
        // Signs more quickly.
        application.circle.switches().set("jwt", "hs256");
        application.circle.people(LongStream.rangeClosed(1, REQUESTS)
                .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                .toList());
        List<AccessToken> first = serveAllAtOnce();
        application.circle.clock().advance(Duration.ofMinutes(58)); // All tokens are stale and still valid.
        inTheClient.clear();

        try (Gate hanging = application.circle.gates().hold("*")) {
            List<AccessToken> served = serveAllAtOnce();

            assertThat(served).isEqualTo(first).doesNotHaveDuplicates();
            hanging.awaitWaiting(WORKERS, PATIENCE);
            assertThat(hanging.waiting()).isEqualTo(WORKERS);
            assertThat(inTheClient)
                    .hasSize(WORKERS)
                    .allMatch(thread -> thread.getName().startsWith("circle-auth-worker /hanging"));
        }
    }
}
