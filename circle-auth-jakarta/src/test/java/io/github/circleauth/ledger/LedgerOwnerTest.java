package io.github.circleauth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Secret;
import io.github.circleauth.seal.Seal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerOwnerTest {

    private static final Secret TOKEN = Secret.of("app-token");
    private static final LedgerOwner OWNER = LedgerOwner.of(URI.create("https://app.circle.so"), TOKEN);

    @ParameterizedTest
    @ValueSource(strings = {"https://app.circle.so/", "HTTPS://App.Circle.SO", "https://app.circle.so:443"})
    void oneAddressInAnotherSpellingIsOneOwner(String spelled) {
        assertThat(LedgerOwner.of(URI.create(spelled), TOKEN)).isEqualTo(OWNER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://app.circle.so", "https://app.circle.so:8443", "https://circle.example.com"})
    void anotherAddressIsAnotherOwnerOfAnotherCommunity(String url) {
        LedgerOwner other = LedgerOwner.of(URI.create(url), TOKEN);

        assertThat(other.id()).isNotEqualTo(OWNER.id());
        assertThat(other.community(7)).isNotEqualTo(OWNER.community(7));
    }

    @Test
    void anotherAppTokenIsAnotherOwnerOfTheSameCommunity() {
        LedgerOwner next = LedgerOwner.of(URI.create("https://app.circle.so"), Secret.of("next-app-token"));

        assertThat(next.id()).isNotEqualTo(OWNER.id()).hasSize(32);
        assertThat(next.community(7)).isEqualTo(OWNER.community(7)).hasSize(32);
        assertThat(next.community(8)).isNotEqualTo(OWNER.community(7));
    }

    @Test
    void aTokenFitsIfItHasAtMostFourThousandCharactersSealed() {
        Seal seal = Seal.of(List.of(JdbcLedgerContract.KEY));
        JdbcLedger ledger = new JdbcLedger(Databases.h2(), seal, OWNER, true, Runnable::run, Duration.ofMinutes(1));
        for (int length : List.of(600, 2_900, 2_901, 3_600, 4_100, 8_192)) {
            Secret token = incompressible(length);
            int sealed = seal.seal(token.reveal(), "lease").length();

            assertThat(ledger.canHold(token)).as("%s", length).isEqualTo(sealed <= 4_000);
        }
        assertThat(ledger.canHold(incompressible(2_901))).isTrue();
        assertThat(ledger.canHold(incompressible(8_192))).isFalse();
    }

    @Test
    void aTokenOfCharactersWithSeveralBytesIsMeasuredSealedToo() {
        Seal seal = Seal.of(List.of(JdbcLedgerContract.KEY));
        JdbcLedger ledger = new JdbcLedger(Databases.h2(), seal, OWNER, true, Runnable::run, Duration.ofMinutes(1));
        String hanzi = new Random(1)
                .ints(2_900, 0x4e00, 0x9fa5)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());

        assertThat(ledger.canHold(Secret.of(hanzi))).isFalse();
        assertThat(ledger.canHold(Secret.of(hanzi.substring(0, 900)))).isTrue();
    }

    private static Secret incompressible(int length) {
        String text = new Random(1)
                .ints(length, 0, 64)
                .mapToObj(i -> "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".substring(i, i + 1))
                .collect(Collectors.joining());
        return Secret.of(text);
    }
}
