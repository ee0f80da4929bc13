package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.circleauth.Fuzzed;
import io.github.circleauth.Secret;
import io.github.circleauth.seal.BrokenSealException;
import io.github.circleauth.seal.Seal;
import org.junit.jupiter.api.Tag;

/** Contents of lease texts that another version of the library may have sealed. */
@Tag("fuzz")
class LeaseTextFuzzTest {

    private static final Seal SEAL = Seal.derivedFrom(Secret.of("app-token"));

    @FuzzTest(maxDuration = "10m")
    void aContentIsALeaseOrBroken(@NotNull String content) {
        String sealed = SEAL.seal(content.replaceAll("\\p{Cs}", ""), "lease");
        Fuzzed.use(content.length(), () -> {
            try {
                LeaseText read = LeaseText.open(SEAL, sealed, "lease");
                assertThat(LeaseText.open(SEAL, read.seal(SEAL, "lease"), "lease"))
                        .isEqualTo(read);
            } catch (BrokenSealException declared) {
                assertThat(declared).hasNoCause();
            }
        });
    }
}
