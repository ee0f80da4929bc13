package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.circleauth.Fuzzed;
import java.net.URI;
import org.junit.jupiter.api.Tag;

/** Addresses of Circle and of a proxy, as somebody may configure them. */
@Tag("fuzz")
class AddressFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void aProxyIsSchemeHostAndPortOrRefused(@NotNull String text) {
        Fuzzed.use(text.length(), () -> {
            try {
                URI address = OutboundProxy.check(text);
                assertThat(address.toString()).matches("http://[^/?#@\\s]+:[0-9]{1,5}");
                assertThat(OutboundProxy.check(address.toString())).isEqualTo(address);
            } catch (IllegalArgumentException declared) {
                assertRepeatsNothing(declared, text);
            }
        });
    }

    @FuzzTest(maxDuration = "10m")
    void anAddressOfCircleIsSchemeHostAndPortOrRefused(@NotNull String text) {
        Fuzzed.use(text.length(), () -> {
            try {
                URI address = BaseUrl.check(text, BaseUrl.PlainHttp.LOOPBACK);
                assertThat(address.toString()).matches("https?://[^/?#@\\s]+");
                assertThat(BaseUrl.check(address, BaseUrl.PlainHttp.LOOPBACK)).isEqualTo(address);
            } catch (IllegalArgumentException declared) {
                assertRepeatsNothing(declared, text);
            }
        });
    }

    private static void assertRepeatsNothing(IllegalArgumentException declared, String text) {
        assertThat(declared).hasNoCause();
        if (text.contains("password")) {
            assertThat(declared.getMessage().replace("circle.auth.proxy-password", ""))
                    .doesNotContain("password");
        }
    }
}
