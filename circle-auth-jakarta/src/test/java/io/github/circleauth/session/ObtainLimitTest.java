package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObtainLimitTest {

    private static final MemberIdentity ADA = MemberIdentity.communityMemberId(1001);
    private static final MemberIdentity GRACE = MemberIdentity.communityMemberId(1002);

    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();
    private final ObtainLimit limit = new ObtainLimit(60, () -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private void useUp(MemberIdentity identity) {
        for (int i = 0; i < 60; i++) {
            assertThat(limit.count(identity)).isZero();
        }
    }

    @Test
    @Tag("I7")
    void afterSixtyObtainsInAMinuteTheNextOneGetsItsWait() {
        useUp(ADA);
        pass(Duration.ofSeconds(20));

        assertThat(limit.count(ADA)).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void identitiesAtTheLimitAreCountedUntilTheirMinuteIsOver() {
        useUp(ADA);
        limit.count(GRACE);
        assertThat(limit.exhausted()).isEqualTo(1);

        pass(Duration.ofMinutes(1));
        assertThat(limit.exhausted()).isZero();
    }

    @Test
    void theMinuteSlides() {
        for (int i = 0; i < 60; i++) {
            limit.count(ADA);
            pass(Duration.ofSeconds(1));
        }
        assertThat(limit.count(ADA)).as("the first is a minute old").isZero();
        assertThat(limit.count(ADA)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anObtainBeyondTheLimitIsNotCounted() {
        useUp(ADA);
        pass(Duration.ofSeconds(59));
        limit.count(ADA);
        limit.count(ADA);
        pass(Duration.ofSeconds(1));

        useUp(ADA);
    }

    @Test
    void anotherIdentityIsNotAffected() {
        useUp(ADA);

        assertThat(limit.count(GRACE)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.com, ADA@Example.Com",
        "ada@example.com, ａｄａ@example.com",
        "ada@example.com, ada@example.com.",
        "\u00e9va@example.com, e\u0301va@example.com",
        "ada@b\u00fccher.example, ada@XN--BCHER-KVA.example",
        "stra\u00dfe@example.com, STRASSE@example.com"
    })
    void anAddressCountsAsOneHoweverItIsSpelled(String address, String otherSpelling) {
        useUp(MemberIdentity.verifiedEmail(address));

        assertThat(limit.count(MemberIdentity.verifiedEmail(otherSpelling))).isPositive();
        assertThat(limit.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "VERIFIED_EMAIL, ada@example.com, ada+news@example.com",
        "VERIFIED_EMAIL, ada@example.com, a.da@example.com",
        "VERIFIED_EMAIL, ada@example.com, ada@example.org",
        "VERIFIED_EMAIL, @, no-address",
        "SSO_USER_ID, Ada, ada"
    })
    void otherIdentifiersCountApart(MemberIdentity.Kind kind, String one, String other) {
        useUp(new MemberIdentity(kind, one));

        assertThat(limit.count(new MemberIdentity(kind, other))).isZero();
    }

    @Test
    void sweepingRemovesIdentitiesWithoutAnObtainInTheLastMinute() {
        limit.count(ADA);
        pass(Duration.ofSeconds(1));
        limit.count(GRACE);
        pass(Duration.ofSeconds(59));

        limit.sweep();

        assertThat(limit.size()).isEqualTo(1);
    }

    @Test
    void sweepingKeepsObtainsOfTheLastMinute() {
        useUp(ADA);
        pass(Duration.ofSeconds(59));
        limit.sweep();

        assertThat(limit.count(ADA)).isEqualTo(Duration.ofSeconds(1));
    }
}
