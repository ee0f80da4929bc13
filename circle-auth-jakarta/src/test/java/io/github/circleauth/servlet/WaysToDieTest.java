package io.github.circleauth.servlet;

import static io.github.circleauth.servlet.SessionWorld.MINUTE;
import static io.github.circleauth.servlet.SessionWorld.key;
import static io.github.circleauth.servlet.WaysToDieTest.Promise.AT_LEASE_EXPIRY;
import static io.github.circleauth.servlet.WaysToDieTest.Promise.AT_ONCE;
import static io.github.circleauth.servlet.WaysToDieTest.Promise.WHEN_THEY_EXPIRE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.seal.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The ways in which a session, a server or a token may end, and when the tokens are dead then, with each ledger: the table
 * of {@code docs/reliability.md}, judged by the sandbox's audit.
 */
class WaysToDieTest {

    /** From the last touch to the lease expiry: a session timeout of half an hour, a quarter of it, and two minutes. */
    private static final Duration LEASE_LIFE = Duration.ofSeconds(1800 / 4 * 5).plusMinutes(2);

    /** When the tokens are dead, at the latest. */
    enum Promise {
        /** Within a minute of the end, or of Circle's return. */
        AT_ONCE("within a minute"),
        /** Within a minute of the lease expiry. */
        AT_LEASE_EXPIRY("at lease expiry"),
        /** They are not revoked. */
        WHEN_THEY_EXPIRE("when they expire");

        private final String described;

        Promise(String described) {
            this.described = described;
        }
    }

    enum Way {
        THE_SESSION_ENDS(
                "the session ends: logout, `invalidate()`, timeout", SessionWorld::sessionEnds, AT_ONCE, AT_ONCE),
        THE_SESSION_ENDS_TWICE(
                "the server reports that end twice",
                world -> {
                    world.sessionDestroyedEvent();
                    world.sessionEnds();
                },
                AT_ONCE,
                AT_ONCE),
        THE_EVENT_OF_THE_END_NEVER_COMES(
                "the session ends, and the server never reports it", world -> {}, AT_LEASE_EXPIRY, AT_LEASE_EXPIRY),
        ANOTHER_USER_SIGNS_IN(
                "another user signs in to the same session", world -> world.request("1002"), AT_ONCE, AT_ONCE),
        THE_SERVER_IS_KILLED(
                "the server is killed, and the session with it",
                SessionWorld::serverIsKilled,
                WHEN_THEY_EXPIRE,
                AT_LEASE_EXPIRY),
        THE_SERVER_IS_KILLED_RIGHT_AFTER_THE_END(
                "the server is killed right after the session's end",
                world -> {
                    world.sessionEnds();
                    world.serverIsKilled();
                },
                WHEN_THEY_EXPIRE,
                AT_ONCE),
        THE_SESSION_OUTLIVES_ITS_SERVER_AND_ENDS_LATER(
                "the session outlives its server, is used again, and ends",
                world -> {
                    world.serverIsKilled();
                    world.request("1001");
                    world.pass(MINUTE);
                    world.sessionEnds();
                },
                AT_ONCE,
                AT_ONCE),
        THE_SESSION_OUTLIVES_ITS_SERVER_AND_ENDS_BEFORE_IT_IS_USED(
                "the session outlives its server, and ends before it is used again",
                world -> {
                    world.serverIsKilled();
                    world.sessionEnds();
                },
                AT_ONCE,
                AT_ONCE),
        THE_SESSION_OUTLIVES_ITS_SERVER_AND_ITS_USER_NEVER_RETURNS(
                "the session outlives its server, and its user never returns",
                SessionWorld::serverIsKilled,
                WHEN_THEY_EXPIRE,
                AT_LEASE_EXPIRY),
        THE_APPLICATION_IS_UNDEPLOYED(
                "the application is undeployed or its server shut down, and the session ends with it",
                world -> {
                    world.sessionEnds();
                    world.serverStops();
                },
                AT_ONCE,
                AT_ONCE),
        THE_APPLICATION_IS_UNDEPLOYED_WHILE_CIRCLE_IS_AWAY(
                "the same, while Circle can't be reached or hangs",
                world -> {
                    world.hangs.away = true;
                    world.sessionEnds();
                    world.serverStops();
                    world.hangs.away = false;
                },
                WHEN_THEY_EXPIRE,
                AT_ONCE),
        THE_APPLICATION_IS_REDEPLOYED_AND_ITS_SESSIONS_ARE_KEPT(
                "the server redeploys the application and keeps the session, which ends later",
                world -> {
                    world.sessionDestroyedEvent();
                    world.serverStops();
                    assertThat(world.aliveOf(1001)).isEmpty();
                    world.isServedALivingToken();
                    world.sessionEnds();
                },
                AT_ONCE,
                AT_ONCE),
        CIRCLE_ANSWERS_500_FOR_TEN_MINUTES(
                "the session ends while Circle responds with 500",
                world -> world.sessionEndsWhileCircle(Fault.status(500)),
                AT_ONCE,
                AT_ONCE),
        CIRCLE_ANSWERS_429_FOR_TEN_MINUTES(
                "the session ends while Circle responds with 429",
                world -> world.sessionEndsWhileCircle(Fault.tooManyRequests(Duration.ofSeconds(30))),
                AT_ONCE,
                AT_ONCE),
        CIRCLE_CANNOT_BE_REACHED_FOR_TEN_MINUTES(
                "the session ends while Circle can't be reached or hangs",
                world -> {
                    world.hangs.away = true;
                    world.sessionEnds();
                    world.pass(Duration.ofMinutes(10));
                    world.hangs.away = false;
                },
                AT_ONCE,
                AT_ONCE),
        CIRCLE_REVOKES_AND_ITS_RESPONSES_ARE_LOST(
                "the session ends while Circle's responses are lost",
                world -> world.sessionEndsWhileCircle(Fault.lost()),
                AT_ONCE,
                AT_ONCE),
        THE_APP_TOKEN_IS_ROTATED(
                "the app token is rotated before the session ends",
                world -> {
                    world.circle.apiToken("another-app-token");
                    world.sessionEnds();
                },
                AT_ONCE,
                AT_ONCE),
        A_SEAL_KEY_IS_ROLLED_AND_THE_FORMER_ONE_LISTED(
                "the server is killed, and comes back with a new seal key in front of the former",
                world -> {
                    world.keys = Seal.of(List.of(key("new"), key("old")));
                    world.serverIsKilled();
                },
                WHEN_THEY_EXPIRE,
                AT_LEASE_EXPIRY),
        A_SEAL_KEY_IS_LOST(
                "the server is killed, and comes back without its former seal key",
                world -> {
                    world.keys = Seal.of(List.of(key("new")));
                    world.serverIsKilled();
                },
                WHEN_THEY_EXPIRE,
                WHEN_THEY_EXPIRE);

        private final String described;
        private final Consumer<SessionWorld> happens;
        private final Promise inMemory;
        private final Promise inDatabase;

        Way(String described, Consumer<SessionWorld> happens, Promise inMemory, Promise inDatabase) {
            this.described = described;
            this.happens = happens;
            this.inMemory = inMemory;
            this.inDatabase = inDatabase;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLedgerInMemoryKeepsWhatItPromises(Way way) {
        judge(way, way.inMemory, keys -> new MemoryLedger());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("L7")
    void theLedgerInADatabaseKeepsWhatItPromises(Way way) {
        LedgerRows.inDatabase(Seal.of(List.of(key("old"))));
        judge(way, way.inDatabase, LedgerRows::onDatabase);
    }

    @Test
    void theDocumentationPromisesTheSame() throws IOException {
        List<String> table = Arrays.stream(Way.values())
                .map(way ->
                        "| " + way.described + " | " + way.inMemory.described + " | " + way.inDatabase.described + " |")
                .toList();

        assertThat(Files.readAllLines(Path.of("../docs/reliability.md"))).containsSequence(table);
    }

    private static void judge(Way way, Promise promise, Function<Seal, Ledger> ledgers) {
        try (SessionWorld world = new SessionWorld(ledgers)) {
            assertThat(world.aliveOf(1001)).hasSize(2);

            way.happens.accept(world);

            world.pass(MINUTE);
            assertThat(world.aliveOf(1001)).hasSize(promise == AT_ONCE ? 0 : 2);
            world.pass(LEASE_LIFE);
            assertThat(world.aliveOf(1001)).hasSize(promise == WHEN_THEY_EXPIRE ? 2 : 0);
            if (way != Way.CIRCLE_REVOKES_AND_ITS_RESPONSES_ARE_LOST) {
                // A ledger in memory can't know that its predecessor revoked a kept session's former tokens.
                int mostRevocations = way == Way.THE_APPLICATION_IS_REDEPLOYED_AND_ITS_SESSIONS_ARE_KEPT ? 2 : 1;
                assertThat(world.circle.audit().tokens())
                        .as("revocations of one token")
                        .allMatch(token -> token.revocations() <= mostRevocations);
            }
        }
    }
}
