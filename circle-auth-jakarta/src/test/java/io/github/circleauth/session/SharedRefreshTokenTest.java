package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Circle gives all sessions of a member the same refresh token, or each its own. */
class SharedRefreshTokenTest {

    /** Five weeks in total: longer than a refresh token's life. */
    private static final int STEPS = 10_000;

    private final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "exclusive"})
    @Tag("I4")
    void whenOneOfTwoSessionsEndsTheOtherIsServedOn(String refreshTokens) {
        server.circle.switches().set("refresh-tokens", refreshTokens);
        Lease laptop = server.signedIn(ADA);
        Lease phone = server.signedIn(ADA);
        boolean shared = OneServer.refreshToken(laptop).equals(OneServer.refreshToken(phone));
        assertThat(shared).isEqualTo(refreshTokens.equals("shared"));

        server.end(laptop);
        server.workers.runAll();
        assertThat(server.alive()).as("the two tokens of the phone").hasSize(2);
        server.pass(UNTIL_EXPIRED);
        assertThat(server.isAlive(server.served(phone).join())).isTrue();
        assertThat(server.refreshes()).isEqualTo(1);
        assertThat(server.obtains()).as("the two sign-ins").isEqualTo(2);

        server.end(phone);
        server.workers.runAll();
        assertThat(server.alive()).isEmpty();
        assertThat(server.ledger.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "exclusive"})
    void aRefreshTokenRevokedElsewhereIsReplacedInEverySession(String refreshTokens) {
        server.circle.switches().set("refresh-tokens", refreshTokens);
        Lease laptop = server.signedIn(ADA);
        Lease phone = server.signedIn(ADA);
        server.revokeRefreshToken(laptop);
        server.pass(UNTIL_EXPIRED);

        assertThat(server.isAlive(server.served(laptop).join())).isTrue();
        assertThat(server.isAlive(server.served(phone).join())).isTrue();
        assertThat(server.node.whyAbsent(phone)).isEmpty();

        server.end(laptop);
        server.end(phone);
        server.workers.runAll();
        assertThat(server.alive()).isEmpty();
        assertThat(server.ledger.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "exclusive"})
    void ofAMembersThreeSessionsAnyMayEndWithoutAnEffectOnTheOthers(String refreshTokens) {
        server.circle.switches().set("refresh-tokens", refreshTokens);
        Random random = new Random(1);
        List<Long> members = List.of(ADA, ADA, ADA, GRACE, GRACE, GRACE);
        List<Lease> sessions = new ArrayList<>();
        members.forEach(member -> sessions.add(server.signedIn(member)));
        int signIns = sessions.size();

        for (int step = 0; step < STEPS; step++) {
            server.pass(Duration.ofSeconds(random.nextInt(600)));
            int index = random.nextInt(sessions.size());
            if (random.nextInt(8) == 0) {
                server.end(sessions.get(index));
                server.workers.runAll();
                sessions.set(index, server.signedIn(members.get(index)));
                signIns++;
            }
            server.node.touch(sessions.get(index), OneServer.TIMEOUT_SECONDS);
            assertThat(server.isAlive(server.served(sessions.get(index)).join()))
                    .isTrue();
        }
        sessions.forEach(server::end);
        server.workers.runAll();

        System.out.printf(
                "Refresh tokens %s, three sessions a member, %d sign-ins, %d renewals: %d tokens, %d lost%n",
                refreshTokens,
                signIns,
                server.refreshes(),
                server.circle.audit().tokens().size(),
                server.alive().size());
        assertThat(server.alive()).isEmpty();
        assertThat(server.ledger.size()).isZero();
        assertThat(server.obtains())
                .as("the sign-ins, and one for each session whose refresh token expires")
                .isBetween((long) signIns, (long) signIns + sessions.size());
        assertThat(server.refreshes()).isGreaterThan(100);
    }
}
