package io.github.circleauth.cdi;

import static io.github.circleauth.cdi.Configured.TOKEN;
import static io.github.circleauth.cdi.Configured.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The settings, their defaults, and the sources that they are read from. */
class SettingsTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @Test
    void everythingButTheAppTokenHasADefault() {
        Settings settings = read();

        assertThat(settings.apiToken().reveal()).isEqualTo(TOKEN);
        assertThat(settings.identity()).isEqualTo(new IdentitySettings(Optional.empty(), Optional.empty()));
        assertThat(settings.baseUrl()).hasToString("https://app.circle.so");
        assertThat(settings.network().allowPlainHttp()).isFalse();
        assertThat(settings.network().proxy()).isEmpty();
        assertThat(settings.network().credentials()).isEmpty();
        assertThat(settings.options().eager()).isTrue();
        assertThat(settings.options().rejectPaths().isEmpty()).isTrue();
        assertThat(settings.options().createSession()).isFalse();
        assertThat(settings.options().requestWait()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.options().principalOfRequest()).isFalse();
        assertThat(settings.options().sessionlessIdle()).isEmpty();
        assertThat(settings.schedule().refreshAhead()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.schedule().expiryMargin()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.network().connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.network().callTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.rateLimit()).isEqualTo(1600);
        assertThat(settings.rateLimitWindow()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.memberApiShare()).isEqualTo(80);
        assertThat(settings.obtainLimit()).isEqualTo(60);
        assertThat(settings.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void everyKeyIsReadAndSpacesAroundAValueDoNotCount() {
        Settings settings = read(
                "identity", " sso-user-id ",
                "identity-from", " claim:oid ",
                "base-url", "http://sandbox.corp:9720",
                "allow-plain-http", "true",
                "proxy", " http://proxy.corp:3128 ",
                "proxy-user", " user ",
                "proxy-password", " pass word ",
                "obtain", "lazy",
                "on-failure", "reject",
                "reject-paths", " /app/* , *.do ",
                "member-api-share", "50",
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

        assertThat(settings.identity())
                .isEqualTo(new IdentitySettings(Optional.of(MemberIdentity.Kind.SSO_USER_ID), Optional.of("oid")));
        assertThat(settings.baseUrl()).hasToString("http://sandbox.corp:9720");
        assertThat(settings.network().allowPlainHttp()).isTrue();
        assertThat(settings.network().proxy()).hasValue(URI.create("http://proxy.corp:3128"));
        assertThat(settings.network().credentials())
                .hasValue(new NetworkSettings.Credentials("user", Secret.of("pass word")));
        assertThat(settings.options().eager()).isFalse();
        assertThat(settings.options().rejectPaths()).hasToString("/app/*, *.do");
        assertThat(settings.options().createSession()).isTrue();
        assertThat(settings.options().requestWait()).isZero();
        assertThat(settings.schedule().refreshAhead()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.schedule().expiryMargin()).isZero();
        assertThat(settings.network().connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.network().callTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.rateLimit()).isEqualTo(100);
        assertThat(settings.rateLimitWindow()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.memberApiShare()).isEqualTo(50);
        assertThat(settings.obtainLimit()).isEqualTo(5);
        assertThat(settings.shutdownTimeout()).isZero();
    }

    @Test
    void theKeysOfUsersWithoutASessionAndOfWrappersAreRead() {
        assertThat(read("principal", "request").options().principalOfRequest()).isTrue();
        assertThat(read("principal", "container").options().principalOfRequest())
                .isFalse();
        assertThat(read("sessionless", "per-user").options().sessionlessIdle()).contains(Duration.ofMinutes(30));
        assertThat(read("sessionless", "per-user", "sessionless-idle", "PT8H")
                        .options()
                        .sessionlessIdle())
                .contains(Duration.ofHours(8));
        assertThat(read("sessionless-idle", "PT1M").options().sessionlessIdle()).isEmpty();
    }

    @Test
    void withoutRejectTheRejectPathsAreCheckedAndHaveNoEffect() {
        assertThat(read("reject-paths", "/app/*").options().rejectPaths().isEmpty())
                .isTrue();
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
    @Tag("R7")
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
