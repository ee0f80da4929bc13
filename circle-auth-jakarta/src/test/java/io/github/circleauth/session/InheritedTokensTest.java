package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.ledger.Ledger;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Another server writes a newer lease text while this one takes over an older one. */
class InheritedTokensTest {

    private final OneServer server = new OneServer();
    private Runnable duringNextTouch = () -> {};

    private final Ledger ledger = (Ledger) Proxy.newProxyInstance(
            Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, args) -> {
                Object result = method.invoke(server.ledger, args);
                if (method.getName().equals("touch")) {
                    Runnable once = duringNextTouch;
                    duringNextTouch = () -> {};
                    once.run();
                }
                return result;
            });

    private final SimulatedNode other = server.another(ledger);

    @AfterEach
    void close() {
        server.close();
        other.close();
    }

    @Test
    @Tag("C12")
    void newerTokensThatArriveWhileOlderOnesAreTakenOverAreServedAndNotOverwritten() {
        Lease lease = server.signedIn(ADA);
        String older = server.leases.reconcile(lease, lease.seenText());
        server.pass(UNTIL_EXPIRED);
        MemberTokens renewed = server.served(lease).join();
        String newer = server.leases.reconcile(lease, older);
        assertThat(newer).isNotEqualTo(older);

        Lease rebuilt = other.find(lease.id(), older, Long.toString(ADA), TIMEOUT_SECONDS);
        duringNextTouch = () -> other.leases.reconcile(rebuilt, newer);
        CompletableFuture<MemberTokens> tokens = other.tokens(rebuilt);
        other.workers.runAll();

        assertThat(other.leases.reconcile(rebuilt, newer)).isEqualTo(newer);
        assertThat(tokens.join().accessToken().value())
                .isEqualTo(renewed.accessToken().value());
        assertThat(server.refreshes()).as("by the first server alone").isEqualTo(1);
    }

    @Test
    void aStaleTokenThatIsTakenOverIsServedWithoutARequestAndRenewedAtTheNextUse() {
        Lease lease = server.signedIn(ADA);
        String text = server.leases.reconcile(lease, lease.seenText());
        MemberTokens tokens = server.node.current(lease);
        server.pass(UNTIL_STALE);
        Lease rebuilt = other.find(lease.id(), text, Long.toString(ADA), TIMEOUT_SECONDS);

        CompletableFuture<MemberTokens> takenOver = other.tokens(rebuilt);
        other.workers.runAll();

        assertThat(takenOver.join().accessToken()).isEqualTo(tokens.accessToken());
        assertThat(server.refreshes()).isZero();
        other.renewIfDue(rebuilt);
        other.workers.runAll();
        assertThat(server.refreshes()).isEqualTo(1);
    }

    @Test
    void aTokenThatIsRejectedWhileItIsTakenOverIsRenewed() {
        Lease lease = server.signedIn(ADA);
        String text = server.leases.reconcile(lease, lease.seenText());
        AccessToken rejected = server.node.current(lease).accessToken();
        Lease rebuilt = other.find(lease.id(), text, Long.toString(ADA), TIMEOUT_SECONDS);
        other.onTickerRead = () -> {
            if (rebuilt.held() != null) {
                other.onTickerRead = () -> {};
                other.leases.reject(rebuilt, rejected, 0);
            }
        };

        CompletableFuture<MemberTokens> tokens = other.tokens(rebuilt);
        other.workers.runAll();

        assertThat(tokens.join().accessToken()).isNotEqualTo(rejected);
        assertThat(server.refreshes()).isEqualTo(1);
    }
}
