package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String TOKEN = "sandbox-app-token";
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private static Settings read(String... keysAndValues) {
        try (Configured configured = new Configured(keysAndValues)) {
            if (configured
                    .config
                    .getOptionalValue("circle.auth.api-token", String.class)
                    .isEmpty()) {
                configured.put("api-token", TOKEN);
            }
            return Settings.read(configured.config, false);
        }
    }

    private static String how(String key) {
        return " Set it in META-INF/microprofile-config.properties, as a system property, or as the environment"
                + " variable CIRCLE_AUTH_"
                + key.toUpperCase(java.util.Locale.ROOT).replaceAll("[-.]", "_") + ".";
    }

    private static void assertWrong(String key, String value, String problem) {
        assertThatThrownBy(() -> read(key, value))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("circle-auth can't start: a configuration key is wrong.\n  circle.auth." + key + " "
                        + problem + how(key));
    }

    @Test
    void everythingButTheAppTokenHasADefault() {
        Settings settings = read();

        assertThat(settings.apiToken().reveal()).isEqualTo(TOKEN);
        assertThat(settings.identity()).isEmpty();
        assertThat(settings.baseUrl()).hasToString("https://app.circle.so");
        assertThat(settings.options().eager()).isTrue();
        assertThat(settings.options().reject()).isFalse();
        assertThat(settings.options().createSession()).isFalse();
        assertThat(settings.options().requestWait()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.schedule().refreshAhead()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.schedule().expiryMargin()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.callTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.rateLimit()).isEqualTo(1600);
        assertThat(settings.rateLimitWindow()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.obtainLimit()).isEqualTo(60);
        assertThat(settings.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void everyKeyIsReadAndSpacesAroundAValueDoNotCount() {
        Settings settings = read(
                "identity", " sso-user-id ",
                "base-url", "http://127.0.0.1:9720",
                "obtain", "lazy",
                "on-failure", "reject",
                "create-session", "true",
                "request-wait", "PT0S",
                "refresh-ahead", "PT1M",
                "expiry-margin", "PT0S",
                "connect-timeout", "PT2S",
                "call-timeout", "PT4S",
                "seal-keys", KEY + " , " + KEY,
                "rate-limit", "100",
                "rate-limit-window", "PT1M",
                "obtain-limit", "5",
                "ledger", "memory",
                "shutdown-timeout", "PT0S");

        assertThat(settings.identity()).contains(MemberIdentity.Kind.SSO_USER_ID);
        assertThat(settings.baseUrl()).hasToString("http://127.0.0.1:9720");
        assertThat(settings.options().eager()).isFalse();
        assertThat(settings.options().reject()).isTrue();
        assertThat(settings.options().createSession()).isTrue();
        assertThat(settings.options().requestWait()).isZero();
        assertThat(settings.schedule().refreshAhead()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.schedule().expiryMargin()).isZero();
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.callTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.rateLimit()).isEqualTo(100);
        assertThat(settings.rateLimitWindow()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.obtainLimit()).isEqualTo(5);
        assertThat(settings.shutdownTimeout()).isZero();
    }

    @Test
    void theClientAcceptsWhatTheSettingsAccept() {
        for (String longest : new String[] {"PT24H", "P1D", "PT0.001S"}) {
            read("connect-timeout", longest, "call-timeout", longest, "rate-limit-window", longest)
                    .http();
        }
        read("rate-limit", "1000000").http();
    }

    @Test
    void aMissingAppTokenIsNamedWithWhereItComesFrom() {
        try (Configured nothing = new Configured()) {
            assertThatThrownBy(() -> Settings.read(nothing.config, false))
                    .hasMessage("circle-auth can't start: a configuration key is wrong.\n"
                            + "  circle.auth.api-token is missing. It is the app token of type \"Headless Auth\" that a"
                            + " Circle admin makes under Developers > Tokens." + how("api-token"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<your token>", "two words", "tökén", "a\nb"})
    void aMalformedAppTokenIsRefusedAndNotRepeated(String token) {
        assertWrong(
                "api-token",
                token,
                "is not an app token, which consists of letters, digits and -._~+/ alone. Was a placeholder left in its"
                        + " place?");
    }

    @Test
    void anUnknownIdentityIsRefusedWithTheKnownOnes() {
        assertWrong(
                "identity",
                "email",
                "is \"email\"; it must be one of verified-email, sso-user-id, community-member-id.");
    }

    @Test
    void aMissingIdentityIsNamedIfItIsRequired() {
        try (Configured configured = new Configured("api-token", TOKEN)) {
            assertThatThrownBy(() -> Settings.read(configured.config, true))
                    .hasMessage("circle-auth can't start: a configuration key is wrong.\n"
                            + "  circle.auth.identity is missing. It says which identifier at Circle the name of a"
                            + " signed-in user is: one of verified-email, sso-user-id, community-member-id. A"
                            + " MemberIdentityResolver bean or @CircleAuth(identity = …) can say it too."
                            + how("identity"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://app.circle.so", "https://app.circle.so/api", "app.circle.so", "https://u@host", "?"})
    void N1_aBaseUrlThatCannotBeUsedIsRefused(String url) {
        assertThatThrownBy(() -> read("base-url", url))
                .hasMessageStartingWith("circle-auth can't start: a configuration key is wrong.\n"
                        + "  circle.auth.base-url can't be used: ")
                .hasMessageEndingWith(how("base-url"));
    }

    @ParameterizedTest
    @CsvSource({
        "obtain, sometimes, eager or lazy",
        "on-failure, ignore, proceed or reject",
        "create-session, yes, true or false",
        "ledger, disk, memory or jdbc",
        "ledger.create-table, yes, true or false"
    })
    void anUnknownChoiceIsRefusedWithTheKnownOnes(String key, String value, String choices) {
        assertWrong(key, value, "is \"" + value + "\"; it must be " + choices + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "refresh-ahead, PT15M, PT0S",
        "connect-timeout, PT1S, P2D",
        "call-timeout, PT5S, 5s",
        "rate-limit-window, PT5M, PT-1S"
    })
    void aTimeIsAnIsoDurationOfADayAtMost(String key, String defaultValue, String value) {
        assertWrong(
                key,
                value,
                "is \"" + value + "\"; it must be an ISO-8601 duration longer than zero and of a day at most, such as "
                        + defaultValue + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "expiry-margin, PT30S, PT-0.5S",
        "request-wait, PT3S, 3000",
        "request-wait, PT3S, PT-0.001S",
        "shutdown-timeout, PT5S, PT25H"
    })
    void aTimeThatMayBeZeroSaysSo(String key, String defaultValue, String value) {
        assertWrong(
                key,
                value,
                "is \"" + value + "\"; it must be an ISO-8601 duration of zero or more and of a day at most, such as "
                        + defaultValue + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "rate-limit, 0",
        "rate-limit, 1000001",
        "obtain-limit, -1",
        "obtain-limit, many",
        "rate-limit, 9999999999"
    })
    void aNumberIsWholeAndWithinItsBounds(String key, String value) {
        assertWrong(key, value, "is \"" + value + "\"; it must be a whole number from 1 to 1000000.");
    }

    @ParameterizedTest
    @CsvSource({
        "c2VjcmV0LWtleQ==, Key 1 has 80 bits; it must have 256.",
        "secret*key, Key 1 is not Base64.",
        "',', There is no key."
    })
    void aMalformedSealKeyIsNamedByItsPositionAlone(String keys, String what) {
        assertWrong(
                "seal-keys",
                keys,
                "must be 256-bit keys in Base64, separated by commas. " + what + " \"openssl rand -base64 32\" makes"
                        + " one.");
    }

    @Test
    void allFaultsAreReportedAtOnceAndNoSecretIsRepeated() {
        assertThatThrownBy(() -> read(
                        "api-token", "my secret token",
                        "identity", "name",
                        "base-url", "http://example.com",
                        "obtain", "x",
                        "on-failure", "x",
                        "refresh-ahead", "x",
                        "expiry-margin", "x",
                        "connect-timeout", "x",
                        "call-timeout", "x",
                        "request-wait", "x",
                        "ledger", "x",
                        "ledger.data-source", "x",
                        "ledger.create-table", "x",
                        "seal-keys", "secretkey",
                        "rate-limit", "x",
                        "rate-limit-window", "x",
                        "obtain-limit", "x",
                        "create-session", "x",
                        "shutdown-timeout", "x"))
                .isInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasMessageStartingWith(
                        "circle-auth can't start: 19 configuration keys are wrong.\n  circle.auth.api-token")
                .satisfies(e -> {
                    for (ConfigKey key : ConfigKey.values()) {
                        assertThat(e.getMessage())
                                .containsOnlyOnce("\n  " + key.key() + " ")
                                .containsOnlyOnce(key.environmentVariable() + ".");
                    }
                })
                .hasMessageNotContainingAny("my secret", "secretkey");
    }

    @Test
    void anUnknownKeyIsWarnedOf() {
        try (Logged log = Logged.by(Settings.class)) {
            read("request-wiat", "PT1S");
            read("request.wait", "PT1S");

            assertThat(log.warnings())
                    .containsExactly(
                            "CIRCLE-0001: circle-auth has no configuration key circle.auth.request-wiat; is it misspelt?",
                            "CIRCLE-0001: circle-auth has no configuration key circle.auth.request.wait; is it misspelt?");
        }
    }

    @Test
    void aKeyInAnEnvironmentVariableIsReadAndNotWarnedOf() {
        Map<String, String> environment = new HashMap<>();
        for (ConfigKey key : ConfigKey.values()) {
            key.defaultValue().ifPresent(value -> environment.put(key.environmentVariable(), value));
        }
        environment.put("CIRCLE_AUTH_API_TOKEN", TOKEN);
        environment.put("CIRCLE_AUTH_REQUEST_WAIT", "PT1S");
        try (Logged log = Logged.by(Settings.class)) {
            Settings settings = Settings.read(
                    new SmallRyeConfigBuilder()
                            .withSources(new EnvConfigSource(environment, 300))
                            .build(),
                    false);

            assertThat(settings.options().requestWait()).isEqualTo(Duration.ofSeconds(1));
            assertThat(log.warnings()).isEmpty();
        }
    }
}
