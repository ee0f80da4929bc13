package io.github.circleauth.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Secret;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SealTest {

    private static final Secret APP_TOKEN = Secret.of("app-token-1");
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final Secret OLD_KEY = key(1);
    private static final Secret NEW_KEY = key(2);

    private final Seal seal = Seal.derivedFrom(APP_TOKEN);

    private static Secret key(int filledWith) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) filledWith);
        return Secret.of(Base64.getEncoder().encodeToString(bytes));
    }

    private static String token(int length, SplittableRandom random) {
        return random.ints(length, 0, LETTERS.length())
                .mapToObj(LETTERS::charAt)
                .map(String::valueOf)
                .collect(Collectors.joining());
    }

    @Test
    void aSealedTextOpensOnAnyNodeWithTheSameAppToken() throws Exception {
        String sealed = seal.seal("Grüße, \uD83D\uDE00", "lease-1");

        assertThat(Seal.derivedFrom(APP_TOKEN).open(sealed, "lease-1")).isEqualTo("Grüße, \uD83D\uDE00");
    }

    @Test
    void textsOfAnyLengthAreRestored() throws Exception {
        for (int length = 0; length <= 10_000; length += 1 + length / 50) {
            String text = token(length, new SplittableRandom(length));
            assertThat(seal.open(seal.seal(text, "lease-1"), "lease-1")).isEqualTo(text);
        }
    }

    @Test
    void aSealedTokenIsHardlyLongerThanTheToken() {
        assertThat(seal.seal(token(600, new SplittableRandom(1)), "lease-1").length())
                .isLessThan(750);
    }

    @Test
    void theLengthDoesNotRevealARepetitionInTheText() {
        String token = token(300, new SplittableRandom(1));
        String anagram = new StringBuilder(token).reverse().toString();

        assertThat(seal.seal(token + token, "lease-1")).hasSameSizeAs(seal.seal(token + anagram, "lease-1"));
    }

    @Test
    void theSameTextSealsDifferentlyEachTime() {
        assertThat(seal.seal("text", "lease-1")).isNotEqualTo(seal.seal("text", "lease-1"));
    }

    @Test
    void aTextBoundToOneLeaseDoesNotOpenForAnother() {
        String sealed = seal.seal("text", "lease-1");

        assertThatThrownBy(() -> seal.open(sealed, "lease-2")).isInstanceOf(BrokenSealException.class);
    }

    @Test
    @Tag("S7")
    void everySingleChangedCharacterIsDetected() {
        // A text whose sealed length leaves no unused bits in Base64: a change of those would not be detected.
        String sealed = seal.seal("texts!", "lease-1");
        assertThat(sealed.split("\\.", -1)[2].length() % 4).isZero();
        for (int i = 0; i < sealed.length(); i++) {
            char[] changed = sealed.toCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            String text = new String(changed);
            assertThatThrownBy(() -> seal.open(text, "lease-1"))
                    .as("changed at %s", i)
                    .isInstanceOf(BrokenSealException.class);
        }
    }

    @Test
    void otherTextsAreRejectedWithBrokenSealException() {
        for (String text : List.of("", "v1", "v1..", "v1.0123abcd.", "v2.0123abcd.AAAA", "v1.x.y.z", "v1.\n.AAAA")) {
            assertThatThrownBy(() -> seal.open(text, "lease-1"))
                    .as(text)
                    .isInstanceOf(BrokenSealException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void everyTruncatedOrExtendedTextIsRejected() {
        String sealed = seal.seal("a text", "lease-1");
        for (int length = 0; length < sealed.length(); length++) {
            assertBroken(sealed.substring(0, length));
            assertBroken(sealed.substring(length + 1));
        }
        for (String more : List.of("A", "AAAA", "\n", " ", ".", ".AAAA", "é", "\uD83D", "\u0000")) {
            assertBroken(sealed + more);
            assertBroken(more + sealed);
        }
    }

    /** The base64url decoder ignores nothing but padding; other letters, digits and alphabets are no Base64. */
    @Test
    void malformedBase64IsRejected() {
        String head = "v1." + seal.keyIds().get(0) + ".";
        for (String base64 : List.of(
                "+/+/", "A", "AAAA\nAAAA", "AAAA AAAA", "====", "ＡＡＡＡ", "١٠٠١", "é", "A".repeat(37) + "\u0141")) {
            assertBroken(head + base64);
        }
    }

    @Test
    void anotherVersionOrKeyIdIsRejectedAndNoTextOfItIsRepeated() {
        String rest = seal.seal("a text", "lease-1").substring(2);
        for (String text : List.of(
                "v0" + rest,
                "V1" + rest,
                "v2" + rest,
                "v11" + rest,
                "v1.CANARY." + rest,
                "v1.CANARY\r\nCANARY.AAAA",
                "v1." + "CANARY".repeat(1000) + ".AAAA",
                "CANARY")) {
            assertBroken(text);
        }
    }

    @Test
    void aHugeTextIsRejectedBeforeItIsRead() {
        assertBroken("A".repeat(3_000_000));
        assertBroken(".".repeat(2_000_000));
        assertBroken("v1." + seal.keyIds().get(0) + "." + "A".repeat(2_000_000));
    }

    @Test
    @Tag("S8")
    void aTextThatGrowsWithoutBoundWhenDecompressedIsRejected() throws Exception {
        String longest = "a".repeat(1 << 20);

        assertThat(seal.open(seal.seal(longest, "lease-1"), "lease-1")).isEqualTo(longest);
        assertBroken(seal.seal(longest + "a", "lease-1"));
    }

    private void assertBroken(String text) {
        assertThatThrownBy(() -> seal.open(text, "lease-1"))
                .isInstanceOf(BrokenSealException.class)
                .hasNoCause()
                .hasMessageNotContainingAny("CANARY", "\n")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(150));
    }

    @Test
    void aKeyOfAnyOtherFormIsRefusedWithoutItsText() {
        for (String key : List.of(
                "CANARY=",
                "CANARYCANARYCANARYCANARYCANARYCANARYCANARYC==",
                "CANARY\nCANARY",
                "é",
                "\u0141",
                "=",
                "=CANARY",
                "-_".repeat(21) + "-_=",
                "A".repeat(42) + "=",
                "A".repeat(44),
                "A".repeat(1_000_000))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Seal.of(List.of(OLD_KEY, Secret.of(key))))
                    .withNoCause()
                    .satisfies(e -> assertThat(e.getMessage())
                            .matches("Key 2 (is not Base64|has [0-9]+ bits; it must have 256)\\."));
        }
    }

    @Test
    @Tag("S7")
    void theFirstKeySealsAndAllKeysOpen() throws Exception {
        String old = Seal.of(List.of(OLD_KEY)).seal("text", "lease-1");
        Seal withBothKeys = Seal.of(List.of(NEW_KEY, OLD_KEY));

        assertThat(withBothKeys.open(old, "lease-1")).isEqualTo("text");
        String fresh = withBothKeys.seal("text", "lease-1");
        assertThat(Seal.of(List.of(NEW_KEY)).open(fresh, "lease-1")).isEqualTo("text");
        assertThatThrownBy(() -> Seal.of(List.of(OLD_KEY)).open(fresh, "lease-1"))
                .isInstanceOfSatisfying(
                        BrokenSealException.class, e -> assertThat(e.keyId()).isEqualTo(fresh.split("\\.", -1)[1]));
    }

    @Test
    void anInvalidKeyIsNamedByItsPositionAndNeverByItsText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Seal.of(List.of(OLD_KEY, Secret.of("not*base64"))))
                .withMessage("Key 2 is not Base64.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Seal.of(List.of(Secret.of("c2hvcnQ="))))
                .withMessage("Key 1 has 40 bits; it must have 256.");
        assertThatIllegalArgumentException().isThrownBy(() -> Seal.of(List.of()));
    }

    @Test
    void differentTokensHaveDifferentMarks() {
        Secret token = Secret.of("token-1");

        assertThat(Seal.mark(token)).matches("[0-9a-f]{32}").isEqualTo(Seal.mark(Secret.of("token-1")));
        assertThat(Seal.mark(Secret.of("token-2"))).isNotEqualTo(Seal.mark(token));
    }
}
