package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.CLAIM_END;
import static io.github.circleauth.ledger.LedgerContract.LEASE_EXPIRY;
import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.pair;
import static io.github.circleauth.ledger.LedgerContract.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.ledger.Row.Kind;
import io.github.circleauth.seal.Seal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several owners, and servers with different keys, on one table. */
class SharedTableTest extends SharedTableTestBase {

    private static final Seal OTHER_SEAL = Seal.of(List.of(JdbcLedgerContract.OTHER_KEY));
    private static final LedgerOwner AFTER_ROTATION = owner("next-app-token");
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private static List<String> claimAll(Ledger ledger, Instant now) {
        List<String> tokens = new ArrayList<>();
        for (var row = ledger.claim(now, now.plusSeconds(60)); row.isPresent(); ) {
            tokens.add(row.get().token().reveal());
            ledger.delete(row.get());
            row = ledger.claim(now, now.plusSeconds(60));
        }
        return tokens;
    }

    @ParameterizedTest
    @EnumSource
    void applicationsOnOneTableNeitherClaimNorCountEachOthersRows(TestDatabase database) {
        JdbcLedger one = server(database, SEAL, OWNER);
        JdbcLedger two = server(database, SEAL, owner("another-applications-token"));
        one.obtainedFrom(COMMUNITY);
        two.obtainedFrom(COMMUNITY + 1);
        one.enter(pair("a", "r1"));
        one.end("a", List.of(), NOW);
        two.enter(pair("b", "r2"));

        two.tick(NOW);
        assertThat(two.claim(LEASE_EXPIRY.minusMillis(1), CLAIM_END)).isEmpty();
        assertThat(two.pendingRevocations(NOW)).isZero();
        assertThat(two.size()).isEqualTo(2);
        assertThat(claimAll(two, LEASE_EXPIRY)).containsExactly("r2", "access-b");
        assertThat(claimAll(one, NOW)).containsExactly("r1", "access-a");
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatStartsClaimsItsOwnDueRowsBeforeAnySignIn(TestDatabase database) {
        server(database, SEAL, OWNER).enter(pair("a", "r"));

        assertThat(claimAll(server(database, SEAL, OWNER), LEASE_EXPIRY)).containsExactly("r", "access-a");
    }

    @ParameterizedTest
    @EnumSource
    void afterTheAppTokenWasReplacedTheRowsOfTheFormerOneAreFoundWithTheFirstObtain(TestDatabase database) {
        JdbcLedger before = server(database, SEAL, OWNER);
        before.obtainedFrom(COMMUNITY);
        before.enter(pair("a", "r"));
        before.end("a", List.of(), NOW);

        JdbcLedger after = server(database, SEAL, AFTER_ROTATION);
        assertThat(after.claim(NOW, CLAIM_END)).isEmpty();
        after.obtainedFrom(COMMUNITY);

        assertThat(after.pendingRevocations(NOW)).isEqualTo(2);
        assertThat(claimAll(after, NOW)).containsExactly("r", "access-a");
    }

    @ParameterizedTest
    @EnumSource
    void afterTheAppTokenWasReplacedALaterStartFindsTheFormerRowsAtOnce(TestDatabase database) {
        JdbcLedger before = server(database, SEAL, OWNER);
        before.obtainedFrom(COMMUNITY);
        before.enter(pair("a", "r"));
        server(database, SEAL, AFTER_ROTATION).obtainedFrom(COMMUNITY);

        assertThat(claimAll(server(database, SEAL, AFTER_ROTATION), LEASE_EXPIRY))
                .containsExactly("r", "access-a");
    }

    @ParameterizedTest
    @EnumSource
    void aSessionThatAServerWithTheNewAppTokenServesIsItsOwn(TestDatabase database) {
        server(database, SEAL, OWNER).enter(pair("a", "r"));

        JdbcLedger after = server(database, SEAL, AFTER_ROTATION);
        after.end("a", List.of(), NOW);

        assertThat(claimAll(after, NOW)).containsExactly("r", "access-a");
    }

    @ParameterizedTest
    @EnumSource
    void anotherCommunityAtTheSameAddressIsAnotherApplication(TestDatabase database) {
        JdbcLedger one = server(database, SEAL, OWNER);
        one.obtainedFrom(COMMUNITY);
        one.enter(pair("a", "r"));
        JdbcLedger two = server(database, SEAL, AFTER_ROTATION);
        two.obtainedFrom(COMMUNITY + 1);

        assertThat(two.claim(LEASE_EXPIRY, CLAIM_END)).isEmpty();
        assertThat(one.claim(LEASE_EXPIRY, CLAIM_END)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void aRowOfALostKeyHoldsASharedTokenUntilAnHourAfterItsExpiry(TestDatabase database) {
        server(database, OTHER_SEAL, OWNER).enter(List.of(row(Kind.REFRESH, "shared", "lost")));
        JdbcLedger ledger = server(database, SEAL, OWNER);
        ledger.enter(List.of(row(Kind.REFRESH, "shared", "good")));
        ledger.end("good", List.of(), NOW);

        assertThat(claimAll(ledger, NOW)).isEmpty();
        assertThat(ledger.pendingRevocations(NOW)).isEqualTo(1);
        assertThat(claimAll(ledger, LEASE_EXPIRY.plus(AN_HOUR).minusMillis(1))).isEmpty();
        assertThat(claimAll(ledger, LEASE_EXPIRY.plus(AN_HOUR))).containsExactly("shared");
    }

    @ParameterizedTest
    @EnumSource
    void aRowOfAnotherOwnerHoldsASharedTokenUntilAnHourAfterItsExpiry(TestDatabase database) {
        server(database, SEAL, AFTER_ROTATION).enter(List.of(row(Kind.REFRESH, "shared", "others")));
        JdbcLedger ledger = server(database, SEAL, OWNER);
        ledger.enter(List.of(row(Kind.REFRESH, "shared", "good")));
        ledger.end("good", List.of(), NOW);

        assertThat(claimAll(ledger, LEASE_EXPIRY.plus(AN_HOUR).minusMillis(1))).isEmpty();
        assertThat(claimAll(ledger, LEASE_EXPIRY.plus(AN_HOUR))).containsExactly("shared");
    }

    @ParameterizedTest
    @EnumSource
    void twoServersThatCannotOpenEachOthersRowsDoNotWaitForEachOther(TestDatabase database) {
        JdbcLedger one = server(database, SEAL, OWNER);
        JdbcLedger two = server(database, OTHER_SEAL, OWNER);
        one.enter(List.of(row(Kind.REFRESH, "shared", "a")));
        two.enter(List.of(row(Kind.REFRESH, "shared", "b")));

        assertThat(claimAll(one, LEASE_EXPIRY)).isEmpty();

        assertThat(claimAll(two, LEASE_EXPIRY)).containsExactly("shared");
    }

    @ParameterizedTest
    @EnumSource
    void aChangedRowHoldsNoSharedToken(TestDatabase database) throws SQLException {
        JdbcLedger ledger = server(database, SEAL, OWNER);
        ledger.enter(List.of(row(Kind.REFRESH, "shared", "changed")));
        ledger.enter(List.of(row(Kind.REFRESH, "shared", "good")));
        Databases.execute(
                database.source(),
                "UPDATE circle_auth_ledger SET token = '" + SEAL.seal("shared", "another") + "'"
                        + " WHERE lease_id = 'changed' AND kind = 'REFRESH'");

        List<String> revoked = claimAll(ledger, LEASE_EXPIRY);
        revoked.addAll(claimAll(ledger, LEASE_EXPIRY.plus(AN_HOUR)));

        assertThat(revoked).containsExactly("shared");
    }

    @ParameterizedTest
    @EnumSource
    void expiredRowsOfOtherOwnersAreDeletedAnHourLater(TestDatabase database) throws SQLException {
        server(database, SEAL, AFTER_ROTATION).enter(List.of(row(Kind.ACCESS, "t", "a")));
        Instant expiry = NOW.plus(AN_HOUR);

        server(database, SEAL, OWNER).tick(expiry.plus(AN_HOUR).minusMillis(1));
        assertThat(Databases.stored(database.source())).contains("ACCESS");

        server(database, SEAL, OWNER).tick(expiry.plus(AN_HOUR));
        assertThat(Databases.stored(database.source())).doesNotContain("ACCESS");
    }

    @ParameterizedTest
    @EnumSource
    void dueRowsOfAnOwnerWithoutAServerAreLoggedOnceAnHourLater(TestDatabase database) {
        server(database, SEAL, AFTER_ROTATION).enter(pair("a", "r"));
        JdbcLedger ledger = server(database, SEAL, OWNER);
        Instant abandoned = LEASE_EXPIRY.plus(AN_HOUR);

        try (Logged log = Logged.by(JdbcLedger.class)) {
            ledger.tick(abandoned.minusMillis(1));
            assertThat(log.warnings()).isEmpty();
            ledger.tick(abandoned.plusSeconds(60));
            ledger.tick(abandoned.plusSeconds(120));

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "CIRCLE-0076: Rows of the ledger that belong to another app token or another base URL have"
                                    + " been due for an hour: 2.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void keysThatOnlyAnotherApplicationHasAreNoConcernOfThisOne(TestDatabase database) {
        JdbcLedger other = server(database, OTHER_SEAL, AFTER_ROTATION);
        other.enter(pair("a", "r"));
        other.end("a", List.of(), NOW);

        try (Logged log = Logged.by(JdbcLedger.class)) {
            server(database, SEAL, OWNER).tick(NOW);
            assertThat(log.warnings()).isEmpty();

            server(database, SEAL, AFTER_ROTATION).tick(NOW);
            assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0071: ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRecordOfALeaseHasHashesOfItsMemberUnderTheSealingKey(TestDatabase database) throws SQLException {
        JdbcLedger ledger = server(database, SEAL, OWNER);
        Subject ada = new Subject(Optional.of(MemberIdentity.verifiedEmail("Ada@example.com")), OptionalLong.of(1001));

        ledger.enter(ada, NOW, pair("a", "r"));

        String stored = Databases.stored(database.source());
        assertThat(stored)
                .contains(SEAL.marks("VERIFIED_EMAIL\nada@example.com").get(0))
                .contains(SEAL.marks("member\n1001").get(0))
                .doesNotContainIgnoringCase("ada@example.com")
                .doesNotContain("1001\n");
        Seal rotated = Seal.of(List.of(JdbcLedgerContract.OTHER_KEY, JdbcLedgerContract.KEY));
        assertThat(rotated.marks("member\n1001"))
                .hasSize(2)
                .contains(SEAL.marks("member\n1001").get(0));
    }
}
