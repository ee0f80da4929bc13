package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import io.github.circleauth.servers.app.LogRecorder;
import io.github.circleauth.servers.app.Probe;
import jakarta.servlet.ServletContainerInitializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Searches for secrets in all logs at the finest level, in responses, sessions, names of threads, and MBeans, while requests
 * succeed and while they fail.
 */
class SecretLeakIT extends ServerTestBase {

    private static final String DEPLOYMENT = "secret-leak";
    private static final Path LINES = Path.of(System.getProperty("it.work"), "all-log-records.txt");
    private static final String WARNING =
            "it writes the app token, members' tokens and a proxy's password to the log. Set it to INFO.";

    private final String appToken = "secret-" + UUID.randomUUID();
    private final String sealKey = sealKey();

    private static String sealKey() {
        byte[] key = new byte[32];
        new Random().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive secretLeak() {
        JavaArchive logRecorder = ShrinkWrap.create(JavaArchive.class, "log-recorder.jar")
                .addClass(LogRecorder.class)
                .addAsServiceProvider(ServletContainerInitializer.class, LogRecorder.class);
        return TestWars.restWar(DEPLOYMENT).addAsLibraries(logRecorder);
    }

    @BeforeEach
    void setUp() {
        circle.reset();
        circle.apiToken(appToken);
        ProbeClient.RESPONSES.clear();
    }

    private ServerLog run(boolean wireLog, Runnable requests) {
        TestWars.configure(Map.of(
                "circle.auth.api-token",
                appToken,
                "circle.auth.seal-keys",
                sealKey,
                LogRecorder.FILE,
                LINES.toString(),
                LogRecorder.WIRE_LOG,
                String.valueOf(wireLog)));
        ServerLog log = new ServerLog();
        deployer.deploy(DEPLOYMENT);
        try {
            requests.run();
        } finally {
            deployer.undeploy(DEPLOYMENT);
            TestWars.configure(Map.of());
        }
        return log;
    }

    private static List<String> logged() {
        try {
            return Files.readAllLines(LINES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns tokens, keys and passwords, in plain text and in Base64. */
    private List<String> secrets() {
        List<String> plain = new ArrayList<>(List.of(appToken, sealKey, Probe.PASSWORD));
        circle.audit().tokens().stream().map(Audit.Token::value).forEach(plain::add);
        List<String> all = new ArrayList<>(plain);
        for (String secret : plain) {
            all.add(Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(UTF_8)));
            all.add(Base64.getUrlEncoder().withoutPadding().encodeToString(secret.getBytes(UTF_8)));
        }
        return all;
    }

    private List<String> containingASecret(List<String> texts) {
        List<String> secrets = secrets();
        return texts.stream()
                .filter(text -> secrets.stream().anyMatch(text::contains))
                .toList();
    }

    /** The server may log the passwords that it checks; the library must not. */
    private List<String> leakedByTheLibrary(List<String> lines) {
        return containingASecret(lines).stream()
                .filter(line -> !containingASecret(List.of(line.replace(Probe.PASSWORD, "")))
                                .isEmpty()
                        || line.contains("circleauth")
                        || line.contains("org.apache.h"))
                .toList();
    }

    private static void sendSuccessfulRequests() {
        ProbeClient ada = new ProbeClient(DEPLOYMENT);
        ada.stepsAs(ADA, "session,token,renew,token,attributes,threads");
        ada.stepsAs(ADA, "token,invalidate");
        new ProbeClient(DEPLOYMENT).stepsAs(GRACE, "session,token,corrupt");
        new ProbeClient(DEPLOYMENT).steps("token");
        ProbeClient caller = new ProbeClient(DEPLOYMENT);
        caller.steps("session,login:" + ADA);
        for (String how : List.of("member-api", "rest-client", "jax-rs", "jdk", "managed-executor", "suspended")) {
            caller.body("/rest/circle/" + how);
        }
        caller.body("/circle/home");
        caller.steps("invalidate");
    }

    private static void sendFailingRequests() {
        ProbeClient caller = new ProbeClient(DEPLOYMENT);
        caller.steps("session,login:" + ADA);
        // After the failures below, no token can be obtained for a while.
        caller.steps("token");
        for (Fault fault : faults()) {
            circle.faults().next("auth_token", fault);
            ProbeClient client = new ProbeClient(DEPLOYMENT);
            client.responseAs(ADA, "session,access-token");
            client.responseAs(ADA, "corrupt,token");
            client.responseAs(ADA, "invalidate");
        }
        for (Fault fault : faults()) {
            for (String path : List.of("/rest/circle/member-api", "/rest/circle/rest-client", "/rest/circle/jax-rs")) {
                circle.faults().next("community_member", fault);
                caller.get(path);
            }
            circle.faults().next("home", fault);
            caller.get("/circle/home");
        }
        caller.steps("invalidate");
    }

    private static List<Fault> faults() {
        return List.of(
                new Fault.Status(500, "{}", Map.of()),
                new Fault.Refused(Refusal.MEMBER_NOT_FOUND),
                new Fault.Lost(),
                new Fault.AnotherMember(),
                new Fault.Malformed(),
                new Fault.ContentType("text/html"),
                new Fault.Reset(),
                new Fault.Cut(300),
                new Fault.HugeBody(1 << 20),
                new Fault.GzipBomb(1 << 20),
                new Fault.MoreHeaders(1000, 100),
                new Fault.TooManyRequests(Duration.ofSeconds(1)));
    }

    @Test
    void theSearchFindsATokenThatIsLeakedOnPurpose() {
        ServerLog log = run(false, () -> new ProbeClient(DEPLOYMENT).stepsAs(ADA, "session,leak,invalidate"));

        assertThat(circle.audit().tokens()).hasSize(2);
        assertThat(containingASecret(logged())).anyMatch(line -> line.contains("LeakSearch|"));
        assertThat(containingASecret(ProbeClient.RESPONSES)).hasSize(1);
        assertThat(log.text()).isNotEmpty();
    }

    @Test
    @Tag("S1")
    @Tag("S5")
    @Tag("S10")
    void noSecretIsLeaked() {
        ServerLog log = run(false, () -> {
            sendSuccessfulRequests();
            sendFailingRequests();
            new ProbeClient(DEPLOYMENT).stepsAs(ADA, "session,token,mbeans,invalidate");
        });

        assertThat(circle.audit().tokens()).hasSizeGreaterThan(5);
        assertThat(logged())
                .anyMatch(line -> line.startsWith("io.github.circleauth"))
                .anyMatch(line -> line.contains("|FINEST|") || line.contains("|TRACE|"))
                .noneMatch(line -> line.contains(WARNING));
        assertThat(leakedByTheLibrary(logged())).isEmpty();
        assertThat(leakedByTheLibrary(log.text().lines().toList())).isEmpty();
        assertThat(ProbeClient.RESPONSES).anyMatch(response -> response.contains("circle-auth-worker"));
        assertThat(containingASecret(ProbeClient.RESPONSES)).isEmpty();
    }

    @Test
    @Tag("S2")
    void withHttpClientsWireLogOneWarningNamesItAndOnlyTheWireLogHasSecrets() {
        run(true, SecretLeakIT::sendSuccessfulRequests);

        List<String> lines = logged();
        assertThat(lines)
                .filteredOn(line -> line.contains(WARNING))
                .singleElement()
                .asString()
                .contains(
                        "HttpClient logs at DEBUG (org.apache.hc.client5.http.headers, org.apache.hc.client5.http.wire)");
        assertThat(leakedByTheLibrary(lines))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("org.apache.hc.client5.http.headers|")
                        || line.startsWith("org.apache.hc.client5.http.wire|")
                        || line.startsWith("org.apache.http.headers|")
                        || line.startsWith("org.apache.http.wire|")
                        || line.startsWith("sun.net.www.protocol.http.HttpURLConnection|"));
        assertThat(containingASecret(ProbeClient.RESPONSES)).isEmpty();
    }
}
