package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.MemberTokens;
import io.github.circleauth.sandbox.Fault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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

    private List<CompletableFuture<MemberTokens>> call64Times() {
        return IntStream.range(0, 64).mapToObj(i -> server.node.tokens(lease)).toList();
    }

    @Test
    @Tag("C1")
    void sixtyFourCallersAtExpiryShareOneRenewal() {
        List<CompletableFuture<MemberTokens>> callers = call64Times();
        assertThat(callers).noneMatch(CompletableFuture::isDone);
        server.workers.runAll();

        assertThat(callers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(server.refreshes()).isEqualTo(1);
        assertThat(server.obtains()).isEqualTo(1);
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
