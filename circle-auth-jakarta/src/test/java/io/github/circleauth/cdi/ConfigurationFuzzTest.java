package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Arbitrary values of configuration keys. */
@Tag("fuzz")
class ConfigurationFuzzTest {

    /** Without the name of a data source, since a name may make JNDI look anywhere. */
    private static final List<ConfigKey> KEYS = Arrays.stream(ConfigKey.values())
            .filter(key -> key != ConfigKey.LEDGER_DATA_SOURCE)
            .toList();

    @FuzzTest(maxDuration = "10m")
    void aValueIsUsedOrItsKeyIsNamed(FuzzedDataProvider data) {
        ConfigKey key = data.pickValue(KEYS);
        String value = data.consumeRemainingAsString();
        try {
            Settings unused = Configured.read(key.key().substring(ConfigKey.PREFIX.length()), value);
        } catch (IllegalStateException declared) {
            assertThat(declared).hasNoCause();
            assertThat(declared.getMessage()).contains(key.key()).hasSizeLessThan(4_000);
            if (value.strip().length() > 30) {
                assertThat(declared.getMessage()).doesNotContain(value.strip());
            }
        }
    }
}
