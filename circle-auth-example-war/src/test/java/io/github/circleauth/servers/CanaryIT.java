package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import io.github.circleauth.servers.app.CallingCircle;
import io.github.circleauth.servers.app.CircleOverRest;
import io.github.circleauth.servers.app.Listening;
import io.github.circleauth.servers.app.Probe;
import io.github.circleauth.servers.app.RestApplication;
import jakarta.servlet.ServletContainerInitializer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.Test;
import org.slf4j.impl.JDK14LoggerFactory;

/**
 * Secrets are looked for everywhere: in all that is logged at the finest level, in all that is answered, in sessions, names of
 * threads and MBeans, while everything goes well and while everything fails.
 */
class CanaryIT extends InServer {

    private static final String DEPLOYMENT = "canary";
    private static final Path LINES = Path.of(System.getProperty("it.work"), "everything-logged.txt");
    private static final String WARNING = "it writes the app token and members' tokens to the log. Set it to INFO.";

    private final String appToken = "canary-" + UUID.randomUUID();
    private final String sealKey = sealKey();

    private static String sealKey() {
        byte[] key = new byte[32];
        new Random().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive canary() {
        // HttpClient logs by SLF4J, which finds a way out of the WAR in some servers alone.
        String slf4j = JDK14LoggerFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        JavaArchive listening = ShrinkWrap.create(JavaArchive.class, "listening.jar")
                .addClass(Listening.class)
                .addAsServiceProvider(ServletContainerInitializer.class, Listening.class);
        return Wars.war(DEPLOYMENT, Wars.FILTER + Wars.PROXY)
                .addClasses(RestApplication.class, CallingCircle.class, CircleOverRest.class)
                .addAsLibraries(listening)
                .addAsLibraries(new File(slf4j));
    }

    @BeforeEach
    void startAnew() {
        circle.reset();
        circle.apiToken(appToken);
        Visitor.HEARD.clear();
    }

    private ServerLog run(boolean wireLog, Runnable use) {
        Wars.configure(Map.of(
                "circle.auth.api-token",
                appToken,
                "circle.auth.seal-keys",
                sealKey,
                Listening.FILE,
                LINES.toString(),
                Listening.WIRE_LOG,
                String.valueOf(wireLog)));
        ServerLog log = new ServerLog();
        deployer.deploy(DEPLOYMENT);
        try {
            use.run();
        } finally {
            deployer.undeploy(DEPLOYMENT);
            Wars.configure(Map.of());
        }
        return log;
    }

    private static List<String> logged() {
        try {
            return Files.readAllLines(LINES);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Tokens, keys and passwords, as they are and as Base64 would have them. */
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

    private List<String> withASecret(List<String> texts) {
        List<String> secrets = secrets();
        return texts.stream()
                .filter(text -> secrets.stream().anyMatch(text::contains))
                .toList();
    }

    /** The server is free to log what it likes of the passwords that it checks; we are not. */
    private List<String> toldByOthersThanTheServer(List<String> lines) {
        return withASecret(lines).stream()
                .filter(line ->
                        !withASecret(List.of(line.replace(Probe.PASSWORD, ""))).isEmpty()
                                || line.contains("circleauth")
                                || line.contains("org.apache.h"))
                .toList();
    }

    private static void everythingGoesWell() {
        Visitor ada = new Visitor(DEPLOYMENT);
        ada.stepsAs(ADA, "session,token,renew,token,attributes,threads");
        ada.stepsAs(ADA, "token,invalidate");
        new Visitor(DEPLOYMENT).stepsAs(GRACE, "session,token,spoil");
        new Visitor(DEPLOYMENT).steps("token");
        Visitor caller = new Visitor(DEPLOYMENT);
        caller.steps("session,login:" + ADA);
        for (String way : List.of("member-api", "rest-client", "jax-rs", "jdk", "managed-executor", "suspended")) {
            caller.body("/rest/circle/" + way);
        }
        caller.body("/circle/home");
        caller.steps("invalidate");
    }

    private static void everythingFails() {
        Visitor caller = new Visitor(DEPLOYMENT);
        caller.steps("session,login:" + ADA);
        caller.steps("token"); // Afterwards nobody gets one for a while.
        for (Fault fault : faults()) {
            circle.faults().next("auth_token", fault);
            Visitor visitor = new Visitor(DEPLOYMENT);
            visitor.answerAs(ADA, "session,ask");
            visitor.answerAs(ADA, "spoil,token");
            visitor.answerAs(ADA, "invalidate");
        }
        for (Fault fault : faults()) {
            for (String way : List.of("/rest/circle/member-api", "/rest/circle/rest-client", "/rest/circle/jax-rs")) {
                circle.faults().next("community_member", fault);
                caller.get(way);
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
                new Fault.TooManyRequests(java.time.Duration.ofSeconds(1)));
    }

    @Test
    void aTokenThatIsLeakedIsFoundSoThatTheSearchIsOne() {
        ServerLog log = run(false, () -> new Visitor(DEPLOYMENT).stepsAs(ADA, "session,leak,invalidate"));

        assertThat(circle.audit().tokens()).hasSize(2);
        assertThat(withASecret(logged())).anyMatch(line -> line.contains("Leaks|"));
        assertThat(withASecret(Visitor.HEARD)).hasSize(1);
        assertThat(log.text()).isNotEmpty();
    }

    @Test
    void noSecretIsFoundAnywhere() {
        ServerLog log = run(false, () -> {
            everythingGoesWell();
            everythingFails();
            new Visitor(DEPLOYMENT).stepsAs(ADA, "session,token,mbeans,invalidate");
        });

        assertThat(circle.audit().tokens()).hasSizeGreaterThan(5);
        assertThat(logged())
                .anyMatch(line -> line.startsWith("io.github.circleauth"))
                .anyMatch(line -> line.contains("|FINEST|") || line.contains("|TRACE|"))
                .noneMatch(line -> line.contains(WARNING));
        assertThat(toldByOthersThanTheServer(logged())).isEmpty();
        assertThat(toldByOthersThanTheServer(log.text().lines().toList())).isEmpty();
        assertThat(Visitor.HEARD).anyMatch(answer -> answer.contains("circle-auth-worker"));
        assertThat(withASecret(Visitor.HEARD)).isEmpty();
    }

    @Test
    void withHttpClientsWireLogOnOneWarningNamesItAndNothingElseTellsASecret() {
        run(true, CanaryIT::everythingGoesWell);

        List<String> lines = logged();
        assertThat(lines)
                .filteredOn(line -> line.contains(WARNING))
                .singleElement()
                .asString()
                .contains(
                        "HttpClient logs at DEBUG (org.apache.hc.client5.http.headers, org.apache.hc.client5.http.wire)");
        assertThat(toldByOthersThanTheServer(lines))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("org.apache.hc.client5.http.headers|")
                        || line.startsWith("org.apache.hc.client5.http.wire|")
                        || line.startsWith("org.apache.http.headers|")
                        || line.startsWith("org.apache.http.wire|")
                        || line.startsWith("sun.net.www.protocol.http.HttpURLConnection|"));
        assertThat(withASecret(Visitor.HEARD)).isEmpty();
    }
}
