package io.github.circleauth.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.circleauth.Fuzzed;
import io.github.circleauth.Secret;
import org.junit.jupiter.api.Tag;

/** Sealed texts as a session store or a database may return them. */
@Tag("fuzz")
class SealedTextFuzzTest {

    private static final Seal SEAL = Seal.derivedFrom(Secret.of("app-token"));

    @FuzzTest(maxDuration = "10m")
    void noTextOpensThatWasNotSealed(@NotNull String text) {
        Fuzzed.use(text.length(), () -> assertBroken(text));
        Fuzzed.use(text.length(), () -> assertBroken("v1." + SEAL.keyIds().get(0) + "." + text));
    }

    private static void assertBroken(String text) {
        try {
            SEAL.open(text, "lease");
        } catch (BrokenSealException declared) {
            assertThat(declared).hasNoCause();
            return;
        }
        throw new AssertionError("opened: " + text);
    }

    @FuzzTest(maxDuration = "10m")
    void anyTextThatIsSealedOpensUnchanged(@NotNull String text) throws BrokenSealException {
        String sendable = text.replaceAll("\\p{Cs}", "");
        assertThat(SEAL.open(SEAL.seal(sendable, "lease"), "lease")).isEqualTo(sendable);
    }
}
