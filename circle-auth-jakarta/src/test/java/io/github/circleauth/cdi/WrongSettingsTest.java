package io.github.circleauth.cdi;

import static io.github.circleauth.cdi.Configured.TOKEN;
import static io.github.circleauth.cdi.Configured.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.MemberIdentity.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Missing or malformed settings. They fail the deployment, with the name of each key and where to set it. */
class WrongSettingsTest {

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
    void S14_aMalformedAppTokenIsRefusedAndNotRepeated(String token) {
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

    @ParameterizedTest
    @ValueSource(
            strings = {"email", "claim", "claim:", "claim: email", "Claim:email", "claims:email", "Name", "claim:a b"})
    void anUnknownSourceOfTheIdentityIsRefused(String value) {
        assertWrong(
                "identity-from",
                value,
                "is \"" + value
                        + "\"; it must be name, for the user name, or claim: and the name of a claim, such as claim:email.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "upn", "preferred_username", "mail", "Email", "emails", "https://example.com/email"})
    void aVerifiedAddressComesFromTheClaimThatProvidersVerify(String claim) {
        for (Optional<Kind> annotated : List.of(Optional.of(Kind.VERIFIED_EMAIL), Optional.<Kind>empty())) {
            try (Configured configured = new Configured("api-token", TOKEN, "identity-from", "claim:" + claim)) {
                if (annotated.isEmpty()) {
                    configured.put("identity", "verified-email");
                }
                assertThatThrownBy(() -> Settings.read(configured.config, true, annotated))
                        .hasMessage("circle-auth can't start: a configuration key is wrong.\n"
                                + "  circle.auth.identity-from can't name that claim with the identity verified-email: of"
                                + " claim:email alone an identity provider says whether it is verified. Another claim may"
                                + " contain a stranger's address." + how("identity-from"));
                assertThat(Settings.read(configured.config, false, annotated)
                                .identity()
                                .claim())
                        .as("with a resolver of the application, which decides")
                        .contains(claim);
            }
        }
    }

    @Test
    void theAnnotationsIdentityGoesWithAClaimToo() {
        try (Configured configured = new Configured("api-token", TOKEN, "identity-from", "claim:email")) {
            assertThat(Settings.read(configured.config, true, Optional.of(Kind.VERIFIED_EMAIL))
                            .identity())
                    .isEqualTo(new IdentitySettings(Optional.of(Kind.VERIFIED_EMAIL), Optional.of("email")));
        }
    }

    @Test
    void anUnknownPrincipalOrSessionlessIsRefusedWithTheKnownOnes() {
        assertWrong("principal", "wrapper", "is \"wrapper\"; it must be container or request.");
        assertWrong("sessionless", "true", "is \"true\"; it must be none or per-user.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.999S", "PT8H1S", "-PT1M", "30"})
    void anIdleTimeThatIsTooShortOrLongerThanALeaseIsKeptIsRefused(String idle) {
        assertWrong(
                "sessionless-idle",
                idle,
                "is \"" + idle + "\"; it must be an ISO-8601 duration of a second or more and of PT8H at most, such as"
                        + " PT30M.");
    }

    @Test
    void sessionsThatAreCreatedAndLeasesWithoutASessionExcludeEachOther() {
        assertThatThrownBy(() -> read("create-session", "true", "sessionless", "per-user"))
                .hasMessageContaining("circle.auth.sessionless is \"per-user\", and circle.auth.create-session is"
                        + " \"true\". Set one of the two");
    }

    @Test
    void P12_aMissingIdentityIsNamedIfItIsRequired() {
        try (Configured configured = new Configured("api-token", TOKEN)) {
            assertThatThrownBy(() -> Settings.read(configured.config, true))
                    .hasMessage("circle-auth can't start: a configuration key is wrong.\n"
                            + "  circle.auth.identity is missing. It says which identifier at Circle the name of a"
                            + " signed-in user is, or the claim of circle.auth.identity-from: one of verified-email, sso-user-id, community-member-id. A"
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
    @ValueSource(
            strings = {
                "http://circle.so",
                "http://app.circle.so",
                "http://app.circle.so:80",
                "http://APP.Circle.SO",
                "http://app.circle.so.",
                "http://u@sandbox.corp",
                "http://sandbox.corp/api"
            })
    void N1_plainHttpToCircleIsRefusedEvenIfAllowed(String url) {
        assertThatThrownBy(() -> read("allow-plain-http", "true", "base-url", url))
                .hasMessageStartingWith("circle-auth can't start: a configuration key is wrong.\n"
                        + "  circle.auth.base-url can't be used: ")
                .hasMessageEndingWith(how("base-url"));
    }

    @Test
    void theRefusalOfPlainHttpNamesTheKeyThatAllowsIt() {
        assertWrong(
                "base-url",
                "http://sandbox.corp:9720",
                "can't be used: The base URL is plain http, which is allowed to loopback addresses only (127.0.0.1, [::1],"
                        + " localhost). For a sandbox on another machine of a test network, set"
                        + " circle.auth.allow-plain-http=true. Set the base URL (circle.auth.base-url) to scheme, host and"
                        + " port alone, such as https://app.circle.so.");
    }

    @Test
    void aProxyThatCannotBeUsedIsRefusedAndItsPasswordNotRepeated() {
        assertWrong(
                "proxy",
                "http://user:CANARY@proxy.corp:3128",
                "can't be used: The proxy carries a user name, which belongs into circle.auth.proxy-user and"
                        + " circle.auth.proxy-password. Set the proxy (circle.auth.proxy) to scheme, host and port alone, such"
                        + " as http://proxy.corp:3128.");
    }

    @Test
    void theProxysUserAndPasswordGoTogetherAndWithAProxy() {
        assertThatThrownBy(() -> read("proxy", "http://proxy.corp:3128", "proxy-user", "user"))
                .hasMessage(
                        "circle-auth can't start: a configuration key is wrong.\n  circle.auth.proxy-password is missing."
                                + " circle.auth.proxy-user is of no use without it." + how("proxy-password"));
        assertThatThrownBy(() -> read("proxy", "http://proxy.corp:3128", "proxy-password", "CANARY"))
                .hasMessage(
                        "circle-auth can't start: a configuration key is wrong.\n  circle.auth.proxy-user is missing."
                                + " circle.auth.proxy-password is of no use without it." + how("proxy-user"));
        assertThatThrownBy(() -> read("proxy-user", "user", "proxy-password", "CANARY"))
                .hasMessage("circle-auth can't start: a configuration key is wrong.\n  circle.auth.proxy is missing."
                        + " circle.auth.proxy-user and circle.auth.proxy-password are for the proxy that it names, such as"
                        + " http://proxy.corp:3128." + how("proxy"));
        assertThatThrownBy(() ->
                        read("proxy", "http://proxy.corp:3128", "proxy-user", "us:er", "proxy-password", "CANARY"))
                .hasMessageContaining("circle.auth.proxy-user can't be used: The proxy's user is blank, or has a colon")
                .hasMessageNotContainingAny("CANARY", "circle.auth.proxy-password");
        assertThatThrownBy(() -> read(
                        "proxy", "http://proxy.corp:3128", "proxy-user", "user", "proxy-password", "CANARY\nCANARY"))
                .hasMessage(
                        "circle-auth can't start: a configuration key is wrong.\n  circle.auth.proxy-password can't be"
                                + " used: The proxy's password has a control character, which Basic authentication can't send."
                                + how("proxy-password"));
    }

    @ParameterizedTest
    @CsvSource({
        "obtain, sometimes, eager or lazy",
        "on-failure, ignore, proceed or reject",
        "create-session, yes, true or false",
        "allow-plain-http, yes, true or false",
        "allow-plain-http, TRUE, true or false",
        "ledger, disk, memory or jdbc",
        "ledger.create-table, yes, true or false"
    })
    void anUnknownChoiceIsRefusedWithTheKnownOnes(String key, String value, String choices) {
        assertWrong(key, value, "is \"" + value + "\"; it must be " + choices + ".");
    }

    @Test
    void rejectWithoutPathsIsRefusedWithTheReason() {
        for (String paths : List.of("", " ")) {
            assertThatThrownBy(() -> read("on-failure", "reject", "reject-paths", paths))
                    .hasMessage("circle-auth can't start: a configuration key is wrong.\n"
                            + "  circle.auth.reject-paths is missing. circle.auth.on-failure=reject rejects requests under"
                            + " these paths alone, so that people can sign out, and see error pages and static files, while"
                            + " Circle is unavailable. Name the paths of the pages that can't do without a token, such as"
                            + " /app/*." + how("reject-paths"));
        }
        assertThatThrownBy(() -> read("on-failure", "reject"))
                .hasMessageContaining("circle.auth.reject-paths is missing.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/app/*,/* | has the pattern \"/*\", which covers the sign-out",
                "app/* | has a malformed pattern. Each must be as in a servlet mapping"
            })
    void aPatternThatIsMalformedOrMatchesEverythingIsRefused(String paths, String why) {
        assertThatThrownBy(() -> read("on-failure", "reject", "reject-paths", paths))
                .hasMessageStartingWith("circle-auth can't start: a configuration key is wrong.\n"
                        + "  circle.auth.reject-paths " + why)
                .hasMessageEndingWith(how("reject-paths"));
        assertThatThrownBy(() -> read("reject-paths", paths)).hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "100", "-1", "0.8"})
    void theMemberApisShareLeavesARest(String percent) {
        assertWrong("member-api-share", percent, "is \"" + percent + "\"; it must be a whole number from 1 to 99.");
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://admin:CANARY@host",
                "https://admin:CANARY%zz@host",
                "https://admin:CANARY^@host",
                "CANARY@host"
            })
    void aPasswordInTheBaseUrlIsNotRepeated(String url) {
        assertThatThrownBy(() -> read("base-url", url))
                .hasMessageContaining("circle.auth.base-url can't be used: The base URL ")
                .hasMessageNotContainingAny("CANARY", "admin")
                .hasNoCause();
    }

    /** An app token, a key or a database's URL in the wrong key is not repeated; a line break does not reach the log. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CANARYCANARYCANARYCANARYCANARY",
                "CANARYdLWtleXNlY3JldC1rZXlzZWNyZXQta2V5c2Vj/2Q=",
                "jdbc:h2:mem:x;PASSWORD=CANARY",
                "jdbc:oracle:thin:scott/CANARY@host",
                "ldap://admin:CANARY@host/x",
                "CANARY\nx",
                "CANARY\u001b[2J",
                "<CANARY>"
            })
    void aValueThatMayBeASecretIsNotRepeatedUnderAnyKey(String value) {
        for (ConfigKey key : ConfigKey.values()) {
            assertThatThrownBy(() -> read(key.key().substring(ConfigKey.PREFIX.length()), value, "ledger", "jdbc"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageNotContaining("CANARY")
                    .hasNoCause();
        }
    }

    @Test
    void theAppTokenIsNotRepeatedUnderAnotherKey() {
        assertThatThrownBy(() -> read("api-token", "short-token", "ledger", "short-token"))
                .hasMessageContaining(
                        "circle.auth.ledger has a value that is not repeated here, since it may be a secret; it"
                                + " must be memory or jdbc.")
                .hasMessageNotContaining("short-token");
    }

    @Test
    void R7_allFaultsAreReportedAtOnceAndNoSecretIsRepeated() {
        assertThatThrownBy(() -> read(
                        "api-token", "my secret token",
                        "identity", "name",
                        "identity-from", "x",
                        "base-url", "http://example.com",
                        "allow-plain-http", "x",
                        "proxy", "http://u:secretkey@proxy",
                        "proxy-user", "a:b",
                        "proxy-password", "secretkey",
                        "obtain", "x",
                        "on-failure", "x",
                        "reject-paths", "x",
                        "member-api-share", "x",
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
                        "principal", "x",
                        "create-session", "x",
                        "sessionless", "x",
                        "sessionless-idle", "x",
                        "live-path", "x",
                        "live-origins", "x",
                        "live-channels", "x",
                        "shutdown-timeout", "x",
                        "readiness", "x",
                        "trace-context", "x"))
                .isInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasMessageStartingWith(
                        "circle-auth can't start: 33 configuration keys are wrong.\n  circle.auth.api-token")
                .satisfies(e -> {
                    for (ConfigKey key : ConfigKey.values()) {
                        if (key == ConfigKey.PROXY_PASSWORD) { // Its fault is that the user is missing, or the reverse.
                            continue;
                        }
                        assertThat(e.getMessage())
                                .containsOnlyOnce("\n  " + key.key() + " ")
                                .containsOnlyOnce(key.environmentVariable() + ".");
                    }
                })
                .hasMessageNotContainingAny("my secret", "secretkey");
    }
}
