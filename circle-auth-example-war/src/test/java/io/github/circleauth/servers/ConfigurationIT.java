package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An invalid configuration fails the deployment with one message. */
class ConfigurationIT extends ServerTestBase {

    private static final String DEPLOYMENT = "configured";

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive configured() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER);
    }

    /** Each key with an invalid value, and the message about it. */
    enum Invalid {
        API_TOKEN(
                "my secret token",
                "is not an app token, which consists of letters, digits and -._~+/ alone. Was a placeholder left in its"
                        + " place?"),
        IDENTITY("name", "is \"name\"; it must be one of verified-email, sso-user-id, community-member-id."),
        IDENTITY_FROM(
                "email",
                "is \"email\"; it must be name, for the user name, or claim: and the name of a claim, such as claim:email."),
        BASE_URL(
                "http://example.com",
                "can't be used: The base URL is plain http, which is allowed to loopback addresses only (127.0.0.1, [::1],"
                        + " localhost). For a sandbox on another machine of a test network, set"
                        + " circle.auth.allow-plain-http=true. Set the base URL (circle.auth.base-url) to scheme, host and port alone, such as"
                        + " https://app.circle.so."),
        ALLOW_PLAIN_HTTP("yes", "is \"yes\"; it must be true or false."),
        PROXY(
                "https://proxy.corp:3128",
                "can't be used: The proxy is https. The connection to the proxy itself must be http: the tunnel through it is"
                        + " encrypted from here to Circle. Set the proxy (circle.auth.proxy) to scheme, host and port alone,"
                        + " such as http://proxy.corp:3128."),
        OBTAIN("sometimes", "is \"sometimes\"; it must be eager or lazy."),
        ON_FAILURE("ignore", "is \"ignore\"; it must be proceed or reject."),
        REJECT_PATHS(
                "app/*",
                "has a malformed pattern. Each must be as in a servlet mapping: /app/* for a path and all below it, *.do for"
                        + " an extension, or a whole path such as /app/start, without encoding, parameters and dot segments,"
                        + " below the application's context path."),
        REFRESH_AHEAD("PT0S", longerThanZero("PT0S", "PT15M")),
        EXPIRY_MARGIN("PT-1S", zeroOrMore("PT-1S", "PT30S")),
        CONNECT_TIMEOUT("P2D", longerThanZero("P2D", "PT1S")),
        CALL_TIMEOUT("5s", longerThanZero("5s", "PT5S")),
        REQUEST_WAIT("3000", zeroOrMore("3000", "PT3S")),
        LEDGER("disk", "is \"disk\"; it must be memory or jdbc."),
        LEDGER_DATA_SOURCE("java:comp/none", "is \"java:comp/none\", which the server doesn't know in JNDI."),
        LEDGER_CREATE_TABLE("yes", "is \"yes\"; it must be true or false."),
        SEAL_KEYS(
                "c2VjcmV0LWtleQ==",
                "must be 256-bit keys in Base64, separated by commas. Key 1 has 80 bits; it must have 256."
                        + " \"openssl rand -base64 32\" makes one."),
        RATE_LIMIT("0", wholeNumber("0")),
        RATE_LIMIT_WINDOW("PT-1S", longerThanZero("PT-1S", "PT5M")),
        MEMBER_API_SHARE("100", "is \"100\"; it must be a whole number from 1 to 99."),
        OBTAIN_LIMIT("many", wholeNumber("many")),
        PRINCIPAL("wrapper", "is \"wrapper\"; it must be container or request."),
        CREATE_SESSION("yes", "is \"yes\"; it must be true or false."),
        SESSIONLESS("true", "is \"true\"; it must be none or per-user."),
        SESSIONLESS_IDLE(
                "PT9H",
                "is \"PT9H\"; it must be an ISO-8601 duration of a second or more and of PT8H at most, such as PT30M."),
        SHUTDOWN_TIMEOUT("PT25H", zeroOrMore("PT25H", "PT5S"));

        private final String value;
        private final String problem;

        Invalid(String value, String problem) {
            this.value = value;
            this.problem = problem;
        }

        private static String longerThanZero(String value, String example) {
            return "is \"" + value + "\"; it must be an ISO-8601 duration longer than zero and of a day at most, such"
                    + " as " + example + ".";
        }

        private static String zeroOrMore(String value, String example) {
            return "is \"" + value
                    + "\"; it must be an ISO-8601 duration of zero or more and of a day at most, such as " + example
                    + ".";
        }

        private static String wholeNumber(String value) {
            return "is \"" + value + "\"; it must be a whole number from 1 to 1000000.";
        }

        String key() {
            return "circle.auth."
                    + name().toLowerCase(java.util.Locale.ROOT)
                            .replace('_', '-')
                            .replace("ledger-", "ledger.");
        }

        String sentence() {
            return "\n  " + key() + " " + problem + " Set it in META-INF/microprofile-config.properties, as a system"
                    + " property, or as the environment variable CIRCLE_AUTH_" + name() + ".";
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("R7")
    void eachInvalidKeyFailsTheDeployment(Invalid key) {
        TestWars.configure(Map.of(key.key(), key.value));

        ServerLog log = assertDeploymentFails(
                DEPLOYMENT, "circle-auth can't start: a configuration key is wrong." + key.sentence());

        assertThat(log.text()).doesNotContain("my secret token", "c2VjcmV0LWtleQ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://admin:CANARY%zz@host", "https://admin:CANARY@host"})
    void aPasswordInTheBaseUrlReachesNoLog(String url) {
        TestWars.configure(Map.of("circle.auth.base-url", url));

        ServerLog log = assertDeploymentFails(DEPLOYMENT, "circle.auth.base-url can't be used: The base URL ");

        assertThat(log.text()).doesNotContain("CANARY", "admin:");
    }

    @Test
    void oneMessageNamesAllInvalidKeys() {
        Map<String, String> all = new LinkedHashMap<>();
        StringBuilder message = new StringBuilder("circle-auth can't start: 27 configuration keys are wrong.");
        for (Invalid key : Invalid.values()) {
            all.put(key.key(), key.value);
            message.append(key.sentence());
        }
        TestWars.configure(all);

        assertDeploymentFails(DEPLOYMENT, message.toString());
    }

    @Test
    void anAddressFromAClaimThatNobodyVerifiesFailsTheDeployment() {
        TestWars.configure(Map.of("circle.auth.identity", "verified-email", "circle.auth.identity-from", "claim:upn"));

        assertDeploymentFails(
                DEPLOYMENT,
                "circle.auth.identity-from can't name that claim with the identity verified-email: of claim:email alone an"
                        + " identity provider says whether it is verified.");
    }

    /** WildFly has the bean of OpenID Connect with any login, and its use would create a session. */
    @Test
    void theQuestionWhoAUserIsCreatesNoSession() {
        TestWars.configure(Map.of("circle.auth.sessionless", "per-user"));
        deployer.deploy(DEPLOYMENT);
        ProbeClient ada = new ProbeClient(DEPLOYMENT);

        assertThat(ada.stepsAs(ADA, "token").get(0)).startsWith(ADA + " ");
        assertThat(ada.cookies()).isEmpty();

        deployer.undeploy(DEPLOYMENT);
        awaitNoTokenAlive();
    }
}
