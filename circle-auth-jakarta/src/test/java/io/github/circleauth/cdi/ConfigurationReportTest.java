package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.operations.ConfigurationEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The configuration as operators see it. */
class ConfigurationReportTest {

    private static List<ConfigurationEntry> report(String... keysAndValues) {
        try (Configured configured = new Configured(keysAndValues)) {
            return ConfigurationReport.of(configured.config);
        }
    }

    private static ConfigurationEntry entry(List<ConfigurationEntry> report, String key) {
        return report.stream()
                .filter(each -> each.key().equals("circle.auth." + key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachKeyHasItsValueAndTheNameOfItsSource() {
        List<ConfigurationEntry> report = report("call-timeout", " PT9S ", "obtain", " ");

        assertThat(report)
                .extracting(ConfigurationEntry::key)
                .containsExactlyElementsOf(
                        Arrays.stream(ConfigKey.values()).map(ConfigKey::key).toList());
        assertThat(entry(report, "call-timeout"))
                .isEqualTo(new ConfigurationEntry(
                        "circle.auth.call-timeout", Optional.of("PT9S"), Optional.of("the test"), true));
        assertThat(entry(report, "obtain").value()).contains("eager");
        assertThat(entry(report, "obtain").source()).as("a blank value is none").isEmpty();
        assertThat(entry(report, "proxy").value()).isEmpty();
    }

    @Test
    @Tag("S9")
    void noSecretIsInTheReportNotEvenItsLength() {
        String secret = "canary-0123456789";
        List<ConfigurationEntry> report = report(
                "api-token", secret,
                "seal-keys", secret + "," + secret,
                "proxy-password", secret,
                "proxy-user", secret,
                "proxy", "http://user:" + secret + "@proxy.corp:3128",
                "base-url", "https://" + secret + "@circle.example",
                "proxy-pasword", secret);

        assertThat(report.toString()).doesNotContain("canary");
        assertThat(entry(report, "api-token").value()).contains(ConfigurationEntry.MASK);
        assertThat(entry(report, "api-token").source()).contains("the test");
        assertThat(entry(report, "seal-keys").value()).contains(ConfigurationEntry.MASK);
        assertThat(entry(report, "proxy").value()).contains("http://••••••••@proxy.corp:3128");
        assertThat(entry(report, "proxy-pasword"))
                .isEqualTo(new ConfigurationEntry(
                        "circle.auth.proxy-pasword", Optional.of(ConfigurationEntry.MASK), Optional.empty(), false));
    }

    @Test
    void aSecretThatIsNotSetIsNotMasked() {
        assertThat(entry(report(), "proxy-password").value()).isEmpty();
    }
}
