package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.circleauth.MemberIdentity.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberIdentityTest {

    @Test
    void anIdentityCanBeKeptInABeanThatTheServerWritesToDisk() {
        MemberIdentity identity = MemberIdentity.verifiedEmail("ada@example.com");

        assertThat(Serialized.copy(identity)).isEqualTo(identity);
    }

    @Test
    void atMost320CharactersAreAccepted() {
        assertThat(MemberIdentity.ssoUserId("x".repeat(320)).value()).hasSize(320);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemberIdentity.ssoUserId("x".repeat(321)))
                .withMessage("The SSO_USER_ID has 321 characters; at most 320 are sent to Circle.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "\u2003"})
    void aBlankIdentifierIsRejected(String blank) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemberIdentity.verifiedEmail(blank))
                .withMessage("The VERIFIED_EMAIL is blank.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada\n@example.com", "ada\u0000", "\u007Fada", "ada\u0085x", "ada\r"})
    void controlCharactersAreRejectedAndTheMessageDoesNotContainTheText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemberIdentity.verifiedEmail(text))
                .withMessageContaining("control character at position")
                .withMessageNotContaining("ada");
    }

    @Test
    void halfASurrogatePairIsRejectedAndAWholeOneAccepted() {
        String whole = "\uD83D\uDE00";
        assertThat(MemberIdentity.ssoUserId(whole).value()).isEqualTo(whole);
        for (String half : new String[] {"x\uD83D", "\uDE00x", "\uDE00\uD83D", whole + "\uD83D", "\uD83Dx"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MemberIdentity.ssoUserId(half))
                    .withMessageContaining("half a surrogate pair");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "1.5",
                "1e3",
                "abc",
                "9223372036854775808",
                "9999999999999999999",
                "18446744073709552617",
                "0x10",
                "+1001",
                "01001",
                "0001001",
                "1_001",
                "1,001",
                "1 001",
                "1001.",
                "١٠٠١",
                "１００１",
                "1001L",
                "٠"
            })
    void aMemberIdIsAPositiveWholeNumberInOneSpelling(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemberIdentity(Kind.COMMUNITY_MEMBER_ID, text))
                .withMessage(
                        "The COMMUNITY_MEMBER_ID is not a positive whole number in the digits 0 to 9, without a sign or"
                                + " a leading zero.")
                .withNoCause();
    }

    /** A blank, a no-break space, an ideographic space, a zero-width space, a byte order mark, a right-to-left mark. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "\u00A0", "\u3000", "\u200B", "\uFEFF", "\u200F", "\u00AD", "\uDB40\uDC41"})
    void anIdentifierOfAnyKindHasNoBlankAtItsEnds(String blank) {
        for (Kind kind : Kind.values()) {
            for (String text : new String[] {blank + "1001", "1001" + blank}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> new MemberIdentity(kind, text))
                        .withMessage("The " + kind + " begins or ends with a blank or an invisible character.");
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemberIdentity.verifiedEmail("ada" + blank + "@example.com"))
                .withMessage("The VERIFIED_EMAIL contains a blank or an invisible character.");
        assertThat(MemberIdentity.ssoUserId("ada" + blank + "byron").value()).isEqualTo("ada" + blank + "byron");
    }

    @Test
    void onlyAMemberIdIsReturnedAsANumber() {
        assertThat(MemberIdentity.communityMemberId(Long.MAX_VALUE).asCommunityMemberId())
                .isEqualTo(Long.MAX_VALUE);
        assertThatIllegalArgumentException().isThrownBy(() -> MemberIdentity.communityMemberId(0));
        assertThatIllegalStateException()
                .isThrownBy(() -> MemberIdentity.verifiedEmail("1001").asCommunityMemberId())
                .withMessage("This identity is a VERIFIED_EMAIL, not a community member id.");
    }

    @Test
    void toStringDoesNotContainTheIdentifier() {
        assertThat(MemberIdentity.verifiedEmail("ada@example.com")).hasToString("VERIFIED_EMAIL[…]");
    }
}
