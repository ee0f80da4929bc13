package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Secret;
import io.github.circleauth.ledger.Row.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndedLeasesTest {

    private static final Instant TEN_MINUTES_LATER = NOW.plus(Duration.ofMinutes(10));
    private static final Instant HOUR_LATER = NOW.plus(Duration.ofHours(1));

    private final EndedLeases ended = new EndedLeases();

    private static Row row(Kind kind, Instant expiresAt) {
        return Row.of(kind, Secret.of(kind + "-" + expiresAt), "a", expiresAt, NOW);
    }

    private void assertRememberedUntil(String leaseId, Instant expiry) {
        ended.removeExpired(expiry.minusMillis(1));
        assertThat(ended.contains(leaseId)).isTrue();

        ended.removeExpired(expiry);
        assertThat(ended.contains(leaseId)).isFalse();
    }

    @Test
    void aLeaseThatDidNotEndIsUnknown() {
        ended.add("a", List.of(), NOW);

        assertThat(ended.contains("b")).isFalse();
    }

    @Test
    void anEndIsRememberedForTenMinutes() {
        ended.add("a", List.of(), NOW);

        assertRememberedUntil("a", TEN_MINUTES_LATER);
    }

    @Test
    void anEndIsRememberedUntilTheLastAccessTokenExpires() {
        ended.add(
                "a",
                List.of(row(Kind.ACCESS, NOW), row(Kind.ACCESS, HOUR_LATER), row(Kind.ACCESS, TEN_MINUTES_LATER)),
                NOW);

        assertRememberedUntil("a", HOUR_LATER);
    }

    @Test
    void refreshTokensDoNotExtendTheExpiry() {
        ended.add("a", List.of(row(Kind.REFRESH, HOUR_LATER)), NOW);

        assertRememberedUntil("a", TEN_MINUTES_LATER);
    }

    @Test
    void aSecondEndExtendsTheExpiry() {
        ended.add("a", List.of(), NOW);
        ended.add("a", List.of(row(Kind.ACCESS, HOUR_LATER)), NOW);

        ended.removeExpired(TEN_MINUTES_LATER);
        assertRememberedUntil("a", HOUR_LATER);
    }

    @Test
    void aSecondEndDoesNotShortenTheExpiry() {
        ended.add("a", List.of(row(Kind.ACCESS, HOUR_LATER)), NOW);
        ended.add("a", List.of(), NOW);

        assertRememberedUntil("a", HOUR_LATER);
    }

    @Test
    void aLateExpiryKeepsNoEarlierOne() {
        ended.add("a", List.of(row(Kind.ACCESS, HOUR_LATER)), NOW);
        ended.add("b", List.of(), NOW);

        ended.removeExpired(TEN_MINUTES_LATER);

        assertThat(ended.contains("a")).isTrue();
        assertThat(ended.contains("b")).isFalse();
    }
}
