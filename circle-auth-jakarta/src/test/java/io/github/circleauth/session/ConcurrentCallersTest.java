package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.MemberTokens;
import io.github.circleauth.sandbox.Fault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many callers request tokens when these have expired. */
class ConcurrentCallersTest {

    private final OneServer server = new OneServer();
    private Lease lease;

    @BeforeEach
    void signInAndExpire() {
        lease = server.signedIn(ADA);
        server.pass(UNTIL_EXPIRED);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private List<CompletableFuture<MemberTokens>> call(int times, Lease ofLease) {
        return IntStream.range(0, times)
                .mapToObj(i -> server.node.tokens(ofLease))
                .toList();
    }

    private List<CompletableFuture<MemberTokens>> call64Times() {
        return call(64, lease);
    }

    @ParameterizedTest
    @Tag("C1")
    @ValueSource(ints = {2, 64, 500})
    void allCallersAtExpiryShareOneRenewal(int count) {
        List<CompletableFuture<MemberTokens>> callers = call(count, lease);
        assertThat(callers).noneMatch(CompletableFuture::isDone);
        server.workers.runAll();

        assertThat(callers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(server.refreshes()).isEqualTo(1);
        assertThat(server.obtains()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 64, 500})
    void noCallerWaitsForTheOneRenewalOfAStaleToken(int count) {
        Lease stale = server.signedIn(ADA + 1);
        server.pass(UNTIL_STALE);

        assertThat(call(count, stale)).allMatch(CompletableFuture::isDone);

        assertThat(server.refreshes()).isZero();
        server.workers.runAll();
        assertThat(server.refreshes()).isEqualTo(1);
    }

    @Test
    void noCallerWaitsInARenewalWaveOfManySessions() {
        // As many of each member as may obtain tokens within a minute.
        List<Lease> leases = LongStream.range(0, 150)
                .mapToObj(i -> server.signedIn(ADA + i % 3))
                .toList();
        server.pass(UNTIL_STALE);

        assertThat(leases).allMatch(each -> server.node.tokens(each).isDone());

        assertThat(server.refreshes()).isZero();
        server.workers.runAll();
        assertThat(server.refreshes()).isEqualTo(150);
    }

    @Test
    void oneCallersCancellationDoesNotAffectTheOthers() {
        List<CompletableFuture<MemberTokens>> callers = call64Times();
        callers.get(0).cancel(true);
        callers.get(1).complete(null);
        callers.get(2).completeExceptionally(new IllegalStateException("a caller's own"));
        server.workers.runAll();

        assertThat(callers.get(0)).isCancelled();
        assertThat(callers.subList(3, 64))
                .allSatisfy(caller -> assertThat(server.isAlive(caller.join())).isTrue());
        assertThat(server.refreshes()).isEqualTo(1);
    }

    @Test
    void allCallersGetTheOneFailure() {
        server.fails(Fault.status(503));
        List<CompletableFuture<MemberTokens>> callers = call64Times();
        server.workers.runAll();

        assertThat(callers)
                .allSatisfy(caller -> assertThatThrownBy(caller::join).isInstanceOf(CompletionException.class));
        assertThat(server.tokenRequests()).isEqualTo(2);
    }
}
