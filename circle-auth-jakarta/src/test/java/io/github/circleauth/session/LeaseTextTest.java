package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.seal.BrokenSealException;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.LeaseText.Dated;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTextTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Optional<Dated> TOKENS = Optional.of(new Dated(
            RenewalScheduleTest.tokensFor(Duration.ofHours(1)),
            new RenewalSchedule.Dates(NOW.plusMillis(3_000_001), NOW.plusMillis(3_570_000))));

    private final Seal seal = Seal.derivedFrom(Secret.of("app-token"));

    private LeaseText roundTrip(LeaseText text) throws BrokenSealException {
        return LeaseText.open(seal, text.seal(seal, "lease"), "lease");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "two\nlines", "\n", "ends with one\n", "", "tokens\n", "Grüße \uD83D\uDE00", "a b"})
    void anyPrincipalNameIsRestored(String principal) throws Exception {
        Optional<MemberIdentity> identity = Optional.of(MemberIdentity.verifiedEmail("ada@example.com"));
        LeaseText withTokens = new LeaseText(principal, identity, TOKENS);
        LeaseText without = new LeaseText(principal, identity, Optional.empty());

        assertThat(roundTrip(withTokens)).isEqualTo(withTokens);
        assertThat(roundTrip(without)).isEqualTo(without);
    }

    @Test
    void anIdentityOfAnyKindOrNoneIsRestored() throws Exception {
        for (MemberIdentity.Kind kind : MemberIdentity.Kind.values()) {
            LeaseText text = new LeaseText("ada", Optional.of(new MemberIdentity(kind, "1001")), TOKENS);
            assertThat(roundTrip(text)).isEqualTo(text);
        }
        LeaseText noMember = new LeaseText("linus", Optional.empty(), Optional.empty());
        assertThat(roundTrip(noMember)).isEqualTo(noMember);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "t",
                "t\n",
                "\n",
                "\nX\nada\nada",
                "\nV\n\nada",
                "\nV\nada@example.com \nada",
                "\nC\n+1001\nada",
                "t\n\n\nCANARY\n1\n1\n1\nCANARY\n1\n1\nada",
                "t\n\n\nCANARY\n!\n1\n1\nCANARY\n1\n1 1\nada",
                "t\n\n\nCANARY\nzzzzzzzzzzzzz\n1\n1\nCANARY\n1\n1 1\nada",
                "t\n\n\n\n1\n1\n1\nCANARY\n1\n1 1\nada",
                "CANARY"
            })
    @Tag("S8")
    void aContentOfAnotherVersionIsATextThatCannotBeOpened(String content) {
        String sealed = seal.seal(content, "lease");

        assertThatThrownBy(() -> LeaseText.open(seal, sealed, "lease"))
                .isInstanceOf(BrokenSealException.class)
                .hasNoCause()
                .hasMessage("A sealed text (key " + seal.keyIds().get(0)
                        + ") can't be opened: its content is of another version of this library.");
    }

    @Test
    @Tag("S7")
    void aTextOpensForItsOwnLeaseAloneAndShowsNoContent() {
        String sealed = new LeaseText("ada.lovelace", Optional.empty(), TOKENS).seal(seal, "lease");

        assertThat(sealed).doesNotContain("lovelace", "access", "refresh");
        assertThatThrownBy(() -> LeaseText.open(seal, sealed, "another lease")).isInstanceOf(BrokenSealException.class);
    }
}
