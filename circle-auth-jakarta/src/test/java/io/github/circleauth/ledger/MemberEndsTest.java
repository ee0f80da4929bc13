package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.LEASE_EXPIRY;
import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.ledger.Ledger.LeaseStatus;
import io.github.circleauth.seal.Seal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of all leases of a member in a table that several servers share, on each database. */
class MemberEndsTest extends SharedTableTestBase {

    private static final Seal ROTATED = Seal.of(List.of(JdbcLedgerContract.OTHER_KEY, JdbcLedgerContract.KEY));
    private static final LedgerOwner OTHER_OWNER = owner("another-app-token");
    private static final MemberIdentity ADA = MemberIdentity.verifiedEmail("ada@example.com");
    private static final MemberIdentity GRACE = MemberIdentity.verifiedEmail("grace@example.com");
    private static final MemberIdentity BY_ID = MemberIdentity.communityMemberId(1001);

    /** After all leases of these tests were entered. */
    private static final Instant END = NOW.plusSeconds(5);

    private static JdbcLedger server(TestDatabase database) {
        return server(database, SEAL, OWNER);
    }

    private static boolean enter(
            Ledger ledger, MemberIdentity identity, long member, String lease, Instant requestedAt) {
        Subject subject = new Subject(Optional.of(identity), OptionalLong.of(member));
        return ledger.enter(subject, requestedAt, pair(lease, "refresh-" + member));
    }

    private static void enter(Ledger ledger, MemberIdentity identity, long member, String lease) {
        assertThat(enter(ledger, identity, member, lease, NOW)).isTrue();
    }

    private static int endAll(Ledger ledger, MemberIdentity identity) {
        return ledger.endAll(Subject.of(identity), END).orElseThrow();
    }

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
    void allLeasesOfTheMemberEndAndNoOthersWhicheverServerEnteredThem(TestDatabase database) {
        JdbcLedger here = server(database);
        JdbcLedger there = server(database);
        enter(here, ADA, 1001, "a1");
        enter(there, MemberIdentity.verifiedEmail("Ada@Example.com"), 1001, "a2");
        enter(there, GRACE, 1002, "g");

        assertThat(endAll(here, MemberIdentity.verifiedEmail("ADA@example.com")))
                .isEqualTo(2);

        assertThat(there.ended(List.of("a1", "a2", "g"))).containsExactlyInAnyOrder("a1", "a2");
        assertThat(claimAll(there, END)).containsExactlyInAnyOrder("refresh-1001", "access-a1", "access-a2");
        assertThat(there.touch("a2", pair("a2", "refresh-1001"), END)).isEqualTo(LeaseStatus.ENDED);
        assertThat(endAll(there, ADA)).as("a second time").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theCommunityMemberIdFindsLeasesOfEachKindOfIdentity(TestDatabase database) {
        JdbcLedger ledger = server(database);
        enter(ledger, ADA, 1001, "mail");
        enter(ledger, MemberIdentity.ssoUserId("u-1"), 1001, "sso");
        enter(ledger, BY_ID, 1001, "id");
        enter(ledger, MemberIdentity.ssoUserId("1001"), 1002, "another");

        assertThat(endAll(ledger, BY_ID)).isEqualTo(3);

        assertThat(ledger.ended(List.of("mail", "sso", "id", "another")))
                .containsExactlyInAnyOrder("mail", "sso", "id");
    }

    @ParameterizedTest
    @EnumSource
    void leasesAreFoundUnderEachOfTheKeysInWhicheverOrderAServerHasThem(TestDatabase database) {
        JdbcLedger before = server(database, SEAL, OWNER);
        JdbcLedger after = server(database, ROTATED, OWNER);
        enter(before, ADA, 1001, "before");
        enter(after, ADA, 1001, "after");

        assertThat(endAll(after, ADA)).isEqualTo(2);

        assertThat(enter(before, ADA, 1001, "late", NOW)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void anotherCommunitysMemberWithTheSameAddressKeepsItsLeases(TestDatabase database) {
        JdbcLedger ours = server(database, SEAL, OWNER);
        JdbcLedger theirs = server(database, SEAL, OTHER_OWNER);
        ours.obtainedFrom(COMMUNITY);
        theirs.obtainedFrom(COMMUNITY + 1);
        enter(ours, ADA, 1001, "ours");
        enter(theirs, ADA, 1001, "theirs");

        assertThat(endAll(ours, ADA)).isEqualTo(1);

        assertThat(ours.ended(List.of("ours", "theirs"))).containsExactly("ours");
        enter(theirs, ADA, 1001, "requested before");
        assertThat(endAll(theirs, ADA)).isEqualTo(2);
        assertThat(enter(ours, ADA, 1001, "late", NOW)).isFalse();
        assertThat(enter(theirs, ADA, 1001, "late too", NOW)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void anotherAppTokenOfTheSameCommunityIsTheSameApplication(TestDatabase database) {
        JdbcLedger before = server(database, SEAL, OWNER);
        JdbcLedger after = server(database, SEAL, OTHER_OWNER);
        before.obtainedFrom(COMMUNITY);
        after.obtainedFrom(COMMUNITY);
        enter(before, ADA, 1001, "a");

        assertThat(endAll(after, ADA)).isEqualTo(1);

        assertThat(enter(before, ADA, 1001, "late", NOW)).isFalse();
        assertThat(claimAll(after, END)).containsExactlyInAnyOrder("refresh-1001", "access-a", "access-late");
    }

    @ParameterizedTest
    @EnumSource
    void tokensThatWereRequestedBeforeAndComeAfterTheEndAreRevoked(TestDatabase database) {
        JdbcLedger here = server(database);
        JdbcLedger there = server(database);
        assertThat(endAll(here, BY_ID)).as("none yet").isZero();

        assertThat(enter(there, ADA, 1001, "before", END.minusMillis(1))).isFalse();
        assertThat(enter(there, ADA, 1001, "with it", END)).isFalse();
        assertThat(enter(there, ADA, 1001, "after", END.plusMillis(1))).isTrue();
        assertThat(enter(there, GRACE, 1002, "another", NOW)).isTrue();

        List<String> ended = List.of("before", "with it");
        assertThat(here.ended(List.of("before", "with it", "after", "another")))
                .containsExactlyInAnyOrderElementsOf(ended);
        assertThat(claimAll(here, END)).containsExactlyInAnyOrder("access-before", "access-with it");
    }

    @ParameterizedTest
    @EnumSource
    void aLaterEndOfTheSameMemberCountsWhicheverIsWrittenFirst(TestDatabase database) {
        JdbcLedger ledger = server(database);
        for (Instant end : List.of(END, END.plusSeconds(2), END.plusSeconds(1))) {
            assertThat(ledger.endAll(Subject.of(ADA), end)).hasValue(0);
        }

        assertThat(enter(ledger, ADA, 1001, "before", END.plusSeconds(2))).isFalse();
        assertThat(enter(ledger, ADA, 1001, "after", END.plusSeconds(3))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theRecordOfTheEndIsDeletedAfterADay(TestDatabase database) throws SQLException {
        JdbcLedger ledger = server(database);
        endAll(ledger, BY_ID);

        ledger.tick(END.plus(Duration.ofDays(1)).minusMillis(1));
        assertThat(Databases.stored(database.source())).contains("MEMBER").doesNotContain("1001");
        server(database).tick(END.plus(Duration.ofDays(1)));

        assertThat(Databases.stored(database.source())).isEmpty();
        assertThat(enter(ledger, ADA, 1001, "a", NOW)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void manyLeasesOfOneMemberEnd(TestDatabase database) {
        JdbcLedger ledger = server(database);
        List<String> leases =
                IntStream.range(0, 1_200).mapToObj(i -> "lease-" + i).toList();
        leases.forEach(lease -> enter(ledger, ADA, 1001, lease));

        assertThat(endAll(ledger, ADA)).isEqualTo(1_200);

        assertThat(ledger.ended(leases)).hasSize(1_200);
        assertThat(ledger.pendingRevocations(END)).isEqualTo(2_400);
    }

    @ParameterizedTest
    @EnumSource
    void aMemberWithoutAnIdentityHasNoLeases(TestDatabase database) {
        JdbcLedger ledger = server(database);
        ledger.enter(pair("orphaned", "r"));

        assertThat(ledger.endAll(Subject.UNKNOWN, END)).isEqualTo(OptionalInt.of(0));

        assertThat(claimAll(ledger, END)).isEmpty();
        assertThat(claimAll(ledger, LEASE_EXPIRY)).hasSize(2);
    }
}
