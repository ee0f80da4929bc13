package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Circle may give all of a member's sessions the same refresh token, or each its own. */
class SharedRefreshTokenTest {

    private final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "exclusive"})
    void whenOneOfTwoSessionsEndsTheOtherGoesOnUnseen(String refreshTokens) {
        server.circle.switches().set("refresh-tokens", refreshTokens);
        Lease laptop = server.signedIn(ADA);
        Lease phone = server.signedIn(ADA);
        boolean shared = OneServer.refreshToken(laptop).equals(OneServer.refreshToken(phone));
        assertThat(shared).isEqualTo(refreshTokens.equals("shared"));

        server.end(laptop);
        server.workers.runAll();
        assertThat(server.alive()).as("the phone's two").hasSize(2);
        server.pass(UNTIL_EXPIRED);
        assertThat(server.isAlive(server.served(phone).join())).isTrue();
        assertThat(server.refreshes()).isEqualTo(1);
        assertThat(server.obtains()).as("no sign-in but the two").isEqualTo(2);

        server.end(phone);
        server.workers.runAll();
        assertThat(server.alive()).isEmpty();
        assertThat(server.ledger.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "exclusive"})
    void aRefreshTokenThatSomebodyElseRevokedIsHealedUnseenInEverySession(String refreshTokens) {
        server.circle.switches().set("refresh-tokens", refreshTokens);
        Lease laptop = server.signedIn(ADA);
        Lease phone = server.signedIn(ADA);
        server.revokeRefreshToken(laptop);
        server.pass(UNTIL_EXPIRED);

        assertThat(server.isAlive(server.served(laptop).join())).isTrue();
        assertThat(server.isAlive(server.served(phone).join())).isTrue();
        assertThat(server.leases.whyAbsent(phone)).isEmpty();

        server.end(laptop);
        server.end(phone);
        server.workers.runAll();
        assertThat(server.alive()).isEmpty();
        assertThat(server.ledger.size()).isZero();
    }
}
